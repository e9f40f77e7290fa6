// SPDX-License-Identifier: Apache-2.0
internal import CArchive
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Unpacks a tar archive of a build into a directory, as tar(1) would: `.wh.` means nothing here, what is in an entry's
/// way goes, directories are merged.
///
/// The directory is the archive's root: links in it, the archive's own too, are followed inside it, and a name that
/// leaves it is refused.
struct ArchiveUnpack: ~Copyable {
  let root: Int32
  let subject: String
  /// `--chown`; nil is what the archive says.
  let owner: FileOwner?
  let limits: LayerLimits
  private let ownership = Ownership.current
  private var walk: PathWalk
  private var targets: PathWalk
  private(set) var warnings = Warnings()
  private var entries = 0
  var bytes: Int64 = 0
  var unchecked: Int64 = 0
  /// What directories get when all is in them.
  private var folders: [[UInt8]: EntryMetadata] = [:]

  /// `root` has to stay open as long as this lives; `keepsTimes` when `finish` is given one.
  init(into root: Int32, subject: String, owner: FileOwner?, limits: LayerLimits, keepsTimes: Bool) {
    self.root = root
    self.subject = subject
    self.owner = owner
    self.limits = limits
    walk = PathWalk(root: root)
    walk.keepsTimes = keepsTimes
    targets = PathWalk(root: root)
  }

  /// Whether an open file is a tar archive, compressed or not, by its content; it is read from its start on.
  static func isArchive(_ file: borrowing Descriptor) -> Bool {
    guard let copy = try? file.duplicate(), (try? copy.rewind()) != nil,
      let reader = try? ArchiveReader(copy, .members, subject: "")
    else { return false }
    // An entry without a name is one: it says something of the root.
    return (try? reader.next()) != nil
  }

  /// Unpacks everything, from the file's start on.
  mutating func perform(_ file: borrowing Descriptor) throws(Failure) {
    do throws(Failure) {
      let copy = try asFailure(.build) { () throws(KernelError) -> Descriptor in
        try file.rewind()
        return try file.duplicate()
      }
      let reader = try ArchiveReader(copy, .members, subject: subject)
      while try reader.next() != nil {
        guard let entry = reader.entry else { break }
        try add(entry, reader)
      }
    } catch {
      throw Failure(.build, error.message, hint: error.hint)
    }
  }

  /// Gives directories what the archive says of them; those it says nothing of, and that were made or written into, get
  /// `time`.
  mutating func finish(_ time: TimeSpec?) throws(Failure) {
    if let time { try asFailure(.build) { () throws(KernelError) in try walk.setTimes(time) } }
    // What a directory's parent says might keep us out.
    for (path, metadata) in folders.sorted(by: { $1.key.lexicographicallyPrecedes($0.key) }) {
      guard let folder = try open(path) else { continue }
      try metadata.apply(to: folder.raw, ownership, &warnings, EntryPath.text(path))
    }
  }

  private mutating func open(_ folder: [UInt8]) throws(Failure) -> Descriptor? {
    do throws(KernelError) {
      guard case .directory = try walk.go(to: folder, followsLast: false) else { return nil }
      return try Files.open(".", at: walk.current, OpenFlags.readOnly | OpenFlags.directory)
    } catch {
      throw failure(error.call, folder, error.errno)
    }
  }

  // MARK: One entry

  private mutating func add(_ entry: OpaquePointer, _ reader: ArchiveReader) throws(Failure) {
    entries += 1
    if entries > limits.entries { throw Failure(.build, "\(subject): more than \(limits.entries) entries") }
    if entries & 1023 == 0 { try checkRoom() }
    let path = try name(archive_entry_pathname(entry))
    guard let last = path.split(separator: PathWalk.slash).last else { return }
    let name = Array(last) + [0]
    let folder = Array(path.dropLast(last.count + 1))
    do throws(KernelError) {
      try enter(folder)
      try walk.touch()
    } catch {
      throw failure(error.call, folder, error.errno)
    }
    if let link = archive_entry_hardlink(entry) { return try addLink(link, name, path) }
    let type = UInt32(archive_entry_filetype(entry))
    try clear(name, for: type, path)
    switch type {
    case FileMode.regular: try addFile(entry, reader, name, path)
    case FileMode.directory: try addFolder(entry, name, path)
    case FileMode.symbolicLink: try addSymlink(entry, name, path)
    case FileMode.characterDevice, FileMode.blockDevice, FileMode.fifo: try addNode(entry, type, name, path)
    default: throw Failure(.build, "\(subject): \(EntryPath.text(path)) is of an unknown type")
    }
  }

  /// The components of a name between slashes; nothing for the root.
  private func name(_ bytes: UnsafePointer<CChar>?) throws(Failure) -> [UInt8] {
    guard let bytes else { throw Failure(.build, "\(subject): an entry without a name") }
    var path = EntryPath()
    guard path.read(bytes) else { throw Failure(.build, "\(subject): a name of more than 64 KiB, or 4096 folders") }
    if path.leavesRoot {
      throw Failure(.build, "\(subject): \(String(cString: bytes)) is outside of what it is unpacked to")
    }
    return path.joined
  }

