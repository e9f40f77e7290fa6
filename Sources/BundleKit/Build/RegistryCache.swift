// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
internal import Kernel
package import OCI

/// Steps that a registry has: as an artifact whose configuration lists them and whose layers are theirs, or with an image.
package struct RegistryCache: CacheSource {
  private static let configType = "application/vnd.capsule-oci.build-cache.v1+json"

  private let steps: CachedSteps
  /// nil where all of it is in the store.
  private let session: RegistrySession?

  /// Asks a registry for a cache, or for the steps of an image for a platform; then the store, for such an image.
  ///
  /// Layers are fetched when a build wants them.
  ///
  /// - Throws: when there is nothing of that name, or no steps in it.
  package init(_ reference: ImageReference, platform: Platform, in store: Store) throws(Failure) {
    do throws(Failure) {
      (steps, session) = try RegistryCache.remote(reference, platform, store)
    } catch {
      guard let image = try store.images.find(reference.text),
        let variant = try store.images.variant(of: image, for: PlatformChoice.normalised(platform)),
        let steps = InlineCache.steps(of: variant.manifest, variant.config)
      else { throw error }
      (self.steps, session) = (steps, nil)
    }
  }

  private static func remote(
    _ reference: ImageReference, _ platform: Platform, _ store: Store
  ) throws(Failure) -> (CachedSteps, RegistrySession) {
    let rules = try RegistryFiles.rules()
    guard let candidate = rules.candidates(for: reference).first, !rules.isBlocked(candidate),
      let endpoint = rules.endpoints(for: candidate).last
    else { throw Failure(.registry, "\(reference.text) names no registry that may be asked") }
    let session = try RegistrySession(endpoint, RegistryOptions(), actions: "pull")
    let found = try Manifests(session: session, client: session.client(), platform: platform).resolve(candidate)
    let manifest: ImageManifest = try decode(found.bytes, as: "manifest \(found.descriptor.digest.text)")
    try PullBlobs(store: store, session: session, progress: .none, parallel: 1).fetch([manifest.config])
    let bytes = try store.blobs.read(manifest.config.digest)
    if manifest.config.mediaType == configType { return (try CachedSteps(parsing: bytes), session) }
    let config: ImageConfig = try decode(bytes, as: "configuration \(manifest.config.digest.text)")
    guard let steps = InlineCache.steps(of: manifest, config) else {
      throw Failure(.imageInvalid, "\(reference.text) is no cache, and an image that tells nothing of its steps")
    }
    return (steps, session)
  }

  package func find(_ name: String, bringingTo store: Store) throws(Failure) -> BuiltLayer? {
    guard let layer = steps.steps[name] else { return nil }
    if let session {
      try PullBlobs(store: store, session: session, progress: .none, parallel: 1).fetch([layer.descriptor])
    }
    return store.blobs.size(of: layer.descriptor.digest) == layer.descriptor.size ? layer : nil
  }

  /// Sends steps and their layers; what the registry has already stays where it is.
  package static func write(
    _ steps: [String: BuiltLayer], to reference: ImageReference, from store: Store
  ) throws(Failure) {
    let steps = CachedSteps(steps)
    do throws(Failure) {
      let config = try store.blobs.put(steps.bytes, MediaType(configType))
      let manifest = ImageManifest(.oci, config: config, layers: steps.layers)
      let document = try store.blobs.put(manifest.bytes, manifest.type)
      try Push(store, RegistryOptions(), progress: .none)
        .push(document, blobs: steps.layers + [config], to: reference)
    } catch { throw error.during("--cache-to \(reference.text)") }
  }
}
