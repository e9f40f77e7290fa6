// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Goes from directory to directory beneath a layer's root, by descriptors only, and makes what is missing.
///
/// Archives name their entries folder by folder, so the descriptors of the last entry's directories are kept: the next
/// entry usually opens none or one. Each component is opened without following links; a symbolic link is read and its
/// components are walked in turn, from the root when it is absolute, and `..` never leaves the root. The root belongs to us
/// alone while a layer is unpacked, so nothing changes under the walk; what the writer itself removes is always beneath
/// the directory the walk stands in, which is why no kept descriptor can be of something that is gone.
struct DirectoryWalk: ~Copyable {
  /// A directory below the root that is open.
  private struct Level {
    var name: [UInt8]
    var number: Int32
    /// Lower layers do not show through: it, or one above it, is opaque.
    var isOpaque: Bool
  }

  /// What to do about a component that is no directory.
  enum Missing {
    /// Make a directory; in place of a file or a whiteout that this layer has there, too.
    case make
    /// Not found.
    case refuse
  }

  private let root: Int32
  private var levels: [Level] = []
  /// Directories that this layer made opaque, by path.
  private(set) var opaque: Set<[UInt8]> = []
  private(set) var rootIsOpaque = false
  /// Directories made because an entry needed them, without one of their own.
  private(set) var implicit: Set<[UInt8]> = []
  /// Bytes of what is remembered of the archive until its end.
  private var remembered = 0

  /// MAXSYMLINKS of the kernel.
  private static let mostLinks = 40
  /// Descriptors kept open; those above are opened anew when they are needed again.
  private static let mostOpen = 40
  /// What may be remembered: a compressed archive says a thousand times more than it is long.
  private static let mostRemembered = 256 << 20

  /// `root` has to stay open as long as this lives.
  init(root: Int32) { self.root = root }

  deinit { for level in levels where level.number >= 0 { EntryCalls.close(level.number) } }

  /// The directory the walk stands in.
  var current: Int32 { levels.last?.number ?? root }

  /// Whether lower layers are hidden where the walk stands.
  var isUnderOpaque: Bool { levels.last?.isOpaque ?? rootIsOpaque }

  /// The path of where it stands, as it really is: links resolved.
  var path: [UInt8] {
    var path: [UInt8] = []
    for level in levels {
      if !path.isEmpty { path.append(UInt8(ascii: "/")) }
      path += level.name
    }
    return path
  }

  /// The path of an entry in the directory where it stands.
  func path(of name: ArraySlice<UInt8>) -> [UInt8] {
    let folder = path
    return folder.isEmpty ? Array(name) : folder + [UInt8(ascii: "/")] + name
  }

  /// Accounts for something that is kept until the archive's end.
  mutating func remember(_ count: Int) throws(Failure) {
    // An array's header, and its place in a table.
    remembered += count + 64
    if remembered > DirectoryWalk.mostRemembered {
      throw Failure(.layer, "the names in the layer do not fit into memory", hint: "it is made to fill it")
    }
  }

  /// Forgets the kept descriptors: something was removed that this walk did not see.
  mutating func reset() {
    for level in levels where level.number >= 0 { EntryCalls.close(level.number) }
    levels.removeAll(keepingCapacity: true)
  }

  /// Goes to the directory that the first `count` components of `target` name; false when it is not there.
  mutating func enter(_ target: EntryPath, count: Int, _ missing: Missing) throws(Failure) -> Bool {
    var common = 0
    while common < min(levels.count, count), levels[common].name[...] == target.component(common) { common += 1 }
    while levels.count > common { pop() }
    try reopen(target)
    if common == count { return true }
    var pending: [ArraySlice<UInt8>] = []
    for index in stride(from: count - 1, through: common, by: -1) { pending.append(target.component(index)) }
    var links = 0
    while let name = pending.popLast() {
      if name.elementsEqual([0x2e, 0x2e]) {
        pop()
        try reopen(target)
        continue
      }
      let terminated = Array(name) + [0]
      var result = open(terminated)
      if result < 0, result != -2 {
        // Something else than a directory.
        guard let status = Files.status(entry: terminated, at: current) else { throw failure("open", target, result) }
        if FileMode.type(of: status.mode) == FileMode.symbolicLink {
          links += 1
          if links > DirectoryWalk.mostLinks { throw failure("open", target, -40) }
          try expand(terminated, target, &pending)
          continue
        }
        switch missing {
        case .refuse: return false
        case .make:
          try removeEntry(terminated)
          result = -2
          if status.isWhiteout {
            result = try make(terminated, target)
            try hideLower(name)
            // The lower one is gone, and its attributes with it.
            isExplicit(path(of: name))
          }
        }
      }
      if result == -2 {
        switch missing {
        case .refuse: return false
        case .make: result = try make(terminated, target)
        }
      }
      push(name, Int32(result))
    }
    return true
  }

