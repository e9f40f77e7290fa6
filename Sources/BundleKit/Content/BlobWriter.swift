// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// A blob being written: invisible until `finish` has found its digest right and renamed it into its place.
///
/// When it is not finished, a download stays to be resumed, anything else is gone.
package struct BlobWriter: ~Copyable {
  enum Place: ~Copyable, Sendable {
    /// The file `blob` in a temporary folder.
    case folder(TemporaryFolder)
    /// A file that outlives us.
    case path(String)

    var path: String {
      switch self {
      case .folder(let folder): folder.path + "/blob"
      case .path(let path): path
      }
    }
  }

  private let place: Place
  private let file: Descriptor
  private let store: Store
  private let hashing: Hashing
  private let algorithm: Digest.Algorithm
  /// Bytes so far.
  package private(set) var count: Int64 = 0

  init(place: consuming Place, file: consuming Descriptor, store: Store, algorithm: Digest.Algorithm) {
    self.place = place
    self.file = file
    self.store = store
    self.algorithm = algorithm
    hashing = Hashing(algorithm)
  }

  package mutating func append(_ bytes: [UInt8]) throws(Failure) {
    hashing.update(bytes)
    try asFailure(.store) { () throws(KernelError) in try file.write(bytes) }
    count += Int64(bytes.count)
  }

  /// Reads what an earlier process wrote, and goes on behind it.
  mutating func takeUpWhatIsThere() throws(Failure) {
    try asFailure(.store) { () throws(KernelError) in
      var bytes: [UInt8] = []
      while try file.read(into: &bytes, limit: 1 << 18) > 0 {
        hashing.update(bytes)
        count += Int64(bytes.count)
        bytes.removeAll(keepingCapacity: true)
      }
    }
  }

  /// Throws everything away and begins again.
  package mutating func restart() throws(Failure) {
    _ = hashing.finish()
    count = 0
    try asFailure(.store) { () throws(KernelError) in
      try file.truncate(to: 0)
      try file.rewind()
    }
  }

  /// Puts the blob in its place.
  ///
  /// - Throws: `digest-mismatch` or `image-invalid` when it is not what was expected; it is then gone.
  package consuming func finish(expecting: Digest?, size: Int64?) throws(Failure) -> (digest: Digest, size: Int64) {
    let count = count
    let path = place.path
    let digest = hashing.finish()
    if let size, size != count {
      try? Files.unlink(path)
      throw Failure(
        .imageInvalid, "blob \((expecting ?? digest).text) has \(count) bytes, its descriptor says \(size)")
    }
    if let expecting, expecting != digest {
      try? Files.unlink(path)
      throw Failure.mismatch(of: expecting, digest)
    }
    let target = store.blobs.path(of: digest)
    try asFailure(.store) { () throws(KernelError) in
      if let slash = target.lastIndex(of: "/"), !Files.exists(String(target[..<slash])) {
        try? Files.makeDirectory(String(target[..<slash]), mode: 0o700)
      }
      try Files.rename(path, to: target)
    }
    return (digest, count)
  }
}
