// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
package import Kernel
internal import LinuxABI

extension InitContext {
  /// Adds HOME to the environment where it is missing or empty: the user's of the container's /etc/passwd, else `/`.
  mutating func learnHome() throws(KernelError) {
    if homeIsKnown { return }
    homeIsKnown = true
    var present: Int?
    for index in environment.indices where environment[index].utf8.starts(with: "HOME=".utf8) { present = index }
    if let present, environment[present].utf8.count > 5 { return }
    try openRootIfNeeded()
    let home = "HOME=" + (HomeDirectory.find(uid: orders.execution?.uid ?? 0, in: root) ?? "/")
    if let present { environment[present] = home } else { environment.append(home) }
  }
}

/// Finds a user's home in a passwd(5) that may be hostile.
///
/// A FIFO must not block, a huge file must not fill the memory (runc and crun hang at the one; CVE-2022-31030 and its
/// kin were the other).
package enum HomeDirectory {
  private static let maximumSize = 16 << 20
  private static let maximumHome = 4096

  /// The home in the root's /etc/passwd; nil when there is none to be found.
  package static func find(uid: UInt32, in root: borrowing RootDirectory) -> String? {
    let flags = OpenFlags.readOnly | OpenFlags.nonBlocking | OpenFlags.noControllingTerminal
    guard let file = try? root.open("/etc/passwd", flags), let status = try? Files.status(of: file), status.isRegular
    else { return nil }
    var search = PasswordSearch(uid: uid)
    var total = 0
    var chunk: [UInt8] = []
    while total < maximumSize {
      chunk.removeAll(keepingCapacity: true)
      guard let count = try? file.read(into: &chunk, limit: 1024), count > 0 else { break }
      total += count
      for byte in chunk { if let home = search.take(byte) { return home } }
    }
    return search.take(UInt8(ascii: "\n"))
  }

  /// Reads `name:password:uid:gid:comment:home:shell` lines byte by byte, keeping only what it needs.
  struct PasswordSearch {
    private let uid: [UInt8]
    private var field = 0
    private var number: [UInt8] = []
    private var home: [UInt8] = []

    init(uid: UInt32) { self.uid = Array(String(uid).utf8) }

    /// The home, at the end of the line of the user that has one.
    mutating func take(_ byte: UInt8) -> String? {
      if byte == UInt8(ascii: "\n") {
        let found = field >= 5 && number == uid && !home.isEmpty && home.count <= maximumHome
        let result = found ? String(decoding: home, as: UTF8.self) : nil
        field = 0
        number.removeAll(keepingCapacity: true)
        home.removeAll(keepingCapacity: true)
        return result
      }
      if byte == UInt8(ascii: ":") {
        field += 1
      } else if field == 2 {
        // One more than any number has is enough to differ from it.
        if number.count <= 10 { number.append(byte) }
      } else if field == 5 {
        if home.count <= maximumHome { home.append(byte) }
      }
      return nil
    }
  }
}
