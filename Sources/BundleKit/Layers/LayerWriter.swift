// SPDX-License-Identifier: Apache-2.0
internal import CArchive
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Unpacks the entries of one layer into its folder in the form overlayfs wants, whoever made the archive.
///
/// Nothing is ever opened that was there before, and no link is followed but inside the root (`DirectoryWalk`).
struct LayerWriter: ~Copyable {
  /// Hard links to files that this layer does not have, in order.
  private(set) var linksToLower: [(path: [UInt8], target: [UInt8])] = []
  /// Directories with whiteouts in them, and opaque ones: they mean something only where a lower layer has a directory.
  var markedFolders: Set<[UInt8]> = []
  var warnings = Warnings()
  /// Logical bytes of regular files.
  var bytes: Int64 = 0
  private var entries = 0

  let root: Int32
  let ownership: Ownership
  let limits: LayerLimits
  private let umask: UInt32
  /// Lower layers are in the same directory: what is removed is removed at once, nothing is marked.
  let isFlat: Bool
  /// With lower layers in the same directory: the paths that are of this layer, and those above them.
  private var own: Set<[UInt8]> = []
  var walk: DirectoryWalk
  private var targets: DirectoryWalk
  var path = EntryPath()
  private var target = EntryPath()
  var folders: FolderTable
  var unchecked: Int64 = 0

  /// `root` has to stay open as long as this lives.
  ///
  /// `lower`: what is to become of directories that layers before this one made in the same root.
  init(root: Int32, ownership: Ownership, limits: LayerLimits, umask: UInt32, lower: FolderTable? = nil) {
    self.root = root
    self.ownership = ownership
    self.limits = limits
    self.umask = umask
    isFlat = lower != nil
    folders = lower ?? FolderTable()
    walk = DirectoryWalk(root: root)
    targets = DirectoryWalk(root: root)
  }

  /// The directories no entry was for, and whether lower layers are hidden altogether.
  var implicitDirectories: Set<[UInt8]> { folders.root == nil ? walk.implicit.union([[]]) : walk.implicit }
  var hidesAllLower: Bool { walk.rootIsOpaque }

  // MARK: One entry

  /// Unpacks the entry that `archive` stands at.
  mutating func add(_ entry: LayerArchive.Entry, _ archive: LayerArchive) throws(Failure) {
    entries += 1
    if entries > limits.entries {
      throw Failure(.layer, "the layer has more than \(limits.entries) entries", hint: "it is made to fill the disk")
    }
    if entries & 1023 == 0 { try checkRoom() }
    guard let name = archive_entry_pathname(entry) else { throw Failure(.layer, "an entry without a name") }
    guard path.read(name) else { throw Failure(.layer, "an entry has a name of more than 64 KiB, or 1024 folders") }
    if path.isRoot { return try setRoot(entry) }
    let component = path.name
    if component.count > 255 { throw failure("open", -36) }
    let prefix: StaticString = ".wh."
    if component.starts(with: prefix.bytes) { return try addWhiteout(component.dropFirst(4)) }
    guard try walk.enter(path, count: path.count - 1, .make) else { return }
    if isFlat { try noteOwn(walk.path(of: component)) }
    if let target = archive_entry_hardlink(entry) { return try addLink(target) }
    let type = UInt32(archive_entry_filetype(entry))
    switch type {
    case FileMode.regular: try addFile(entry, archive)
    case FileMode.directory: try addDirectory(entry)
    case FileMode.symbolicLink: try addSymlink(entry)
    case FileMode.characterDevice, FileMode.blockDevice, FileMode.fifo: try addNode(entry, type)
    default: throw Failure(.layer, "\(path.text): an entry of an unknown type")
    }
  }

  func failure(_ call: String, _ result: Int) -> Failure {
    Failure(.layer, "\(call) \(path.text): \(Errno(Int32(-result)).text)")
  }

  private mutating func setRoot(_ entry: LayerArchive.Entry) throws(Failure) {
    guard UInt32(archive_entry_filetype(entry)) == FileMode.directory, archive_entry_hardlink(entry) == nil else {
      throw Failure(.layer, "the archive's entry for the root is no directory")
    }
    folders.root = try folder(entry)
  }

