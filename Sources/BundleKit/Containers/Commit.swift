// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import ImagePlan
internal import Kernel
package import OCI

/// `commit`: an image of what a container has changed, on top of the one it was made from.
///
/// Volumes and other mounts are not in it, nor what the container was given to be mounted on: those are in a layer of their
/// own below what it changes.
package struct Commit: Sendable {
  private let containers: ContainerStore
  package var request: CommitRequest
  package var compression = LayerCompression.gzip
  /// A running container is frozen while its files are read.
  package var pauses = true

  package init(_ containers: ContainerStore) {
    self.containers = containers
    request = CommitRequest(created: Import.moment)
  }

  /// Makes the image; `reference`: nil for one without a name.
  package func perform(
    _ record: ContainerRecord, as reference: ImageReference?, _ runtime: RuntimeProgram
  ) throws(Failure) -> Image {
    let store = containers.store
    let adding = try store.adding()
    let base = try base(of: record)
    var packing = PackLayer()
    packing.compression = compression
    packing.lower = record.layers
    packing.excluded = record.pathsOutsideLayers
    let layer = try containers.atRest(record, pauses ? runtime : nil) { () throws(Failure) in
      try packing.perform(containers.folder(record.id).upper, into: store)
    }
    let isEmpty = layer.contents.isEmpty
    let container: ContainerConfig = try decode(Array(record.config.compact.utf8), as: "container \(record.name)")
    let config: ImageConfig
    do {
      config = try request.config(
        base: base.config, container: container, command: record.arguments, diffID: isEmpty ? nil : layer.diffID)
    } catch {
      throw Failure(error)
    }
    let manifest = ImageManifest(
      config: try store.blobs.put(config.bytes, .imageConfig(.oci)),
      layers: base.manifest.layers.map { $0.asOCI } + (isEmpty ? [] : [layer.descriptor]))
    let image = try store.images.add(manifest: manifest.bytes, mediaType: manifest.mediaType, as: reference)
    _ = consume adding
    return image
  }

  private func base(of record: ContainerRecord) throws(Failure) -> Image {
    let blobs = containers.store.blobs
    guard let digest = try? Digest(parsing: record.manifestDigest), let size = blobs.size(of: digest) else {
      throw Failure(
        .imageMissing, "the image of container \(record.name), \(record.imageName), is not in the store any more",
        hint: "bundle export keeps its files")
    }
    let manifest: ImageManifest = try decode(try blobs.read(digest), as: "manifest \(digest.text)")
    return try containers.store.images.image(
      ContentDescriptor(mediaType: manifest.mediaType, digest: digest, size: size))
  }
}

extension ContainerRecord {
  /// `excludedFromCommit` as paths from the root.
  var pathsOutsideLayers: Set<[UInt8]> {
    Set(
      excludedFromCommit.map { path in
        Array(path.split(separator: "/").filter { $0 != "." }.joined(separator: "/").utf8)
      })
  }
}

extension ContentDescriptor {
  /// A layer under OCI's name for what it is: a manifest has names of one family.
  var asOCI: ContentDescriptor {
    guard case .layer(_, let compression, let distributable) = type else { return self }
    var layer = self
    layer.mediaType = MediaType.layer(.oci, compression, distributable: distributable).text
    return layer
  }
}
