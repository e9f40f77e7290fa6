// SPDX-License-Identifier: Apache-2.0
internal import CCrypto
package import OCI

/// The digest of a stream of bytes, by libcrypto (SHA256_Init(3)), which uses the processor's SHA instructions.
///
/// One thread at a time.
package final class Hashing {
  private enum State {
    case sha256(SHA256_CTX)
    case sha512(SHA512_CTX)
  }
  private var state: State
  /// How many bytes there were.
  package private(set) var count: Int64 = 0

  package init(_ algorithm: Digest.Algorithm = .sha256) { state = Hashing.start(algorithm) }

  private static func start(_ algorithm: Digest.Algorithm) -> State {
    switch algorithm {
    case .sha256:
      var context = SHA256_CTX()
      SHA256_Init(&context)
      return .sha256(context)
    case .sha512:
      var context = SHA512_CTX()
      SHA512_Init(&context)
      return .sha512(context)
    }
  }

  /// Takes the next bytes.
  package func update(_ bytes: UnsafeRawBufferPointer) {
    if bytes.isEmpty { return }
    switch state {
    case .sha256(var context):
      SHA256_Update(&context, bytes.baseAddress, bytes.count)
      state = .sha256(context)
    case .sha512(var context):
      SHA512_Update(&context, bytes.baseAddress, bytes.count)
      state = .sha512(context)
    }
    count += Int64(bytes.count)
  }

  /// Takes the next bytes.
  package func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The digest of all that came; the stream starts anew afterwards.
  package func finish() -> Digest {
    let algorithm: Digest.Algorithm
    var raw: [UInt8]
    switch state {
    case .sha256(var context):
      algorithm = .sha256
      raw = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
      SHA256_Final(&raw, &context)
    case .sha512(var context):
      algorithm = .sha512
      raw = [UInt8](repeating: 0, count: Int(SHA512_DIGEST_LENGTH))
      SHA512_Final(&raw, &context)
    }
    state = Hashing.start(algorithm)
    count = 0
    guard let digest = try? Digest(algorithm, bytes: raw) else {
      preconditionFailure("libcrypto's \(algorithm.rawValue) has \(raw.count) bytes")
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
