// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import Kernel
internal import LinuxABI
package import OCI

/// The content-addressed part of the store: `oci/blobs/<algorithm>/<hex>`, as an OCI image layout has it.
package struct BlobStore: Sendable {
  private let store: Store

  init(_ store: Store) { self.store = store }

  package func path(of digest: Digest) -> String {
    "\(store.layout)/blobs/\(digest.algorithm.rawValue)/\(digest.hex)"
  }

  package func has(_ digest: Digest) -> Bool { size(of: digest) != nil }

  /// Bytes; nil when it is not there.
  package func size(of digest: Digest) -> Int64? {
    guard let status = try? Files.status(path(of: digest), follow: false), status.isRegular else { return nil }
    return Int64(clamping: status.size)
  }

  /// Opens a blob for reading.
  ///
  /// - Throws: `image-invalid` when it is missing.
  package func open(_ digest: Digest) throws(Failure) -> Descriptor {
    do {
      return try Files.open(path(of: digest), OpenFlags.readOnly | OpenFlags.noFollow)
    } catch  where error.errno == .ENOENT {
      throw Failure(
        .imageInvalid, "blob \(digest.text) is not in the store",
        hint: "bundle fsck tells what is broken; pull it again")
    } catch {
      throw Failure(error, .store)
    }
  }

  /// A document, whole: at most 4 MiB, checked against its digest.
  package func read(_ digest: Digest) throws(Failure) -> [UInt8] {
    let file = try open(digest)
    let limit = JSONLimits().size
    let bytes: [UInt8]
    do {
      bytes = try file.readAll(limit: limit)
    } catch  where error.errno == .EFBIG {
      throw Failure(.imageInvalid, "blob \(digest.text): a document of more than \(limit) bytes")
    } catch {
      throw Failure(error, .store)
    }
    try BlobStore.check(bytes, is: digest)
    return bytes
  }

  /// - Throws: `digest-mismatch`.
  package static func check(_ bytes: [UInt8], is digest: Digest) throws(Failure) {
    let found = Hashing.digest(of: bytes, digest.algorithm)
    guard found == digest else { throw Failure.mismatch(of: digest, found) }
  }

  /// Stores a document.
  package func put(_ bytes: [UInt8], _ type: MediaType) throws(Failure) -> ContentDescriptor {
    let digest = Hashing.digest(of: bytes)
    if size(of: digest) != Int64(bytes.count) {
      var writer = try writer()
      try writer.append(bytes)
      _ = try writer.finish(expecting: digest, size: Int64(bytes.count))
    }
    return ContentDescriptor(type, digest: digest, size: Int64(bytes.count))
  }

  /// Begins a blob of unknown or known digest, of that algorithm.
  package func writer(_ algorithm: Digest.Algorithm = .sha256) throws(Failure) -> BlobWriter {
    try store.unsynced.begin()
    let folder = try store.temporary("blob")
    let file = try asFailure(.store) { () throws(KernelError) -> Descriptor in
      try Files.open("blob", at: folder.folder.raw, BlobStore.writing, mode: 0o600)
    }
    return BlobWriter(place: .folder(folder), file: file, store: store, algorithm: algorithm)
  }

  /// Begins or continues the download of a blob whose digest is known; what a process that died left of it is kept.
  ///
  /// Two processes that want the same blob take turns: the second one waits here. nil when the blob is there by then.
  package func download(_ digest: Digest) throws(Failure) -> BlobWriter? {
    try store.unsynced.begin()
    let path = "\(store.temporaryFolder)/partial-\(digest.algorithm.rawValue)-\(digest.hex)"
    while true {
      let file = try asFailure(.store) { () throws(KernelError) -> Descriptor in
        let file = try Files.open(path, BlobStore.writing, mode: 0o600)
        try file.lock(exclusive: true)
        return file
      }
      // Whoever had the lock may have finished, and the file we hold have another name now.
      let (ours, named) = (try? Files.status(of: file), try? Files.status(path, follow: false))
      if has(digest) {
        if ours == named, ours != nil { try? Files.unlink(path) }
        return nil
      }
      guard ours != nil, ours == named else { continue }
      var writer = BlobWriter(place: .path(path), file: file, store: store, algorithm: digest.algorithm)
      try writer.takeUpWhatIsThere()
      return writer
    }
  }

  private static var writing: Int { OpenFlags.readWrite | OpenFlags.create | OpenFlags.noFollow }

  /// Every blob there is; names that are no digests are left out.
  package func list() throws(Failure) -> [Digest] {
    var digests: [Digest] = []
    for algorithm in Digest.Algorithm.allCases {
      let path = "\(store.layout)/blobs/\(algorithm.rawValue)"
      guard Files.exists(path) else { continue }
      let names = try asFailure(.store) { () throws(KernelError) -> [String] in
        try Files.open(path, OpenFlags.readOnly | OpenFlags.directory).entries()
      }
      for name in names.sorted() {
        if let digest = try? Digest(algorithm, hex: name) { digests.append(digest) }
      }
    }
    return digests
  }

  /// Removes a blob; not there is fine.
  package func remove(_ digest: Digest) throws(Failure) {
    do {
      try Files.unlink(path(of: digest))
    } catch  where error.errno == .ENOENT {
    } catch {
      throw Failure(error, .store)
    }
  }

  /// Whether a blob's content is what its name says, read in full.
  package func isSound(_ digest: Digest) throws(Failure) -> Bool {
    let file = try open(digest)
    let hashing = Hashing(digest.algorithm)
    try asFailure(.store) { () throws(KernelError) in
      var bytes: [UInt8] = []
      while try file.read(into: &bytes, limit: 1 << 18) > 0 {
        hashing.update(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    return hashing.finish() == digest
  }
}

extension Failure {
  static func mismatch(of digest: Digest, _ found: Digest) -> Failure {
    Failure(
      .digestMismatch, "content of \(digest.text) has the digest \(found.text)",
      hint: "it was damaged on the way or exchanged; nothing of it was kept")
  }
}