  /// Goes to a folder of the archive, made when it is missing.
  private mutating func enter(_ folder: [UInt8]) throws(KernelError) {
    switch try walk.go(to: folder, .make(NewDirectory())) {
    case .directory: return
    case .entry(let name, nil): try walk.make(name, NewDirectory())
    case .entry(_, .some): throw KernelError("mkdir", "", .ENOTDIR)
    }
  }

  /// Removes what is in an entry's way: anything, but a directory for a directory.
  private mutating func clear(_ name: [UInt8], for type: UInt32, _ path: [UInt8]) throws(Failure) {
    guard let status = Files.status(entry: name, at: walk.current) else { return }
    if status.isDirectory, type == FileMode.directory { return }
    do throws(KernelError) {
      try EntryCalls.removeTree(walk.current, Array(name.dropLast()))
    } catch {
      throw failure(error.call, path, error.errno)
    }
    guard status.isDirectory else { return }
    let gone = walk.path(of: Array(name.dropLast()))
    folders = folders.filter { $0.key != gone && !$0.key.starts(with: gone + [PathWalk.slash]) }
    targets.reset()
  }

  private mutating func addFile(
    _ entry: OpaquePointer, _ reader: ArchiveReader, _ name: [UInt8], _ path: [UInt8]
  ) throws(Failure) {
    let size = archive_entry_size(entry)
    try account(size)
    let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive
    let file = Descriptor(
      owning: Int32(try check("open", EntryCalls.open(walk.current, name, flags, mode: 0o600), path)))
    var end: Int64 = 0
    while let (bytes, offset) = try reader.block() {
      guard let base = bytes.baseAddress, bytes.count > 0 else { continue }
      let written = EntryCalls.write(file.raw, base, count: bytes.count, at: offset)
      if written < bytes.count { throw failure("write", path, written < 0 ? Errno(Int32(-written)) : .EIO) }
      end = offset + Int64(bytes.count)
      unchecked += Int64(bytes.count)
      if unchecked > 32 << 20 { try checkRoom() }
    }
    if end < size { _ = try check("ftruncate", EntryCalls.setSize(file.raw, size), path) }
    try metadata(entry, path).apply(to: file.raw, ownership, &warnings, EntryPath.text(path))
  }

  private mutating func addFolder(_ entry: OpaquePointer, _ name: [UInt8], _ path: [UInt8]) throws(Failure) {
    let result = EntryCalls.makeDirectory(walk.current, name, mode: 0o700)
    if result < 0, result != -17 { throw failure("mkdir", path, Errno(Int32(-result))) }
    folders[walk.path(of: Array(name.dropLast()))] = try metadata(entry, path)
  }

  private mutating func addSymlink(_ entry: OpaquePointer, _ name: [UInt8], _ path: [UInt8]) throws(Failure) {
    guard let link = archive_entry_symlink(entry), link[0] != 0 else {
      throw Failure(.build, "\(subject): \(EntryPath.text(path)) is a link to nothing")
    }
    let target = UnsafeRawPointer(link).assumingMemoryBound(to: UInt8.self)
    _ = try check("symlink", EntryCalls.makeSymlink(walk.current, name, target: target), path)
    try metadata(entry, path).apply(
      to: name, in: walk.current, isLink: true, ownership, &warnings, EntryPath.text(path))
  }

  private mutating func addNode(
    _ entry: OpaquePointer, _ type: UInt32, _ name: [UInt8], _ path: [UInt8]
  ) throws(Failure) {
    let (major, minor) = (archive_entry_rdevmajor(entry), archive_entry_rdevminor(entry))
    guard type == FileMode.fifo || (major < 1 << 12 && minor < 1 << 20) else {
      throw Failure(
        .build, "\(subject): \(EntryPath.text(path)) is the device \(major):\(minor), which no system has")
    }
    let isFIFO = type == FileMode.fifo
    let device = isFIFO ? DeviceNumber(rawValue: 0) : DeviceNumber(major: UInt32(major), minor: UInt32(minor))
    if type == FileMode.characterDevice, device.rawValue == 0 {
      return warnings.add(.whiteoutDevice, EntryPath.text(path))
    }
    if type != FileMode.fifo, !ownership.makesDevices {
      let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive
      EntryCalls.close(Int32(try check("open", EntryCalls.open(walk.current, name, flags), path)))
      return warnings.add(.deviceAsFile, EntryPath.text(path))
    }
    _ = try check("mknod", EntryCalls.makeNode(walk.current, name, mode: type | 0o600, device: device), path)
    try metadata(entry, path).apply(
      to: name, in: walk.current, isLink: false, ownership, &warnings, EntryPath.text(path))
  }

  private mutating func addLink(_ link: UnsafePointer<CChar>, _ name: [UInt8], _ path: [UInt8]) throws(Failure) {
    let target = try self.name(link)
    guard case .entry(let own, .some(let status))? = try? targets.go(to: target, followsLast: false) else {
      throw Failure(
        .build,
        "\(subject): \(EntryPath.text(path)) is a hard link to \(EntryPath.text(target)), which is no file there"
      )
    }
    if let there = Files.status(entry: name, at: walk.current), there == status { return }
    try clear(name, for: FileMode.regular, path)
    _ = try check("link", EntryCalls.link(targets.current, own + [0], to: walk.current, name), path)
  }
}
