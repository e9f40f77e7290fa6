// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Dockerfile
internal import ImagePlan
package import Kernel
internal import LinuxABI
package import OCI

/// A COPY or ADD whose sources are at hand.
package final class PreparedCopy {
  enum Item {
    /// A path or pattern in a source.
    case path(String, CopySource)
    /// A file of our own folder, and its name where it goes.
    case file(String, name: String, isFetched: Bool)
    /// A folder of a git repository; files get that time, nil is that of the checkout.
    case repository(CopySource, folder: String, key: String, time: Int64?)
  }

  let request: CopyRequest
  let items: [Item]
  let mode: ModeChange
  private let folder: TemporaryFolder
  let store: Store
  let excludes: IgnoreFile?
  /// What was met by `perform` that one should know and that stopped nothing.
  package private(set) var warnings: [String] = []

  init(
    _ request: CopyRequest, _ items: [Item], _ mode: ModeChange, _ folder: consuming TemporaryFolder, _ store: Store
  ) throws(Failure) {
    self.request = request
    self.items = items
    self.mode = mode
    self.folder = folder
    self.store = store
    do {
      excludes = request.excludes.isEmpty ? nil : try IgnoreFile(patterns: request.excludes)
    } catch {
      throw Failure(.build, "--exclude: \(error.message)")
    }
  }

  // MARK: The key

  /// What the sources hold: names, types, modes, owners as they will be stored, targets of links, attributes, content.
  ///
  /// Not their times, and nothing of the request itself: a cache key needs its words, too.
  ///
  /// - Throws: `build` when a source is not there.
  package func digest() throws(Failure) -> Digest {
    let files = FileDigests(store)
    // --chown is among the words of the request: whom it names counts no more.
    let owner = request.owner.isEmpty ? nil : FileOwner(uid: 0, gid: 0)
    var digest = ContentDigest(files, attributes(of: nil, owner: owner))
    for item in items {
      digest.attributes = attributes(of: item, owner: owner)
      digest.beginSource()
      switch item {
      case .file(let own, let name, _): try digest.put(try entry(own), as: Array(name.utf8) + [0])
      case .repository(_, _, let key, _): digest.beginRepository(key)
      case .path(let path, let source):
        try select(path, source) { (selected, filters) throws(Failure) in
          switch selected {
          case .entry(let entry, let name): try digest.put(entry, as: name)
          case .folder(let number, let real):
            digest.beginFolder()
            var walk = SourceWalk(digest)
            try walk.walk(number, real, filters)
            digest = walk.visitor
          }
        }
      }
    }
    files.save()
    return digest.finish()
  }

  // MARK: The deed

  /// Puts everything in its place beneath `root`, an open directory.
  ///
  /// `accounts` is the root whose /etc/passwd and /etc/group know the names of `--chown`; nil is `root` (with `--link`
  /// that is an empty one).
  ///
  /// - Throws: `build` when a source is not there or something is in the way of the destination.
  package func perform(into root: borrowing Descriptor, accounts: CopySource? = nil) throws(Failure) {
    let found = try owner(in: root, accounts)
    warnings += found?.warnings.map { "--chown=\(request.owner): \($0)" } ?? []
    let owner = found?.file
    var tree = CopyTree(root: root.raw, attributes(of: nil, owner: owner))
    var target = CopyTarget(
      root: root.raw, request.destination, tree.attributes.newDirectory, keepsTimes: request.epoch != nil)
    for item in items {
      tree.attributes = attributes(of: item, owner: owner)
      switch item {
      case .file(let own, let name, let isFetched):
        let unpacks = isFetched && request.unpacks == true
        try put(try entry(own), as: Array(name.utf8) + [0], unpacks: unpacks, &target, &tree)
      case .repository(let source, let folder, _, _):
        let found = try source.select(SourcePattern(literal: folder), folder) { (selected) throws(Failure) in
          guard case .folder(let number, let real) = selected else {
            throw Failure(.build, "\(folder): this is no folder of the repository")
          }
          try copy(number, real, PathFilters(ignore: nil, excludes: excludes, at: real), &target, &tree)
        }
        if found == 0 { throw source.missing(folder) }
      case .path(let path, let source):
        // The base of --parents is a directory: so is what it goes to.
        if request.keepsParents { _ = try target.folder() }
        try select(path, source) { (selected, filters) throws(Failure) in
          switch selected {
          case .entry(let entry, let name): try put(entry, as: name, unpacks: request.unpacks != false, &target, &tree)
          case .folder(let number, let real): try copy(number, real, filters, &target, &tree)
          }
        }
      }
    }
    if let epoch = request.epoch { try target.setTimes(TimeSpec(seconds: epoch, nanoseconds: 0)) }
    warnings += tree.warnings.lines
  }

  /// The content of an open directory of a source.
  private func copy(
    _ number: Int32, _ real: [UInt8], _ filters: PathFilters, _ target: inout CopyTarget, _ tree: inout CopyTree
  ) throws(Failure) {
    tree.begin(in: try target.folder())
    var walk = SourceWalk(tree)
    try walk.walk(number, real, filters)
    tree = walk.visitor
    // Its time goes with its content, as in BuildKit; a root has none: it is made for the build.
    if real.isEmpty { return }
    let status = try asFailure(.build) { () throws(KernelError) in try Files.status(ofNumber: number) }
    try target.setTime(tree.attributes.time(of: status))
  }

  private func put(
    _ entry: SourceEntry, as name: [UInt8], unpacks: Bool, _ target: inout CopyTarget, _ tree: inout CopyTree
  ) throws(Failure) {
    if tree.attributes.leavesOut(entry.status) { return }
    if unpacks, entry.status.isRegular, try unpack(entry, &target, tree.attributes.owner) { return }
    let (folder, own) = try target.file(name)
    try tree.put(entry, as: own, in: folder.number, base: SourceNames.join(folder.path, Array(own.dropLast())))
  }

  /// False when it is no archive.
  private func unpack(
    _ entry: SourceEntry, _ target: inout CopyTarget, _ owner: FileOwner?
  ) throws(Failure) -> Bool {
    let opened = EntryCalls.open(entry.directory, entry.name, OpenFlags.readOnly | OpenFlags.nonBlocking)
    if opened < 0 { throw Failure(KernelError("open", entry.text, Errno(Int32(-opened))), .build) }
    let file = Descriptor(owning: Int32(opened))
    let status = try asFailure(.build) { () throws(KernelError) in try Files.status(of: file) }
    guard status.isRegular, ArchiveUnpack.isArchive(file) else { return false }
    if !request.mode.isEmpty { warnings.append("\(entry.text): --chmod says nothing of what is in an archive") }
    let folder = try target.folder()
    var unpack = ArchiveUnpack(
      into: folder.number, subject: entry.text, owner: owner, limits: ArchiveUnpack.limits(ofArchive: status.size),
      keepsTimes: request.epoch != nil)
    try unpack.perform(file)
    try unpack.finish(request.epoch.map { TimeSpec(seconds: $0, nanoseconds: 0) })
    warnings += unpack.warnings.lines.map { entry.text + ": " + $0 }
    return true
  }

  // MARK: Sources

  private func entry(_ own: String) throws(Failure) -> SourceEntry {
    let name = Array(own.utf8) + [0]
    guard let status = Files.status(entry: name, at: folder.folder.raw) else {
      throw Failure(.store, "\(own): it is gone from the store's tmp/")
    }
    return SourceEntry(directory: folder.folder.raw, name: name, status: status, path: [])
  }
}
