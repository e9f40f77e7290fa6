// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Goes along a path beneath a root that may be hostile and change meanwhile, and knows by which real names it came.
///
/// Each component is opened from its directory's descriptor without following a link; links are read and their
/// components walked in turn, absolute ones from the root, and `..` goes back where it came from, never above the root.
/// `RootDirectory` lets the kernel do this in one call; here the names matter: patterns are matched against them, and
/// what is missing is made with an owner.
struct PathWalk: ~Copyable {
  /// Where a path ended; the walk stands in the directory, or in that of the entry.
  enum Place {
    case directory
    /// Something else: a file, a link that was not followed; nil when nothing is there.
    case entry(name: [UInt8], FileStatus?)
  }

  /// Directories that are missing on the way.
  enum Missing {
    case refuse
    case make(NewDirectory)
  }

  private let root: Int32
  private var names: [[UInt8]] = []
  /// `names` are the components that were asked for: no link was on the way.
  private var isPlain = true
  private var numbers: [Int32] = []
  /// Descriptors of directories that were made, or were there and got an entry from us: `setTimes` is for them.
  private var changed: [Int32] = []
  /// `setTimes` will be called.
  var keepsTimes = false
  /// Asked for links met on the way and for what is at the end, by real path; what is hidden is not there.
  var isHidden: (([UInt8]) -> Bool)?

  /// MAXSYMLINKS of the kernel.
  private static let mostLinks = 40
  static let (dot, slash) = (UInt8(ascii: "."), UInt8(ascii: "/"))

  /// `root` has to stay open as long as this lives.
  init(root: Int32) { self.root = root }

  deinit { for number in numbers + changed { EntryCalls.close(number) } }

  /// The directory it stands in, O_PATH.
  var current: Int32 { numbers.last ?? root }

  /// The real path of where it stands, without a slash before it; nothing for the root.
  var path: [UInt8] { Array(names.joined(separator: [PathWalk.slash])) }

  /// The real path of an entry there.
  func path(of name: [UInt8]) -> [UInt8] { names.isEmpty ? name : path + [PathWalk.slash] + name }

  /// Goes to `target`, from the root; a link at its end is followed too unless `followsLast` is false.
  mutating func go(
    to target: [UInt8], followsLast: Bool = true, _ missing: Missing = .refuse
  ) throws(KernelError) -> Place {
    let path = String(decoding: target, as: UTF8.self)
    var pending = PathWalk.components(target)
    stay(on: &pending)
    var links = 0
    while let name = pending.popLast() {
      if name == [PathWalk.dot, PathWalk.dot] {
        isPlain = false
        leave()
        continue
      }
      let terminated = name + [0]
      guard let status = Files.status(entry: terminated, at: current) else {
        if pending.isEmpty { return .entry(name: name, nil) }
        guard case .make(let new) = missing else { throw KernelError("open", path, .ENOENT) }
        try make(name, new)
        continue
      }
      if FileMode.type(of: status.mode) == FileMode.symbolicLink {
        if let isHidden, isHidden(self.path(of: name)) { throw KernelError("open", path, .ENOENT) }
        if pending.isEmpty, !followsLast { return .entry(name: name, status) }
        links += 1
        if links > PathWalk.mostLinks { throw KernelError("open", path, .ELOOP) }
        let target = try Nodes.readLink(terminated, at: current)
        isPlain = false
        if target.first == PathWalk.slash { while !names.isEmpty { leave() } }
        pending += PathWalk.components(target)
        if pending.count > EntryPath.deepest { throw KernelError("open", path, .ENAMETOOLONG) }
        continue
      }
      guard status.isDirectory else {
        if !pending.isEmpty { throw KernelError("open", path, .ENOTDIR) }
        if let isHidden, isHidden(self.path(of: name)) { throw KernelError("open", path, .ENOENT) }
        return .entry(name: name, status)
      }
      try enter(name, path)
    }
    return .directory
  }

  /// Makes a directory where it stands, and goes there.
  mutating func make(_ name: [UInt8], _ new: NewDirectory) throws(KernelError) {
    try touch()
    let text = String(decoding: path(of: name), as: UTF8.self)
    let result = EntryCalls.makeDirectory(current, name + [0], mode: 0o700)
    if result < 0 { throw KernelError("mkdir", text, Errno(Int32(-result))) }
    try enter(name, text)
    try new.apply(to: try Files.open(".", at: current, OpenFlags.readOnly | OpenFlags.directory))
  }

  /// Notes that the directory it stands in gets an entry.
  mutating func touch() throws(KernelError) {
    guard keepsTimes else { return }
    let own = try Files.open(".", at: current, OpenFlags.readOnly | OpenFlags.directory)
    let status = try Files.status(of: own)
    for number in changed where try Files.status(ofNumber: number) == status { return }
    changed.append(own.release())
  }

  /// Gives the directory it stands in that time; `setTimes` is not for it until it gets another entry.
  mutating func setTime(_ time: TimeSpec) throws(KernelError) {
    let own = try Files.open(".", at: current, OpenFlags.readOnly | OpenFlags.directory)
    let result = EntryCalls.setTime(own.raw, time)
    if result < 0 { throw KernelError("utimensat", "", Errno(Int32(-result))) }
    let status = try Files.status(of: own)
    for index in changed.indices.reversed() where try Files.status(ofNumber: changed[index]) == status {
      EntryCalls.close(changed.remove(at: index))
    }
  }

  /// Gives what was made, and what got entries, that time.
  func setTimes(_ time: TimeSpec) throws(KernelError) {
    for number in changed {
      let result = EntryCalls.setTime(number, time)
      if result < 0 { throw KernelError("utimensat", "", Errno(Int32(-result))) }
    }
  }

  private mutating func enter(_ name: [UInt8], _ path: String) throws(KernelError) {
    if numbers.count == EntryPath.deepest { throw KernelError("open", path, .ENAMETOOLONG) }
    let result = EntryCalls.open(current, name + [0], OpenFlags.path | OpenFlags.directory)
    if result < 0 { throw KernelError("open", path, Errno(Int32(-result))) }
    names.append(name)
    numbers.append(Int32(result))
  }

  /// Leaves the last path only as far as the next is another: archives name their entries folder by folder.
  private mutating func stay(on pending: inout [[UInt8]]) {
    var common = 0
    while isPlain, common < names.count, common + 1 < pending.count,
      names[common] == pending[pending.count - 1 - common]
    {
      common += 1
    }
    while names.count > common { leave() }
    pending.removeLast(common)
    isPlain = true
  }

  /// Goes to the root: a directory was removed, which may be one that was entered.
  mutating func reset() { while !names.isEmpty { leave() } }

  private mutating func leave() {
    guard names.popLast() != nil, let number = numbers.popLast() else { return }
    EntryCalls.close(number)
  }

  /// The components of a path, the first one last; empty ones and `.` are left out.
  private static func components(_ path: [UInt8]) -> [[UInt8]] {
    path.split(separator: slash).filter { !$0.elementsEqual([dot]) }.reversed().map { Array($0) }
  }
}

/// How directories are made that no source is for.
struct NewDirectory {
  var mode: UInt32 = 0o755
  var owner: FileOwner?

  func apply(to folder: borrowing Descriptor) throws(KernelError) {
    if let owner { try Nodes.setOwner(ofNumber: folder.raw, uid: owner.uid, gid: owner.gid) }
    try Nodes.setMode(of: folder, mode)
  }
}

/// A user and a group by number.
struct FileOwner: Equatable, Sendable {
  var uid: UInt32
  var gid: UInt32
}
