// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Puts what a walk finds into a directory of the root that is written to.
///
/// A directory that is there is merged with; but for the destination itself it then gets the source's owner and mode
/// (BuildKit's fsutil). A file replaces what is no directory; neither replaces the other.
struct CopyTree: SourceVisitor {
  private struct Level {
    var number: Int32
    /// Closes it; nil for the destination, which is not ours.
    var owner: OpenedFolder?
    var isNew = false
  }
  private final class OpenedFolder {
    let file: Descriptor
    init(_ number: Int32) { file = Descriptor(owning: number) }
  }
  private struct Inode: Hashable {
    var major, minor: UInt32
    var number: UInt64
    init(_ status: FileStatus) { (major, minor, number) = (status.device.major, status.device.minor, status.inode) }
  }

  let root: Int32
  /// Those of the source at hand.
  var attributes: CopyAttributes
  private(set) var warnings = Warnings()
  private var levels: [Level] = []
  /// The path in the root of what `levels` begins with.
  private var base: [UInt8] = []
  /// Files of several names that were copied from the directory at hand, by their source: where, and as what.
  private var links: [Inode: (path: [UInt8], made: Inode)] = [:]
  private let ownership = Ownership.current

  init(root: Int32, _ attributes: CopyAttributes) {
    self.root = root
    self.attributes = attributes
  }

  /// What is told next goes into that directory, which stays open meanwhile.
  mutating func begin(in target: CopyTarget.Folder) {
    levels = [Level(number: target.number)]
    links = [:]
    base = target.path
  }

  // MARK: Directories

  mutating func enter(_ folder: SourceFolder) throws(Failure) {
    if folder.path.isEmpty { return }
    guard let parent = levels.last else { preconditionFailure("a directory without a place") }
    let path = SourceNames.join(base, folder.path)
    let name = folder.name + [0]
    let result = EntryCalls.makeDirectory(parent.number, name, mode: 0o700)
    if result < 0, result != -17 { throw failure("mkdir", path, result) }
    let number = EntryCalls.open(parent.number, name, OpenFlags.readOnly | OpenFlags.directory)
    if number < 0 {
      if result == -17, number == -20 || number == -40 {  // ENOTDIR, ELOOP: something else has that name
        throw Failure(
          .build, "cannot copy to non-directory: \(CopyTree.text(path)) is there and is no directory",
          hint: "remove it in a RUN before, or copy to another place")
      }
      throw failure("open", path, number)
    }
    levels.append(Level(number: Int32(number), owner: OpenedFolder(Int32(number)), isNew: result == 0))
  }

  mutating func leave(_ folder: SourceFolder) throws(Failure) {
    guard let level = levels.last, let owner = level.owner else { return }
    levels.removeLast()
    let path = SourceNames.join(base, folder.path)
    if level.isNew || folder.isSelected {
      // One that is only on the way has the time of what was put into it.
      return try apply(folder.status, from: folder.number, to: owner.file, path, keepsTime: folder.isSelected)
    }
    let result = EntryCalls.setMode(owner.file.raw, folder.status.mode & FileMode.permissions)
    if result < 0 { throw failure("chmod", path, result) }
  }

  // MARK: Entries

  mutating func take(_ entry: SourceEntry) throws(Failure) {
    if attributes.leavesOut(entry.status) { return }
    guard let parent = levels.last else { preconditionFailure("an entry without a place") }
    let name = entry.path.split(separator: PathWalk.slash).last.map { Array($0) + [0] } ?? entry.name
    try put(entry, as: name, in: parent.number, base: SourceNames.join(base, entry.path), isFree: parent.isNew)
  }

  /// Copies an entry to `name`, which ends with a NUL, in that directory; `path` is where that is in the root.
  ///
  /// `isFree`: the directory is ours and new, nothing can be in the way.
  mutating func put(
    _ entry: SourceEntry, as name: [UInt8], in directory: Int32, base path: [UInt8], isFree: Bool = false
  ) throws(Failure) {
    // Names of one file in two sources of an instruction become two files, as in BuildKit.
    if entry.path.isEmpty { links = [:] }
    if FileMode.type(of: entry.status.mode) == FileMode.characterDevice, entry.status.specialDevice == (0, 0) {
      return warnings.add(.whiteoutDevice, entry.text)
    }
    let removed = isFree ? 0 : EntryCalls.unlink(directory, name)
    if removed == -21 {  // EISDIR
      throw Failure(
        .build, "cannot replace to directory \(CopyTree.text(path)) with file",
        hint: "end the destination with a slash to copy into it")
    }
    if removed < 0, removed != -2 { throw failure("unlink", path, removed) }
    switch FileMode.type(of: entry.status.mode) {
    case FileMode.regular: try putFile(entry, name, directory, path)
    case FileMode.symbolicLink: try putLink(entry, name, directory, path)
    default: try putNode(entry, name, directory, path)
    }
  }

