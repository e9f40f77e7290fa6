// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel

/// The mounts of our mount namespace (proc_pid_mountinfo(5)), as far as the store has to do with them.
package struct MountTable: Sendable {
  private struct Mount: Sendable {
    let point: String
    /// Options of the file system: overlay's folders are among them.
    let options: String
  }

  private let mounts: [Mount]

  /// Reads the table.
  package init() throws(Failure) {
    let bytes = try asFailure(.system) { () throws(KernelError) in
      try Files.read("/proc/self/mountinfo", limit: 256 << 20)
    }
    mounts = bytes.split(separator: 0x0a).compactMap { line in
      let fields = line.split(separator: 0x20)
      guard fields.count > 6, let options = fields.last else { return nil }
      return Mount(point: MountTable.unescaped(fields[4]), options: MountTable.unescaped(options))
    }
  }

  /// Whether something is mounted at a path.
  package func isMountPoint(_ path: String) -> Bool { mounts.contains { $0.point == path } }

  /// Mount points at a path and below it, the last mounted first.
  func points(at path: String) -> [String] {
    mounts.filter { $0.point == path || $0.point.hasPrefix(path + "/") }.map(\.point).reversed()
  }

  /// Names in layers/ that overlays are made of.
  func layers(in store: Store) -> Set<String> {
    let mark = Array((store.layersFolder + "/").utf8)
    var names: Set<String> = []
    for mount in mounts {
      let options = Array(mount.options.utf8)
      guard options.count > mark.count else { continue }
      for start in 0..<(options.count - mark.count) where options[start...].starts(with: mark) {
        let name = options[(start + mark.count)...].prefix { $0 != UInt8(ascii: "/") }
        names.insert(String(decoding: name, as: UTF8.self))
      }
    }
    return names
  }

  /// `\040` and the like become what they stand for.
  private static func unescaped(_ field: ArraySlice<UInt8>) -> String {
    var bytes: [UInt8] = []
    var rest = field
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), let value = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