  /// Clears the way for a new entry; true when a whiteout of this layer was in it.
  private mutating func clear() throws(Failure) -> Bool {
    let name = Array(path.name) + [0]
    guard let status = Files.status(entry: name, at: walk.current) else { return false }
    if !status.isWhiteout, !isFlat { warnings.add(.duplicate, path.text) }
    if status.isDirectory {
      let gone = walk.path(of: path.name)
      folders.forget(gone)
      markedFolders = markedFolders.filter { !$0.isAt(gone) }
    }
    try walk.removeEntry(name)
    targets.reset()
    return status.isWhiteout
  }

  /// Makes an entry, after removing what is in its way.
  private mutating func create(
    _ call: String, _ body: (Int32, UnsafePointer<UInt8>) -> Int
  ) throws(Failure) -> Int {
    let directory = walk.current
    var result = path.withName { body(directory, $0) }
    if result == -17 {
      _ = try clear()
      result = path.withName { body(directory, $0) }
    }
    if result < 0 { throw failure(call, result) }
    return result
  }

  // MARK: Kinds of entries

  private mutating func addFile(_ entry: LayerArchive.Entry, _ archive: LayerArchive) throws(Failure) {
    let mode = permissions(entry)
    let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive
    let file = Descriptor(
      owning: Int32(try create("open") { EntryCalls.open($0, $1, flags, mode: mode & 0o777) }))
    let size = archive_entry_size(entry)
    try account(size)
    var end: Int64 = 0
    while let (bytes, offset) = try archive.data() {
      guard let base = bytes.baseAddress, bytes.count > 0 else { continue }
      // In order without gaps, as all but sparse files are, the file's own position is right.
      let result =
        offset == end
        ? EntryCalls.write(file.raw, base, count: bytes.count)
        : EntryCalls.write(file.raw, base, count: bytes.count, at: offset)
      if result < bytes.count { throw failure("write", result) }
      if offset != end { _ = try seek(file, to: offset + Int64(bytes.count)) }
      end = offset + Int64(bytes.count)
      unchecked += Int64(bytes.count)
      if unchecked > 32 << 20 { try checkRoom() }
    }
    if end < size {
      let result = EntryCalls.setSize(file.raw, size)
      if result < 0 { throw failure("ftruncate", result) }
    }
    try setMetadata(entry, file, mode)
  }

  private func seek(_ file: borrowing Descriptor, to offset: Int64) throws(Failure) -> Int {
    let result = EntryCalls.setPosition(file.raw, offset)
    if result < 0 { throw failure("lseek", result) }
    return result
  }

  /// Owner, mode, attributes, times, in this order: chown clears set-user-ID bits and capabilities, all of them change
  /// the time.
  private mutating func setMetadata(
    _ entry: LayerArchive.Entry, _ file: borrowing Descriptor, _ mode: UInt32
  ) throws(Failure) {
    let (uid, gid) = try owner(entry)
    if ownership.keepsOwners, uid != 0 || gid != 0 {
      let result = EntryCalls.setOwner(file.raw, uid: uid, gid: gid)
      if result < 0 { throw failure("chown", result) }
    }
    if mode & (umask | 0o7000) != 0 {
      let result = EntryCalls.setMode(file.raw, mode)
      if result < 0 { throw failure("chmod", result) }
    }
    for (name, value) in try attributes(entry) {
      let result = name.withUnsafeBufferPointer { name in
        value.withUnsafeBytes { value in name.baseAddress.map { ExtendedAttributes.set(file.raw, $0, value) } ?? 0 }
      }
      try checkAttribute(result, name)
    }
    let result = EntryCalls.setTime(file.raw, time(entry))
    if result < 0 { throw failure("utimensat", result) }
  }

  private mutating func addDirectory(_ entry: LayerArchive.Entry) throws(Failure) {
    let directory = walk.current
    // Its own mode when everything is in it; until then nobody else's business.
    let result = path.withName { EntryCalls.makeDirectory(directory, $0, mode: 0o700) }
    if result == -17 {
      let name = Array(path.name) + [0]
      if Files.status(entry: name, at: directory)?.isDirectory != true {
        let wasWhiteout = try clear()
        let made = path.withName { EntryCalls.makeDirectory(directory, $0, mode: 0o700) }
        if made < 0 { throw failure("mkdir", made) }
        if wasWhiteout { try walk.hideLower(path.name) }
      }
    } else if result < 0 {
      throw failure("mkdir", result)
    }
    let full = walk.path(of: path.name)
    walk.isExplicit(full)
    let folder = try folder(entry)
    try walk.remember(full.count + folder.size)
    folders.set(full, folder)
  }

