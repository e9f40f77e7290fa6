// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import Dockerfile
package import Kernel
internal import LinuxABI

/// What a build is given: a directory of the host, or a tar archive that came through a stream.
package final class BuildContext: Sendable {
  /// For `CopyStep`: the tree without what `.dockerignore` leaves out.
  package let source: CopySource

  /// What `.dockerignore` says.
  package var ignore: IgnoreFile? { source.ignore }

  /// Where an archive was unpacked to.
  private let folder: TemporaryFolder?

  init(_ source: CopySource, _ folder: consuming TemporaryFolder? = nil) {
    self.source = source
    self.folder = folder
  }

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
    /// And the path of its Dockerfile.
    case context(BuildContext, dockerfile: String)
  }

  /// Reads standard input as `build -` means it: a Dockerfile, or a tar archive (compressed or not) that is unpacked to
  /// the store's tmp/.
  ///
  /// `dockerfile` is its path inside the archive; nil looks for one of the usual names.
  package static func stream(
    _ input: borrowing Descriptor, in store: Store, dockerfile: String? = nil
  ) throws(Failure) -> Stream {
    let folder = try store.temporary("context")
    let file = try asFailure(.store) { () throws(KernelError) -> Descriptor in
      let flags = OpenFlags.readWrite | OpenFlags.create | OpenFlags.exclusive
      return try Files.open("stream", at: folder.folder.raw, flags, mode: 0o600)
    }
    try copy(input, to: file)
    return try stream(file, folder, "standard input", dockerfile)
  }

  /// What the file `stream` of a folder is.
  static func stream(
    _ file: borrowing Descriptor, _ folder: consuming TemporaryFolder, _ subject: String, _ dockerfile: String?
  ) throws(Failure) -> Stream {
    guard ArchiveUnpack.isArchive(file) else {
      do {
        try file.rewind()
        return .dockerfile(try file.readAll(limit: largestDockerfile))
      } catch {
        throw Failure(.build, "\(subject) is neither a tar archive nor a Dockerfile of at most 16 MiB")
      }
    }
    let root = RootDirectory(try unpack(file, in: folder.folder, subject))
    return try tree(root, .context, folder, dockerfile)
  }

  /// A tree in a folder of ours, with what its `.dockerignore` says.
  static func tree(
    _ root: consuming RootDirectory, _ kind: CopySource.Kind, _ folder: consuming TemporaryFolder, _ dockerfile: String?
  ) throws(Failure) -> Stream {
    let found = usualNames.first { Files.exists($0, at: root.descriptor.raw) }
    let name = dockerfile ?? found ?? usualNames[0]
    var ignore = try ignoreFile(name + ".dockerignore", in: root)
    if ignore == nil { ignore = try ignoreFile(".dockerignore", in: root) }
    return .context(BuildContext(CopySource(root, kind, ignore: ignore), folder), dockerfile: name)
  }

  /// What a Dockerfile is called where nobody says it.
  package static let usualNames = ["Dockerfile", "dockerfile", "Containerfile"]

  private static func copy(_ input: borrowing Descriptor, to file: borrowing Descriptor) throws(Failure) {
    let room = DiskRoom(file.raw)
    while true {
      let count = try asFailure(.store) { () throws(KernelError) -> Int in
        var bytes: [UInt8] = []
        let count = try input.read(into: &bytes, limit: 1 << 20)
        try file.write(bytes)
        return count
      }
      if count == 0 { return }
      try room.take(count)
    }
  }

  private static let largestDockerfile = 16 << 20

  private static func unpack(
    _ file: borrowing Descriptor, in folder: borrowing Descriptor, _ subject: String
  ) throws(Failure) -> Descriptor {
    let root = try asFailure(.store) { () throws(KernelError) -> Descriptor in
      try Files.makeDirectory("tree", at: folder.raw, mode: 0o700)
      try Files.unlink("stream", at: folder.raw)
      return try Files.open("tree", at: folder.raw, OpenFlags.readOnly | OpenFlags.directory)
    }
    let size = try asFailure(.store) { () throws(KernelError) in try Files.status(of: file).size }
    var unpack = ArchiveUnpack(
      into: root.raw, subject: "the context of \(subject)", owner: FileOwner(uid: 0, gid: 0),
      limits: ArchiveUnpack.limits(ofArchive: size), keepsTimes: false)
    try unpack.perform(file)
    try unpack.finish(nil)
    return root
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
