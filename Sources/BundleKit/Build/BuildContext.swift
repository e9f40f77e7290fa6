// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Dockerfile
package import Kernel
internal import LinuxABI

/// What a build is given: a directory of the host, or a tar archive that came through a stream.
package final class BuildContext: Sendable {
  /// For `CopyStep`: the tree without what `.dockerignore` leaves out.
  package let source: CopySource

  private init(_ source: CopySource) { self.source = source }

  /// Opens a directory of the host, the main context or a named one.
  ///
  /// `dockerfile` is the path of the Dockerfile on the host, whose own `<Dockerfile>.dockerignore` goes before the
  /// context's `.dockerignore`; nil when it came from elsewhere.
  package static func directory(_ path: String, dockerfile: String? = nil) throws(Failure) -> BuildContext {
    let root = RootDirectory(try folder(path))
    var ignore: IgnoreFile?
    if let dockerfile {
      // Its own folder is its root: what it may be a link to lies there, as a context's lies in the context.
      let name = LexicalPath.lastComponent(dockerfile)
      let parent = dockerfile.utf8.dropLast(name.utf8.count)
      let beside = RootDirectory(try folder(parent.isEmpty ? "." : String(decoding: parent, as: UTF8.self)))
      ignore = try ignoreFile(name + ".dockerignore", in: beside)
    }
    if ignore == nil { ignore = try ignoreFile(".dockerignore", in: root) }
    return BuildContext(CopySource(root, .context, ignore: ignore))
  }

  /// What a stream turned out to be.
  package enum Stream: Sendable {
    case dockerfile([UInt8])
    case context(BuildContext)
  }

  /// Reads standard input as `build -` means it: a Dockerfile, or a tar archive (compressed or not) that is unpacked to
  /// the store's tmp/.
  ///
  /// `dockerfile` is its path inside the archive.
  package static func stream(
    _ input: borrowing Descriptor, in store: Store, dockerfile: String = "Dockerfile"
  ) throws(Failure) -> Stream {
    throw Failure(.build, "contexts from a stream come with a later commit")
  }

  /// A file of the context, as a Dockerfile is read: links are followed inside the context, `.dockerignore` does not
  /// hide it.
  ///
  /// - Throws: `build` when it is not there, is no regular file, or has more than `limit` bytes.
  package func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    try BuildContext.read(path, in: source.root, limit: limit)
  }

  private static func folder(_ path: String) throws(Failure) -> Descriptor {
    try asFailure(.build) { () throws(KernelError) in try Files.open(path, OpenFlags.readOnly | OpenFlags.directory) }
  }

  private static func read(_ path: String, in root: borrowing RootDirectory, limit: Int) throws(Failure) -> [UInt8] {
    do throws(KernelError) {
      let flags = OpenFlags.readOnly | OpenFlags.nonBlocking | OpenFlags.noControllingTerminal
      let file = try root.open(path, flags)
      guard try Files.status(of: file).isRegular else { throw KernelError("read", path, .EINVAL) }
      return try file.readAll(limit: limit)
    } catch {
      throw Failure(KernelError(error.call, path, error.errno), .build)
    }
  }

  private static let largestIgnoreFile = 4 << 20

  /// Reads patterns; nil when there is no such file.
  ///
  /// A link is followed inside the root only (CVE-2022-4122), and one that leads nowhere there is an error: taken for no
  /// file, it would let everything into the image.
  private static func ignoreFile(_ name: String, in root: borrowing RootDirectory) throws(Failure) -> IgnoreFile? {
    guard Files.exists(name, at: root.descriptor.raw) else { return nil }
    let bytes = try read(name, in: root, limit: largestIgnoreFile)
    do {
      return try IgnoreFile(parsing: bytes)
    } catch {
      throw Failure(.build, "\(name): \(error.message)")
    }
  }
}
