// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel

/// What a request's words come to: which files are meant, whose they become.
extension PreparedCopy {
  /// Tells `body` of all that a path or pattern comes to.
  func select(
    _ path: String, _ source: CopySource, _ body: (SelectedSource, PathFilters) throws(Failure) -> Void
  ) throws(Failure) {
    if request.keepsParents { return try selectBelow(ParentsSource(path), path, source, body) }
    // A wildcard may match nothing (BuildKit's AllowEmptyWildcard).
    _ = try source.select(SourcePattern(path), path) { (selected) throws(Failure) in
      let filters = PathFilters(
        ignore: source.ignore, excludes: excludes, forbidden: forbidden(in: source), at: selected.path)
      try body(selected, filters)
    }
  }

  private func selectBelow(
    _ parents: ParentsSource, _ path: String, _ source: CopySource,
    _ body: (SelectedSource, PathFilters) throws(Failure) -> Void
  ) throws(Failure) {
    let pattern: ParentsPattern?
    do {
      pattern = parents.pattern.isEmpty ? nil : try ParentsPattern(parents.pattern)
    } catch {
      throw Failure(.build, error.message)
    }
    _ = try source.select(parents.base, path) { (selected) throws(Failure) in
      guard case .folder(let number, let real) = selected else {
        if parents.isRequired { throw source.missing(path) }
        return
      }
      let filters = PathFilters(
        ignore: source.ignore, excludes: excludes, pattern: pattern, forbidden: forbidden(in: source), at: real)
      if parents.isRequired, pattern != nil, try !Presence.isAny(number, real, filters) { throw source.missing(path) }
      try body(selected, filters)
    }
  }

  private func forbidden(in source: CopySource) -> FileStatus? {
    switch source.kind {
    case .context: try? Files.status(store.root)
    case .stage, .repository: nil
    }
  }

  // MARK: Owner and mode

  func attributes(of item: Item?, owner: FileOwner?) -> CopyAttributes {
    switch item {
    case .path(_, let source):
      CopyAttributes(owner: owner, ownership: request.ownership, mode: mode, kind: source.kind)
    case .repository(_, _, _, let time):
      CopyAttributes(owner: owner, ownership: .root, mode: mode, kind: .repository, time: time)
    case .file, nil: CopyAttributes(owner: owner, ownership: .root, mode: mode, kind: .context)
    }
  }

  /// Whom `--chown` means; told as well where a name is in vain.
  func owner(in root: borrowing Descriptor, _ accounts: CopySource?) throws(Failure) -> CopyOwner? {
    if request.owner.isEmpty { return nil }
    if let numbers = CopyOwner(numbers: request.owner) { return numbers }
    if let accounts { return try CopyOwner.find(request.owner, in: accounts.root) }
    let own = try asFailure(.build) { () throws(KernelError) in RootDirectory(try root.duplicate()) }
    return try CopyOwner.find(request.owner, in: own)
  }
}

extension CopyOwner {
  /// Looks names up in a root's own files.
  static func find(_ text: String, in root: borrowing RootDirectory) throws(Failure) -> CopyOwner {
    CopyOwner(
      text, passwd: try ContainerUser.read("/etc/passwd", root), group: try ContainerUser.read("/etc/group", root))
  }

  var file: FileOwner { FileOwner(uid: uid, gid: gid) }

  /// A line for each name that became root.
  var warnings: [String] { unknown.map { "\($0): not in the image's /etc/passwd or /etc/group, so it is root's" } }
}
