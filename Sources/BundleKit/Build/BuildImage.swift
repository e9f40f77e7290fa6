// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import ImagePlan
internal import Kernel
package import OCI

/// What a build came to: an image's documents over layers that are in the store.
package struct BuildImage: Sendable {
  package let config: ImageConfig
  package let manifest: ImageManifest
  package let layers: [BuiltLayer]
  private let request: BuildRequest

  /// The image of a plan's target, whose layers are `layers`, those of its base among them.
  ///
  /// `steps` are those that it tells of itself, where it does (`--cache-to type=inline`).
  package init(
    _ plan: BuildPlan, layers: [BuiltLayer], steps: [String: BuiltLayer], _ request: BuildRequest
  ) throws(Failure) {
    self.request = request
    self.layers = layers
    var config = plan.target.config
    config.diffIDs = layers.map(\.diffID)
    if request.squashes { config.squashHistory(last: plan.ownLayers) }
    BuildImage.date(&config, layers, request.options.epoch)
    self.config = config
    let bytes = config.bytes
    var descriptors = layers.map(\.descriptor)
    if request.usesDockerFormat {
      for index in descriptors.indices {
        guard case .layer(_, let compression, distributable: _) = descriptors[index].type, compression != .zstd
        else { continue }
        descriptors[index].mediaType = MediaType.layer(.docker, compression, distributable: true).text
      }
    }
    let flavour: MediaType = request.usesDockerFormat ? .imageConfig(.docker) : .imageConfig(.oci)
    var manifest = ImageManifest(
      request.usesDockerFormat ? .docker : .oci,
      config: ContentDescriptor(flavour, digest: Hashing.digest(of: bytes), size: Int64(bytes.count)),
      layers: descriptors)
    manifest.annotations = request.annotations
    if request.tellsSteps { manifest.annotations.append(InlineCache.annotation(layers, steps)) }
    self.manifest = manifest
  }

  /// Times: a step's is when its layer was made; what makes no layer has that of the layer before it.
  private static func date(
    _ config: inout ImageConfig, _ layers: [BuiltLayer], _ epoch: Int64?
  ) {
    let isNew = { (entry: HistoryEntry) in entry.created == nil && entry.comment == "buildkit.dockerfile.v0" }
    let own = layers.suffix(config.history.count { isNew($0) && !$0.emptyLayer })
    var left = own[...]
    let now = BuildTime.text(epoch)
    var time = epoch != nil ? now : own.first?.created ?? now
    for index in config.history.indices where isNew(config.history[index]) {
      if !config.history[index].emptyLayer, let layer = left.popFirst() { time = layer.created ?? time }
      config.history[index].created = epoch != nil ? now : time
    }
    config.created = epoch != nil ? now : config.history.last?.created ?? time
  }

  /// Puts its documents into the store; what stands for it in an index.
  func put(in store: Store) throws(Failure) -> ContentDescriptor {
    _ = try store.blobs.put(config.bytes, request.usesDockerFormat ? .imageConfig(.docker) : .imageConfig(.oci))
    return try store.blobs.put(manifest.bytes, manifest.type)
  }
}
