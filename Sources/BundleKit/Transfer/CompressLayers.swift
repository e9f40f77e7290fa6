// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
package import OCI

extension ImageStore {
  /// The image with its plain layers compressed: another manifest for the same configuration, so the same ID.
  ///
  /// Manifest and blobs are in the store without a name, for whoever holds `Store.adding()`; the next `gc` removes them.
  package func compressed(_ image: Image, with compression: LayerCompression) throws(Failure) -> Image {
    guard var index = image.index else { return try compressedAlone(image, with: compression) }
    for variant in try variants(of: image) {
      let stored = try compressedAlone(variant, with: compression).descriptor
      for place in index.manifests.indices where index.manifests[place].digest == variant.manifestDigest {
        (index.manifests[place].digest, index.manifests[place].size) = (stored.digest, stored.size)
      }
    }
    if index == image.index { return image }
    var entry = try store.blobs.put(index.bytes, index.type)
    entry.annotations = image.entry.annotations
    return try self.image(entry)
  }

  private func compressedAlone(_ image: Image, with compression: LayerCompression) throws(Failure) -> Image {
    var manifest = image.manifest
    for (index, layer) in manifest.layers.enumerated() {
      guard case .layer(let family, .none, distributable: true) = layer.type, compression != .none else { continue }
      var packed = try compress(layer, with: compression, diffID: image.config.diffIDs[index])
      packed.mediaType = MediaType.layer(family, compression, distributable: true).text
      packed.annotations = layer.annotations
      manifest.layers[index] = packed
    }
    if manifest == image.manifest { return image }
    let type = manifest.mediaType.isEmpty ? MediaType(image.descriptor.mediaType) : manifest.type
    let stored = try store.blobs.put(manifest.bytes, type)
    return Image(
      reference: image.reference, origin: image.origin, descriptor: stored, manifest: manifest, config: image.config)
  }

  private func compress(
    _ layer: ContentDescriptor, with compression: LayerCompression, diffID: Digest
  ) throws(Failure) -> ContentDescriptor {
    let file = try store.blobs.open(layer.digest)
    let (_, blob) = try PackStream.run(compression, in: store) { (stream) throws(Failure) in
      var bytes: [UInt8] = []
      repeat {
        bytes.removeAll(keepingCapacity: true)
        _ = try asFailure(.store) { () throws(KernelError) in try file.read(into: &bytes, limit: 1 << 18) }
      } while bytes.withUnsafeBytes { stream.take($0) } && !bytes.isEmpty
    }
    guard blob.diffID == diffID else { throw Failure.mismatch(of: diffID, blob.diffID) }
    return ContentDescriptor(mediaType: layer.mediaType, digest: blob.digest, size: blob.size)
  }
}
