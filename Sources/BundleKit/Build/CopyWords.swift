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
    let count = try source.select(SourcePattern(path), path) { (selected) throws(Failure) in
      let filters = PathFilters(
        ignore: source.ignore, excludes: excludes, forbidden: forbidden(in: source), at: selected.path)
      try body(selected, filters)
    }
    // One wildcard of several may match nothing (BuildKit's AllowEmptyWildcard), the only one may not.
    if count == 0, items.count == 1 { throw source.missing(path) }
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

  func owner(in root: borrowing Descriptor, _ accounts: CopySource?) throws(Failure) -> FileOwner? {
    if request.owner.isEmpty { return nil }
    if let numbers = CopyOwner(numbers: request.owner) { return FileOwner(uid: numbers.uid, gid: numbers.gid) }
    let found: CopyOwner
    if let accounts {
      found = try PreparedCopy.owner(request.owner, in: accounts.root)
    } else {
      let own = try asFailure(.build) { () throws(KernelError) in RootDirectory(try root.duplicate()) }
      found = try PreparedCopy.owner(request.owner, in: own)
    }
    return FileOwner(uid: found.uid, gid: found.gid)
  }

  private static func owner(_ text: String, in root: borrowing RootDirectory) throws(Failure) -> CopyOwner {
    try CopyOwner(
      text, passwd: try ContainerUser.read("/etc/passwd", root), group: try ContainerUser.read("/etc/group", root))
  }
}
