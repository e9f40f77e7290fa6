// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
package import OCI

/// What a build came to: an image, or one for each platform and an index of them.
package struct BuildResult: Sendable {
  package let images: [BuildImage]
  private let request: BuildRequest

  package init(_ images: [BuildImage], _ request: BuildRequest) {
    self.images = images
    self.request = request
  }

  var epoch: Int64? { request.options.epoch }

  /// Puts it into the store under its names; without one, `isListed` says whether it is listed as one that has none, or
  /// is only there for who holds `Store.adding()`.
  package func keep(as tags: [ImageReference], isListed: Bool, in store: Store) throws(Failure) -> Image {
    var manifests: [ContentDescriptor] = []
    for image in images { manifests.append(try image.put(in: store)) }
    let kept: Image
    if images.count == 1, let alone = images.first, let stored = manifests.first {
      if tags.isEmpty, !isListed { return try store.images.image(stored) }
      kept = try store.images.add(manifest: alone.manifest.bytes, mediaType: alone.manifest.mediaType, as: tags.first)
    } else {
      let index = index(of: manifests)
      if tags.isEmpty, !isListed { return try store.images.image(try store.blobs.put(index.bytes, index.type)) }
      kept = try store.images.add(index: index, as: tags.first)
    }
    for tag in tags.dropFirst() { try store.images.tag(kept, as: tag) }
    return kept
  }

  private func index(of manifests: [ContentDescriptor]) -> ImageIndex {
    var entries = manifests
    for (place, image) in images.enumerated() { entries[place].platform = image.config.platform }
    return ImageIndex(request.usesDockerFormat ? .docker : .oci, manifests: entries)
  }
}

extension Image {
  /// What a build tells of it: the image's ID, or the digest of an index.
  package var buildID: Digest { index == nil ? configDigest : digest }
}
