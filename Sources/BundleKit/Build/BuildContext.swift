// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
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
    let directory = try asFailure(.build) { () throws(KernelError) in
      try Files.open(path, OpenFlags.readOnly | OpenFlags.directory)
    }
    return BuildContext(CopySource(directory, .context))
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
    do throws(KernelError) {
      let file = try source.root.open(
        path, OpenFlags.readOnly | OpenFlags.nonBlocking | OpenFlags.noControllingTerminal)
      guard try Files.status(of: file).isRegular else { throw KernelError("read", path, .EINVAL) }
      return try file.readAll(limit: limit)
    } catch {
      throw Failure(KernelError(error.call, path, error.errno), .build)
    }
  }
}
