// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// A layout that images are loaded from.
protocol ImageSource {
  /// A document by its name; nil when there is none.
  func document(_ name: String, _ store: Store) throws(Failure) -> [UInt8]?
  /// Brings a blob into the store, and makes sure that it is what its descriptor says.
  ///
  /// - Returns: false when it is not there.
  func fetch(_ wanted: ContentDescriptor, _ store: Store) throws(Failure) -> Bool
}

extension ContentDescriptor {
  /// Where a layout keeps it (image-spec image-layout.md).
  var layoutName: String { "blobs/\(digest.algorithm.rawValue)/\(digest.hex)" }
}

extension ArchiveContent: ImageSource {
  func fetch(_ wanted: ContentDescriptor, _ store: Store) throws(Failure) -> Bool {
    guard let found = try blob(wanted.layoutName, store) else { return false }
    guard found.digest == wanted.digest else { throw Failure.mismatch(of: wanted.digest, found.digest) }
    guard found.size == wanted.size else {
      throw Failure(
        .imageInvalid, "blob \(found.digest.text) has \(found.size) bytes, its descriptor says \(wanted.size)")
    }
    return true
  }
}

/// An OCI image layout as a folder; files are opened beneath it, whatever links stand in it.
final class LayoutFolder: ImageSource {
  private let root: RootDirectory
  private let path: String

  init(_ path: String) throws(Failure) {
    self.path = path
    root = try asFailure(.system) { () throws(KernelError) in
      RootDirectory(try Files.open(path, OpenFlags.readOnly | OpenFlags.directory))
    }
  }

  /// Opens a file of the layout; nil when there is none.
  ///
  /// A FIFO in its place does not make us wait.
  private func open(_ name: String) throws(Failure) -> Descriptor? {
    do {
      return try root.open(name, OpenFlags.readOnly | OpenFlags.nonBlocking)
    } catch  where error.errno == .ENOENT {
      return nil
    } catch {
      throw Failure(error, .imageInvalid).during(path)
    }
  }

  func document(_ name: String, _ store: Store) throws(Failure) -> [UInt8]? {
    guard let file = try open(name) else { return nil }
    do {
      return try file.readAll(limit: JSONLimits().size)
    } catch  where error.errno == .EFBIG {
      throw Failure(.imageInvalid, "\(path)/\(name): a document of more than \(JSONLimits().size) bytes")
    } catch {
      throw Failure(error, .imageInvalid).during("\(path)/\(name)")
    }
  }

  func fetch(_ wanted: ContentDescriptor, _ store: Store) throws(Failure) -> Bool {
    if store.blobs.size(of: wanted.digest) == wanted.size { return true }
    guard let file = try open(wanted.layoutName) else { return false }
    var writer = try store.blobs.writer(wanted.digest.algorithm)
    while true {
      var bytes: [UInt8] = []
      _ = try asFailure(.system) { () throws(KernelError) in try file.read(into: &bytes, limit: 1 << 18) }
      if bytes.isEmpty { break }
      try writer.append(bytes)
      // More than was said is not read to its end.
      if writer.count > wanted.size { break }
    }
    _ = try writer.finish(expecting: wanted.digest, size: wanted.size)
    return true
  }
}
