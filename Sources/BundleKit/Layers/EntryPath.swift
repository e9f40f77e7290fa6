// SPDX-License-Identifier: Apache-2.0

/// The name of an archive's entry as components beneath the root, in memory that is used for all entries.
///
/// Leading slashes, empty components and `.` are dropped; `..` goes one up and stops at the root, as a path resolved
/// inside a root does. Each component ends with a NUL, for calls.
struct EntryPath {
  private(set) var bytes: [UInt8] = []
  /// Offsets of the components in `bytes`; each reaches to the NUL before the next.
  private(set) var starts: [Int] = []

  /// More `..` were in it than there were components to leave.
  private(set) var leavesRoot = false

  /// A path longer than this, or deeper, is no file's name but an attack: sixteen times PATH_MAX.
  static let longest = 64 << 10
  static let deepest = 1024

  /// Reads a name that ends with a NUL; false when it is too long or too deep.
  mutating func read(_ name: UnsafePointer<CChar>) -> Bool {
    bytes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    leavesRoot = false
    var at = 0
    while true {
      while name[at] == 0x2f { at += 1 }
      if name[at] == 0 { return true }
      let start = at
      while name[at] != 0x2f, name[at] != 0 { at += 1 }
      if at > EntryPath.longest { return false }
      let length = at - start
      if length == 1, name[start] == 0x2e { continue }
      if length == 2, name[start] == 0x2e, name[start + 1] == 0x2e {
        if let last = starts.popLast() { bytes.removeSubrange(last...) } else { leavesRoot = true }
        continue
      }
      if starts.count == EntryPath.deepest { return false }
      starts.append(bytes.count)
      for index in start..<at { bytes.append(UInt8(bitPattern: name[index])) }
      bytes.append(0)
    }
  }

  /// Reads a path that was made by `joined`.
  mutating func read(bytes path: [UInt8]) -> Bool {
    (path + [0]).withUnsafeBytes { buffer in
      buffer.baseAddress.map { read($0.assumingMemoryBound(to: CChar.self)) } ?? false
    }
  }

  /// The root.
  mutating func clear() {
    bytes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
  }

  var count: Int { starts.count }
  var isRoot: Bool { starts.isEmpty }

  /// A component without its NUL.
  func component(_ index: Int) -> ArraySlice<UInt8> {
    let end = index + 1 < starts.count ? starts[index + 1] : bytes.count
    return bytes[starts[index]..<(end - 1)]
  }

  /// The last component, for calls.
  func withName<T>(_ body: (UnsafePointer<UInt8>) -> T) -> T {
    let start = starts.last ?? 0
    return bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("the root has no name") }
      return body(base + start)
    }
  }

  /// The last component without its NUL.
  var name: ArraySlice<UInt8> { component(starts.count - 1) }

  /// `a/b/c`; nothing for the root.
  var joined: [UInt8] {
    var path = bytes.map { $0 == 0 ? UInt8(ascii: "/") : $0 }
    if !path.isEmpty { path.removeLast() }
    return path
  }

  /// For people: control characters are made harmless where messages are written, very long names are cut.
  var text: String { isRoot ? "/" : EntryPath.text(joined) }

  static func text(_ path: [UInt8]) -> String {
    path.count <= 300 ? String(decoding: path, as: UTF8.self) : String(decoding: path.prefix(300), as: UTF8.self) + "…"
  }
}
