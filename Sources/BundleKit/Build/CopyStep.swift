// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Dockerfile
package import ImagePlan
internal import Kernel
internal import LinuxABI

/// COPY and ADD: what they name is found (and fetched), a key of its content is made, then it is put into a root.
///
///     let copy = try CopyStep(store).prepare(request, from: context.source)
///     let key = try copy.digest()          // for the cache; the files' owner, mode and content, not their times
///     try copy.perform(into: rootDescriptor)
package struct CopyStep: Sendable {
  let store: Store
  let progress: Progress

  package init(_ store: Store, progress: Progress = .none) {
    self.store = store
    self.progress = progress
  }

  /// Makes ready what a request names; what is in the network is fetched to the store's tmp/ and checked.
  ///
  /// `source` is where paths are; nil when the request has none.
  ///
  /// - Throws: `build` for words that mean nothing, `digest-mismatch` when a checksum is wrong.
  package func prepare(_ request: CopyRequest, from source: CopySource?) throws(Failure) -> PreparedCopy {
    try CopyStep.check(request)
    let mode = try ModeChange(request.mode)
    let folder = try store.temporary("copy")
    var items: [PreparedCopy.Item] = []
    for (index, named) in request.sources.enumerated() {
      switch named {
      case .path(let path):
        guard let source else { throw Failure(.build, "\"\(path)\": there is no build context to take it from") }
        items.append(.path(path, source))
      case .inline(let name, let content):
        items.append(
          .file(try write(content, "inline-\(index)", folder.folder, request.epoch), name: name, isFetched: false))
      case .url(let url):
        let file = "fetched-\(index)"
        let remote = try RemoteFile(url, checksum: request.checksum, progress)
        let name = try remote.fetch(to: file, in: folder.folder)
        items.append(.file(file, name: name, isFetched: true))
      case .git(let url): items.append(try checkOut(url, request, "git-\(index)", folder))
      }
    }
    return try PreparedCopy(request, items, mode, folder, store)
  }

  private static func check(_ request: CopyRequest) throws(Failure) {
    guard request.destination.hasPrefix("/"), !request.destination.utf8.contains(0) else {
      throw Failure(.build, "the destination \(request.destination) is no absolute path")
    }
    if !request.checksum.isEmpty {
      guard request.sources.count == 1, let only = request.sources.first else {
        throw Failure(.build, "checksum can't be specified for multiple sources")
      }
      switch only {
      case .url, .git: break
      case .path, .inline: throw Failure(.build, "checksum requires HTTP(S) or Git sources")
      }
    }
  }

  private func checkOut(
    _ text: String, _ request: CopyRequest, _ name: String, _ folder: borrowing TemporaryFolder
  ) throws(Failure) -> PreparedCopy.Item {
    var found: GitReference?
    do {
      found = try GitReference.parse(text)
    } catch {
      throw Failure(.build, error.message)
    }
    guard var reference = found else { throw Failure(.build, "\(text): this is no git repository") }
    if !request.checksum.isEmpty {
      if !reference.checksum.isEmpty, reference.checksum != request.checksum {
        throw Failure(.build, "checksum mismatch \"\(request.checksum)\" != \"\(reference.checksum)\"")
      }
      reference.checksum = request.checksum
    }
    let keeps = request.keepsGitDirectory || reference.keepsGitDirectory ?? false
    let place = folder.path + "/" + name
    let root = try asFailure(.store) { () throws(KernelError) -> Descriptor in
      try Files.makeDirectory(place, mode: 0o700)
      try Files.makeDirectory(place + "/tree", mode: 0o700)
      return try Files.open(place + "/tree", OpenFlags.readOnly | OpenFlags.directory)
    }
    let result = try GitCheckout(reference, keepsGitDirectory: keeps, in: place, progress).perform()
    let time = reference.mtime == "commit" ? result.time : request.epoch
    return .repository(
      CopySource(root, .repository), folder: reference.subdirectory,
      key: "\(result.commit) \(keeps) \(reference.subdirectory)", time: time)
  }

  private func write(
    _ content: [UInt8], _ name: String, _ folder: borrowing Descriptor, _ epoch: Int64?
  ) throws(Failure) -> String {
    try asFailure(.store) { () throws(KernelError) in
      try Files.create(name, at: folder.raw, mode: 0o644, with: content)
      try Files.changeMode(name, at: folder.raw, 0o644)
      if let epoch {
        try Files.setTime(TimeSpec(seconds: epoch, nanoseconds: 0), name, at: folder.raw)
      }
    }
    return name
  }
}
