// SPDX-License-Identifier: Apache-2.0
internal import CCrypto
package import OCI

/// The digest of a stream of bytes, by libcrypto (EVP_DigestInit(3)), which uses the processor's SHA instructions.
///
/// One thread at a time.
package final class Hashing {
  private let context: OpaquePointer?
  private let algorithm: Digest.Algorithm
  /// How many bytes there were.
  package private(set) var count: Int64 = 0

  package init(_ algorithm: Digest.Algorithm = .sha256) {
    self.algorithm = algorithm
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, Hashing.method(algorithm), nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  private static func method(_ algorithm: Digest.Algorithm) -> OpaquePointer? {
    switch algorithm {
    case .sha256: EVP_sha256()
    case .sha512: EVP_sha512()
    }
  }

  /// Takes the next bytes.
  package func update(_ bytes: UnsafeRawBufferPointer) {
    if bytes.isEmpty { return }
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    count += Int64(bytes.count)
  }

  /// Takes the next bytes.
  package func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The digest of all that came; the stream starts anew afterwards.
  package func finish() -> Digest {
    var raw = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    EVP_DigestFinal_ex(context, &raw, &length)
    EVP_DigestInit_ex(context, Hashing.method(algorithm), nil)
    count = 0
    guard let digest = try? Digest(algorithm, bytes: Array(raw.prefix(Int(length)))) else {
      preconditionFailure("libcrypto's \(algorithm.rawValue) has \(length) bytes")
    }
    return digest
  }

  /// The digest of some bytes.
  package static func digest(of bytes: [UInt8], _ algorithm: Digest.Algorithm = .sha256) -> Digest {
    let hashing = Hashing(algorithm)
    hashing.update(bytes)
    return hashing.finish()
  }
}