  private func folder(_ entry: LayerArchive.Entry) throws(Failure) -> FolderTable.Folder {
    let (uid, gid) = try owner(entry)
    return FolderTable.Folder(
      mode: permissions(entry), uid: uid, gid: gid, time: time(entry), attributes: try attributes(entry))
  }

  private mutating func addSymlink(_ entry: LayerArchive.Entry) throws(Failure) {
    guard let link = archive_entry_symlink(entry), link[0] != 0 else {
      throw Failure(.layer, "\(path.text): a symbolic link without a target")
    }
    let text = UnsafeRawPointer(link).assumingMemoryBound(to: UInt8.self)
    _ = try create("symlink") { EntryCalls.makeSymlink($0, $1, target: text) }
    try setEntryMetadata(entry, isLink: true)
  }

  private mutating func addNode(_ entry: LayerArchive.Entry, _ type: UInt32) throws(Failure) {
    let isFIFO = type == FileMode.fifo
    let device = isFIFO ? DeviceNumber(rawValue: 0) : try self.device(entry)
    if type == FileMode.characterDevice, device.rawValue == 0 {
      // It would be overlay's whiteout: an archive has a name of its own for these.
      return warnings.add(.whiteoutDevice, path.text)
    }
    if !ownership.makesDevices, !isFIFO {
      let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive
      EntryCalls.close(Int32(try create("open") { EntryCalls.open($0, $1, flags, mode: 0) }))
      return warnings.add(.deviceAsFile, path.text)
    }
    let mode = permissions(entry)
    _ = try create("mknod") { EntryCalls.makeNode($0, $1, mode: type | mode, device: device) }
    try setEntryMetadata(entry, isLink: false)
  }

  /// Metadata of what cannot be opened: links, devices.
  private mutating func setEntryMetadata(_ entry: LayerArchive.Entry, isLink: Bool) throws(Failure) {
    let directory = walk.current
    let (uid, gid) = try owner(entry)
    if ownership.keepsOwners, uid != 0 || gid != 0 {
      let result = path.withName { EntryCalls.setOwner(directory, $0, uid: uid, gid: gid) }
      if result < 0 { throw failure("chown", result) }
    }
    if !isLink {
      let result = path.withName { EntryCalls.setMode(directory, $0, permissions(entry)) }
      if result < 0 { throw failure("chmod", result) }
    }
    let name = Array(path.name)
    for (attribute, value) in try attributes(entry) {
      let result = attribute.withUnsafeBufferPointer { bytes in
        value.withUnsafeBytes { value in
          bytes.baseAddress.map { ExtendedAttributes.set(directory, name, $0, value) } ?? 0
        }
      }
      try checkAttribute(result, attribute)
    }
    let result = path.withName { EntryCalls.setTime(directory, $0, time(entry)) }
    if result < 0 { throw failure("utimensat", result) }
  }

  // MARK: Links and whiteouts

  private mutating func addLink(_ name: UnsafePointer<CChar>) throws(Failure) {
    guard target.read(name), !target.isRoot else { throw Failure(.layer, "\(path.text): a hard link to the root") }
    var found: FileStatus?
    if try targets.enter(target, count: target.count - 1, .refuse) {
      found = Files.status(entry: Array(target.name) + [0], at: targets.current)
    }
    guard let found, !found.isWhiteout else {
      if isFlat { throw FromLower.noTarget(path.joined, target.joined) }
      let link = (path: walk.path(of: path.name), target: target.joined)
      try walk.remember(link.path.count + link.target.count)
      return linksToLower.append(link)
    }
    if found.isDirectory { throw Failure(.layer, "\(path.text): a hard link to the directory \(target.text)") }
    let own = Array(path.name) + [0]
    if let there = Files.status(entry: own, at: walk.current) {
      // A link to itself, which removing would destroy.
      if there.inode == found.inode { return }
      _ = try clear()
      guard try targets.enter(target, count: target.count - 1, .refuse) else { throw failure("link", -2) }
    }
    let (from, to) = (targets.current, walk.current)
    let result = target.withName { old in path.withName { EntryCalls.link(from, old, to: to, $0) } }
    if result < 0 { throw Failure(.layer, "link \(path.text) to \(target.text): \(Errno(Int32(-result)).text)") }
  }

