// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Resolves one path inside a root a component at a time, without following anything by itself, and can make what is
/// missing on the way.
///
/// Each component is opened relative to its directory's descriptor with O_PATH and O_NOFOLLOW, links are read and their
/// components walked in turn, and `..` goes back to the directory it came from, never above the root: no race can lead
/// it outside.
struct InRootWalk: ~Copyable {
  /// What to make of a missing last component; directories on the way are then made as well, with mode 0755.
  enum Missing {
    case refuse
    case directory(UInt32)
    case file(UInt32)
  }
  var missing = Missing.refuse

  private let root: Int32
  private let path: String
  /// Components still to walk, the next one last.
  private var pending: [String]
  /// Directories entered below the root, the innermost last.
  private var entered: [Int32] = []
  private var links = 0
  /// MAXSYMLINKS of the kernel.
  private static let maximumLinks = 40

  init(root: Int32, path: String) {
    self.root = root
    self.path = path
    pending = InRootWalk.components(of: path).reversed()
  }

  deinit { for directory in entered { _ = systemCall(SYS_close, Int(directory)) } }

  /// The components of a path, without empty ones and `.`.
  static func components(of path: String) -> [String] {
    var components: [String] = []
    var current: [UInt8] = []
    for byte in path.utf8 {
      if byte != UInt8(ascii: "/") {
        current.append(byte)
        continue
      }
      if !current.isEmpty, current != [UInt8(ascii: ".")] {
        components.append(String(decoding: current, as: UTF8.self))
      }
      current.removeAll(keepingCapacity: true)
    }
    if !current.isEmpty, current != [UInt8(ascii: ".")] { components.append(String(decoding: current, as: UTF8.self)) }
    return components
  }

  private var innermost: Int32 { entered.last ?? root }

  /// Walks to the end and opens what is there with those flags.
  mutating func open(_ flags: Int) throws(KernelError) -> Descriptor {
    while let name = pending.popLast() {
      if name == ".." {
        if let left = entered.popLast() { _ = systemCall(SYS_close, Int(left)) }
        continue
      }
      let file = try openOrMake(name)
      let status = try Files.status(of: file)
      let isLink = status.mode & FileMode.typeMask == FileMode.symbolicLink
      if isLink, !(pending.isEmpty && flags & OpenFlags.noFollow != 0) {
        try expand(file)
        continue
      }
      if pending.isEmpty, !(status.isDirectory && flags & OpenFlags.path != 0) {
        if flags & OpenFlags.directory != 0, !status.isDirectory { throw failure(.ENOTDIR) }
        if flags & OpenFlags.path != 0 { return file }
        return try Files.open(name, at: innermost, flags | OpenFlags.noFollow)
      }
      guard status.isDirectory else { throw failure(.ENOTDIR) }
      entered.append(file.release())
    }
    // A directory: the root itself, or the last one entered.
    return try Files.open(".", at: innermost, flags & ~OpenFlags.noFollow)
  }

  private func failure(_ errno: Errno) -> KernelError { KernelError("open", path, errno) }

  private func openOrMake(_ name: String) throws(KernelError) -> Descriptor {
    let flags = OpenFlags.path | OpenFlags.noFollow
    do {
      return try Files.open(name, at: innermost, flags)
    } catch {
      if error.errno != .ENOENT { throw failure(error.errno) }
    }
    do throws(KernelError) {
      switch missing {
      case .refuse: throw failure(.ENOENT)
      case .directory(let mode):
        try Files.makeDirectory(name, at: innermost, mode: pending.isEmpty ? mode : 0o755)
      case .file(let mode):
        if pending.isEmpty {
          try Nodes.make(name, at: innermost, mode: FileMode.regular | mode)
        } else {
          try Files.makeDirectory(name, at: innermost, mode: 0o755)
        }
      }
    } catch {
      // Somebody else made it meanwhile: what it is will be looked at.
      if error.errno != .EEXIST { throw KernelError(error.call, path, error.errno) }
    }
    return try Files.open(name, at: innermost, flags)
  }

  private mutating func expand(_ link: borrowing Descriptor) throws(KernelError) {
    links += 1
    if links > InRootWalk.maximumLinks { throw failure(.ELOOP) }
    let target = try Files.readLink("", at: link.raw)
    if target.utf8.first == UInt8(ascii: "/") {
      for directory in entered { _ = systemCall(SYS_close, Int(directory)) }
      entered.removeAll()
    }
    pending += InRootWalk.components(of: target).reversed()
  }
}
