// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Dockerfile
package import ImagePlan
internal import Kernel
internal import LinuxABI

// Contexts that are fetched, as ADD fetches.
extension BuildContext {
  /// The main context: a repository, an archive, or a Dockerfile without a context.
  ///
  /// `dockerfile` is its path inside; nil looks for one of the usual names.
  package static func remote(
    _ address: RemoteAddress, keepsGitDirectory: Bool, in store: Store, dockerfile: String?
  ) throws(Failure) -> Stream {
    let folder = try store.temporary("context")
    switch address {
    case .git(let reference):
      let root = try repository(reference, keepsGitDirectory: keepsGitDirectory, in: folder.path)
      return try tree(root, .repository, folder, dockerfile)
    case .url(let url):
      _ = try fetch(url, in: folder)
      return try stream(try fetched(in: folder), folder, SourceURL(url).address, dockerfile)
    }
  }

  /// A context of `--build-context`: a repository, an archive's files, or the one file that a URL gives.
  package static func named(
    _ address: RemoteAddress, keepsGitDirectory: Bool, in store: Store
  ) throws(Failure) -> BuildContext {
    let folder = try store.temporary("context")
    let found: Stream
    switch address {
    case .git(let reference):
      let root = try repository(reference, keepsGitDirectory: keepsGitDirectory, in: folder.path)
      found = try tree(root, .repository, folder, nil)
    case .url(let url):
      let name = try fetch(url, in: folder)
      let file = try fetched(in: folder)
      if ArchiveUnpack.isArchive(file) {
        found = try stream(file, folder, SourceURL(url).address, nil)
      } else {
        found = try tree(try alone(name, url, in: folder), .context, folder, nil)
      }
    }
    guard case .context(let context, _) = found else { throw Failure(.build, "it is no archive") }
    return context
  }

  /// The name that it has there.
  private static func fetch(_ url: String, in folder: borrowing TemporaryFolder) throws(Failure) -> String? {
    try RemoteFile(url, checksum: "", .none).fetch(to: "stream", in: folder.folder)
  }

  private static func fetched(in folder: borrowing TemporaryFolder) throws(Failure) -> Descriptor {
    try asFailure(.store) { () throws(KernelError) in
      try Files.open("stream", at: folder.folder.raw, OpenFlags.readWrite | OpenFlags.noFollow)
    }
  }

  /// A folder with the fetched file in it.
  private static func alone(
    _ name: String?, _ url: String, in folder: borrowing TemporaryFolder
  ) throws(Failure) -> RootDirectory {
    guard let name else { throw Failure(.build, "\(SourceURL(url).address): what it gives has no name") }
    return try asFailure(.store) { () throws(KernelError) in
      try Files.makeDirectory("tree", at: folder.folder.raw, mode: 0o700)
      try Files.rename("stream", at: folder.folder.raw, to: "tree/" + name)
      return RootDirectory(
        try Files.open("tree", at: folder.folder.raw, OpenFlags.readOnly | OpenFlags.directory))
    }
  }

  /// What is checked out, or the folder of it that the reference names: links lead nowhere else.
  private static func repository(
    _ reference: GitReference, keepsGitDirectory: Bool, in folder: String
  ) throws(Failure) -> RootDirectory {
    let tree = folder + "/tree"
    try asFailure(.store) { () throws(KernelError) in try Files.makeDirectory(tree, mode: 0o700) }
    let keeps = reference.keepsGitDirectory ?? keepsGitDirectory
    _ = try GitCheckout(reference, keepsGitDirectory: keeps, in: folder, .none).perform()
    return try asFailure(.build) { () throws(KernelError) in
      let root = RootDirectory(try Files.open(tree, OpenFlags.readOnly | OpenFlags.directory))
      if reference.subdirectory.isEmpty { return root }
      return RootDirectory(try root.open(reference.subdirectory, OpenFlags.readOnly | OpenFlags.directory))
    }
  }
}