  /// Opens the directory where it stands, when its descriptor was given up, by the names it really has.
  private mutating func reopen(_ target: borrowing EntryPath) throws(Failure) {
    guard let last = levels.indices.last, levels[last].number < 0 else { return }
    var held: Int32 = -1
    for level in levels {
      let result = EntryCalls.open(
        held < 0 ? root : held, level.name + [0], OpenFlags.readOnly | OpenFlags.directory)
      if held >= 0 { EntryCalls.close(held) }
      if result < 0 { throw failure("open", target, result) }
      held = Int32(result)
    }
    levels[last].number = held
  }

  private func open(_ name: [UInt8]) -> Int {
    EntryCalls.open(current, name, OpenFlags.readOnly | OpenFlags.directory)
  }

  private mutating func make(_ name: [UInt8], _ target: borrowing EntryPath) throws(Failure) -> Int {
    let made = EntryCalls.makeDirectory(current, name, mode: 0o755)
    if made < 0 { throw failure("mkdir", target, made) }
    let full = path(of: name.dropLast())
    try remember(full.count)
    implicit.insert(full)
    let number = open(name)
    if number < 0 { throw failure("open", target, number) }
    // Whatever the umask took away.
    _ = EntryCalls.setMode(Int32(number), 0o755)
    return number
  }

  private mutating func expand(
    _ name: [UInt8], _ target: borrowing EntryPath, _ pending: inout [ArraySlice<UInt8>]
  ) throws(Failure) {
    var link = [UInt8](repeating: 0, count: 4096)
    let length = link.withUnsafeMutableBytes { EntryCalls.readLink(current, name, into: $0) }
    if length < 0 { throw failure("readlink", target, length) }
    let parts = link.prefix(length).split(separator: UInt8(ascii: "/"))
    if link.first == UInt8(ascii: "/") { reset() }
    for part in parts.reversed() where !part.elementsEqual([0x2e]) { pending.append(part) }
    if pending.count > EntryPath.deepest { throw failure("open", target, -36) }
  }

  private mutating func push(_ name: ArraySlice<UInt8>, _ number: Int32) {
    let hides = isUnderOpaque || (!opaque.isEmpty && opaque.contains(path(of: name)))
    levels.append(Level(name: Array(name), number: number, isOpaque: hides))
    let old = levels.count - DirectoryWalk.mostOpen
    if old > 0, levels[old - 1].number >= 0 {
      EntryCalls.close(levels[old - 1].number)
      levels[old - 1].number = -1
    }
  }

  private mutating func pop() {
    guard let level = levels.popLast() else { return }
    if level.number >= 0 { EntryCalls.close(level.number) }
  }

  /// Removes an entry of the directory where it stands, with everything in it.
  mutating func removeEntry(_ name: [UInt8]) throws(Failure) {
    let result = EntryCalls.unlink(current, name)
    if result == 0 || result == -2 { return }
    forget(path(of: name.dropLast()))
    do {
      try EntryCalls.removeTree(current, Array(name.dropLast()))
    } catch {
      throw Failure(error, .layer)
    }
  }

  /// What was noted about a directory and those in it no longer holds.
  private mutating func forget(_ gone: [UInt8]) {
    opaque = opaque.filter { !$0.isAt(gone) }
    implicit = implicit.filter { !$0.isAt(gone) }
  }

  /// An entry of its own came for a directory: it is not implicit any more.
  mutating func isExplicit(_ path: [UInt8]) { if !implicit.isEmpty { implicit.remove(path) } }

  /// Notes that the directory `name`, where it stands, hides what lower layers have there.
  mutating func hideLower(_ name: ArraySlice<UInt8>) throws(Failure) {
    let full = path(of: name)
    try remember(full.count)
    opaque.insert(full)
  }

  /// Notes that the directory where it stands hides what lower layers have there.
  mutating func hideLowerHere() throws(Failure) {
    if levels.isEmpty {
      rootIsOpaque = true
    } else {
      let full = path
      try remember(full.count)
      opaque.insert(full)
      levels[levels.count - 1].isOpaque = true
    }
  }

  private func failure(_ call: StaticString, _ target: borrowing EntryPath, _ result: Int) -> Failure {
    Failure(KernelError(call, target.text, Errno(Int32(-result))), .layer)
  }
}

extension FileStatus {
  /// overlayfs's mark for a name that lower layers have and this one has not.
  var isWhiteout: Bool {
    FileMode.type(of: mode) == FileMode.characterDevice && specialDevice == (0, 0)
  }
}

extension [UInt8] {
  /// Whether this path is `other` or beneath it.
  func isAt(_ other: [UInt8]) -> Bool {
    starts(with: other) && (count == other.count || other.isEmpty || self[other.count] == UInt8(ascii: "/"))
  }

  /// The path's folder; of a name alone the root, which has no name.
  var folder: [UInt8] { lastIndex(of: UInt8(ascii: "/")).map { Array(self[..<$0]) } ?? [] }

  /// The path's last component, ending with a NUL for calls.
  var terminatedName: [UInt8] { (lastIndex(of: UInt8(ascii: "/")).map { Array(self[($0 + 1)...]) } ?? self) + [0] }
}