  /// `name` is what stands behind `.wh.`.
  private mutating func addWhiteout(_ name: ArraySlice<UInt8>) throws(Failure) {
    let dot = UInt8(ascii: ".")
    if name.isEmpty || name.elementsEqual([dot]) || name.elementsEqual([dot, dot]) {
      throw Failure(.layer, "\(path.text): an invalid whiteout", hint: "it would remove the directory or its parent")
    }
    let opaque: StaticString = ".wh..opq"
    let isOpaque = name.elementsEqual(opaque.bytes)
    let reserved: StaticString = ".wh."
    // AUFS's own files, which only it understands.
    if !isOpaque, name.starts(with: reserved.bytes) { return }
    if isFlat { return try removeLower(isOpaque ? nil : name) }
    guard try enterForWhiteout() else { return warnings.add(.whiteoutInFile, path.text) }
    if isOpaque {
      try walk.hideLowerHere()
      return try mark()
    }
    // Whiteouts where nothing shows through would be listed as files that are not there.
    if walk.isUnderOpaque { return }
    let terminated = Array(name) + [0]
    if let there = Files.status(entry: terminated, at: walk.current) {
      // The layer's own entry is there to stay, whatever their order; only what is lower goes.
      if there.isDirectory { try walk.hideLower(name) }
      return
    }
    let result = EntryCalls.makeNode(
      walk.current, terminated, mode: FileMode.characterDevice, device: DeviceNumber(rawValue: 0))
    if result < 0 { throw failure("mknod", result) }
    try mark()
  }

  private mutating func mark() throws(Failure) {
    let folder = walk.path
    if markedFolders.insert(folder).inserted { try walk.remember(folder.count) }
  }

  /// Goes to the folder of a whiteout; false when a file or a whiteout of this layer is in the way, which stays.
  private mutating func enterForWhiteout() throws(Failure) -> Bool {
    let folder = path.count - 1
    if try walk.enter(path, count: folder, .refuse) { return true }
    // It stands in the last folder that is there.
    for depth in 0..<folder {
      guard try walk.enter(path, count: depth, .refuse) else { break }
      let name = Array(path.component(depth)) + [0]
      guard let status = Files.status(entry: name, at: walk.current), !status.isDirectory else { continue }
      if FileMode.type(of: status.mode) != FileMode.symbolicLink { return false }
    }
    return try walk.enter(path, count: folder, .make)
  }

  // MARK: In place

  private mutating func noteOwn(_ full: [UInt8]) throws(Failure) {
    var full = full
    while !full.isEmpty, own.insert(full).inserted {
      try walk.remember(full.count)
      full = full.folder
    }
  }

  /// Removes what lower layers have at `name` where the path's folder is, or all that they have in it.
  private mutating func removeLower(_ name: ArraySlice<UInt8>?) throws(Failure) {
    guard try walk.enter(path, count: path.count - 1, .refuse) else { return }
    let folder = walk.path
    targets.reset()
    do throws(KernelError) {
      var names = name.map { [Array($0)] } ?? []
      if name == nil { names = try LayerWriter.names(walk.current) }
      for name in names {
        try removeLower(name, folder.isEmpty ? name : folder + [UInt8(ascii: "/")] + name, walk.current)
      }
    } catch {
      throw Failure(error, .layer)
    }
  }

  private static func names(_ directory: Int32) throws(KernelError) -> [[UInt8]] {
    try Files.open(".", at: directory, OpenFlags.readOnly | OpenFlags.directory).entryNames()
  }

  private mutating func removeLower(_ name: [UInt8], _ full: [UInt8], _ directory: Int32) throws(KernelError) {
    guard own.contains(full) else {
      folders.forget(full)
      return try EntryCalls.removeTree(directory, name)
    }
    let number = EntryCalls.open(directory, name + [0], OpenFlags.readOnly | OpenFlags.directory)
    // No directory: this layer's own file stays.
    if number < 0 { return }
    let child = Descriptor(owning: Int32(number))
    for name in try LayerWriter.names(child.raw) {
      try removeLower(name, full + [UInt8(ascii: "/")] + name, child.raw)
    }
  }
}