  private mutating func putFile(
    _ entry: SourceEntry, _ name: [UInt8], _ directory: Int32, _ path: [UInt8]
  ) throws(Failure) {
    // What has become a FIFO or a device meanwhile must not keep us waiting.
    let opened = EntryCalls.open(entry.directory, entry.name, OpenFlags.readOnly | OpenFlags.nonBlocking)
    if opened < 0 { throw Failure(KernelError("open", entry.text, Errno(Int32(-opened))), .build) }
    let source = Descriptor(owning: Int32(opened))
    let status = try asFailure(.build) { () throws(KernelError) in try Files.status(of: source) }
    guard status.isRegular else { throw Failure(.build, "\(entry.text): it changed while it was read") }
    if status.links > 1, try link(Inode(status), name, directory) { return }
    let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive
    let made = EntryCalls.open(directory, name, flags, mode: 0o600)
    if made < 0 { throw failure("open", path, made) }
    let target = Descriptor(owning: Int32(made))
    do throws(KernelError) {
      try FileContent.copy(from: source.raw, to: target.raw)
      if status.links > 1 { links[Inode(status)] = (path, Inode(try Files.status(of: target))) }
    } catch {
      throw Failure(KernelError(error.call, CopyTree.text(path), error.errno), .build)
    }
    try apply(status, from: source.raw, to: target, path)
  }

  /// Gives a file that was copied another name; false when it is not where it was.
  private func link(_ source: Inode, _ name: [UInt8], _ directory: Int32) throws(Failure) -> Bool {
    guard let known = links[source] else { return false }
    var walk = PathWalk(root: root)
    guard case .entry(let own, .some(let status))? = try? walk.go(to: known.path, followsLast: false),
      Inode(status) == known.made
    else { return false }
    return EntryCalls.link(walk.current, own + [0], to: directory, name) == 0
  }

  private mutating func putLink(
    _ entry: SourceEntry, _ name: [UInt8], _ directory: Int32, _ path: [UInt8]
  ) throws(Failure) {
    let target = try asFailure(.build) { () throws(KernelError) in
      try Nodes.readLink(entry.name, at: entry.directory)
    }
    let result = EntryCalls.makeSymlink(directory, name, target: target + [0])
    if result < 0 { throw failure("symlink", path, result) }
    try applyToEntry(entry, name, directory, path)
  }

  private mutating func putNode(
    _ entry: SourceEntry, _ name: [UInt8], _ directory: Int32, _ path: [UInt8]
  ) throws(Failure) {
    let type = FileMode.type(of: entry.status.mode)
    if entry.status.isSocket {
      try makeEmptyFile(name, directory, path)
      return try applyToEntry(entry, name, directory, path)
    }
    if type != FileMode.fifo, !ownership.makesDevices {
      try makeEmptyFile(name, directory, path)
      return warnings.add(.deviceAsFile, entry.text)
    }
    let (major, minor) = entry.status.specialDevice
    let result = EntryCalls.makeNode(
      directory, name, mode: type | 0o600, device: DeviceNumber(major: major, minor: minor))
    if result < 0 { throw failure("mknod", path, result) }
    try applyToEntry(entry, name, directory, path)
  }

  private func makeEmptyFile(_ name: [UInt8], _ directory: Int32, _ path: [UInt8]) throws(Failure) {
    let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive
    let made = EntryCalls.open(directory, name, flags)
    if made < 0 { throw failure("open", path, made) }
    EntryCalls.close(Int32(made))
  }

  // MARK: Metadata

  private mutating func apply(
    _ status: FileStatus, from source: Int32, to target: borrowing Descriptor, _ path: [UInt8], keepsTime: Bool = true
  ) throws(Failure) {
    var metadata = attributes.metadata(of: status)
    if !keepsTime { metadata.time = nil }
    let found = try asFailure(.build) { () throws(KernelError) in try ExtendedAttributes.all(of: source) }
    metadata.attributes = found.filter { CopyAttributes.keeps($0.name, from: attributes.kind) }
    try metadata.apply(to: target.raw, ownership, &warnings, CopyTree.text(path))
  }

  private mutating func applyToEntry(
    _ entry: SourceEntry, _ name: [UInt8], _ directory: Int32, _ path: [UInt8]
  ) throws(Failure) {
    let isLink = FileMode.type(of: entry.status.mode) == FileMode.symbolicLink
    let metadata = attributes.metadata(of: entry.status)
    try metadata.apply(to: name, in: directory, isLink: isLink, ownership, &warnings, CopyTree.text(path))
  }

  private static func text(_ path: [UInt8]) -> String { "/" + EntryPath.text(path) }

  private func failure(_ call: StaticString, _ path: [UInt8], _ result: Int) -> Failure {
    Failure(KernelError(call, CopyTree.text(path), Errno(Int32(-result))), .build)
  }
}
