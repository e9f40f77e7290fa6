// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import OCI

/// Steps of other builds, `--cache-from`.
package protocol CacheSource: Sendable {
  /// The step of that name, whose layer is then in the store; nil when there is none.
  ///
  /// A layer is what its digest says, or it is an error: whoever names a cache trusts only that the step came to it.
  func find(_ name: String, bringingTo store: Store) throws(Failure) -> BuiltLayer?
}

/// Steps with their layers, as documents have them.
struct CachedSteps: Sendable {
  /// By the digests of their keys.
  var steps: [String: BuiltLayer]

  init(_ steps: [String: BuiltLayer]) { self.steps = steps }

  /// Reads what `bytes` writes; what is malformed in it is left out, and will be made again.
  init(parsing bytes: [UInt8]) throws(Failure) {
    guard let document = try? JSONValue(parsing: bytes), document.number("version") == CachedSteps.version,
      case .object(let members)? = document["steps"]
    else { throw Failure(.imageInvalid, "it is no build cache of a version that is known") }
    steps = [:]
    for (name, value) in members { if let layer = BuildCache.decode(value) { steps[name] = layer } }
  }

  private static let version: Int64 = 1

  var bytes: [UInt8] {
    let members = steps.sorted { $0.key < $1.key }.map { ($0.key, BuildCache.document($0.value)) }
    let document = JSONValue.object([("version", .integer(CachedSteps.version)), ("steps", .object(members))])
    return Array(document.compact.utf8)
  }

  /// Their blobs, each once, in an order that is always the same.
  var layers: [ContentDescriptor] {
    var seen: Set<Digest> = []
    return steps.sorted { $0.key < $1.key }.map(\.value.descriptor).filter { seen.insert($0.digest).inserted }
  }
}
