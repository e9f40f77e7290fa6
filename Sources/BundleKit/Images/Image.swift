// SPDX-License-Identifier: Apache-2.0
package import OCI

/// An image of the store, its documents read and checked.
package struct Image: Sendable {
  /// nil for one that has lost its name to another, or never had one.
  package let reference: ImageReference?
  /// What a registry called it when it was pulled: its digest there, of the index where there was one.
  package let origin: ImageReference?
  /// Of the manifest.
  package let descriptor: ContentDescriptor
  package let manifest: ImageManifest
  package let config: ImageConfig
  /// What the store lists: the manifest, or an index that has it among those of other platforms.
  package let entry: ContentDescriptor
  /// That index.
  package let index: ImageIndex?

  init(
    reference: ImageReference?, origin: ImageReference?, descriptor: ContentDescriptor, manifest: ImageManifest,
    config: ImageConfig, listedBy list: (entry: ContentDescriptor, index: ImageIndex)? = nil
  ) {
    self.reference = reference
    self.origin = origin
    self.descriptor = descriptor
    self.manifest = manifest
    self.config = config
    entry = list?.entry ?? descriptor
    index = list?.index
  }

  package var manifestDigest: Digest { descriptor.digest }
  /// What names it wherever it is stored: of the index where there is one.
  package var digest: Digest { entry.digest }
  /// The image's ID.
  package var configDigest: Digest { manifest.config.digest }

  /// Bytes of manifest, configuration and layers as they are stored.
  package var size: Int64 { descriptor.size + manifest.config.size + manifest.layers.reduce(0) { $0 + $1.size } }

  /// What people may call it: its name, or the first digits of its ID.
  package var title: String { reference?.text ?? configDigest.short }
}

/// Annotations of the store's index.
enum ImageAnnotation {
  /// The name, with its registry where it has one (image-spec annotations.md).
  static let name = "org.opencontainers.image.ref.name"
  /// The name as containerd writes it, beside a bare tag in `name`.
  static let containerdName = "io.containerd.image.name"
  /// Name and digest that the image was pulled by.
  static let origin = "org.capsule-oci.origin"
}
