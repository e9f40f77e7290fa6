// SPDX-License-Identifier: Apache-2.0
import Kernel
import LinuxABI

/// A tree of files as text, one line an entry, sorted by name.
///
///     d/                  a folder of mode 755
///     f = text            a file of mode 644
///     f = text [600 1:2]  another mode, another owner
///     g == f              the same file under another name
///     l -> f              a symbolic link
///     n c 1:3             a device; `p` is a FIFO
///     f = text {user.a=1} with extended attributes
///     ?g                  listed, but not there
struct TreeText {
  private(set) var lines: [String] = []
  private var seen: [String: String] = [:]
  private let withTimes: Bool

  /// `withTimes`: also when each was changed, and how many names it has.
  init(_ path: String, withTimes: Bool = false, except: Set<String> = []) {
    self.withTimes = withTimes
    guard let root = try? Files.open(path, OpenFlags.readOnly | OpenFlags.directory) else {
      lines = ["no folder"]
      return
    }
    if let status = try? Files.status(of: root) {
      let marks = marks(status, root.raw, Array(".".utf8), usual: 0o755)
      if !marks.isEmpty { lines.append("/" + marks) }
    }
    add(root, "", except)
  }

  private mutating func add(_ folder: borrowing Descriptor, _ path: String, _ except: Set<String>) {
    let names = ((try? folder.entryNames()) ?? []).sorted { $0.lexicographicallyPrecedes($1) }
    for name in names {
      let full = path + TreeText.printable(name)
      if except.contains(full) { continue }
      guard let status = Files.status(entry: name + [0], at: folder.raw) else {
        lines.append("?" + full)
        continue
      }
      let identity = "\(status.device) \(status.inode)"
      if !status.isDirectory, let other = seen[identity] {
        lines.append("\(full) == \(other)")
        continue
      }
      if !status.isDirectory { seen[identity] = full }
      add(name, full, status, folder)
      guard status.isDirectory else { continue }
      let number = EntryCalls.open(folder.raw, name + [0], OpenFlags.readOnly | OpenFlags.directory)
      guard number >= 0 else { continue }
      add(Descriptor(owning: Int32(number)), full + "/", except)
    }
  }

  private mutating func add(
    _ name: [UInt8], _ full: String, _ status: FileStatus, _ folder: borrowing Descriptor
  ) {
    let device = "\(status.specialDevice.major):\(status.specialDevice.minor)"
    switch FileMode.type(of: status.mode) {
    case FileMode.directory: lines.append(full + "/" + marks(status, folder.raw, name, usual: 0o755))
    case FileMode.symbolicLink:
      var target = [UInt8](repeating: 0, count: 4096)
      let count = target.withUnsafeMutableBytes { EntryCalls.readLink(folder.raw, name + [0], into: $0) }
      lines.append(
        full + " -> " + TreeText.printable(Array(target.prefix(max(0, count))))
          + marks(status, folder.raw, name, usual: 0o777))
    case FileMode.regular:
      lines.append(
        full + " = " + TreeText.content(name, folder.raw, status) + marks(status, folder.raw, name, usual: 0o644))
    case FileMode.characterDevice: lines.append(full + " c " + device + marks(status, folder.raw, name, usual: 0o644))
    case FileMode.blockDevice: lines.append(full + " b " + device + marks(status, folder.raw, name, usual: 0o644))
    default: lines.append(full + " p" + marks(status, folder.raw, name, usual: 0o644))
    }
  }

  private static func content(_ name: [UInt8], _ folder: Int32, _ status: FileStatus) -> String {
    let number = EntryCalls.open(folder, name + [0], OpenFlags.readOnly)
    guard number >= 0 else { return "unreadable" }
    let file = Descriptor(owning: Int32(number))
    guard status.size <= 256, let bytes = try? file.readAll(limit: 256) else { return "\(status.size) bytes" }
    return printable(bytes)
  }

  private func marks(_ status: FileStatus, _ folder: Int32, _ name: [UInt8], usual: UInt32) -> String {
    var text = ""
    if status.mode & 0o7777 != usual || status.uid != 0 || status.gid != 0 {
      text += " [\(String(status.mode & 0o7777, radix: 8)) \(status.uid):\(status.gid)]"
    }
    let attributes = (try? ExtendedAttributes.all(folder, name)) ?? []
    if !attributes.isEmpty {
      text +=
        " {"
        + attributes.map { TreeText.printable($0.name) + "=" + TreeText.printable($0.value) }.joined(separator: ", ")
        + "}"
    }
    if withTimes { text += " @\(status.modified.seconds).\(status.modified.nanoseconds) x\(status.links)" }
    return text
  }

  /// Bytes with `\xNN` for what is no printable ASCII.
  static func printable(_ bytes: [UInt8]) -> String {
    var text = ""
    for byte in bytes {
      if byte >= 0x20, byte < 0x7f {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return text
  }
}
