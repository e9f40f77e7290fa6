// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// The images of the store: the entries of `oci/index.json`, one a name.
package struct ImageStore: Sendable {
  let store: Store

  init(_ store: Store) { self.store = store }

  private var path: String { store.layout + "/index.json" }

  // MARK: Reading

  /// The entries as they are listed.
  package func index() throws(Failure) -> ImageIndex {
    let bytes: [UInt8]
    do {
      bytes = try Files.read(path, limit: ImageStore.indexLimit)
    } catch  where error.errno == .ENOENT {
      return ImageIndex()
    } catch {
      throw Failure(error, .store)
    }
    var limits = JSONLimits()
    limits.size = ImageStore.indexLimit
    do {
      var reader = JSONReader(try JSONDocument.parse(bytes, limits: limits))
      return try ImageIndex(&reader)
    } catch {
      throw Failure(.store, error.text(file: path), hint: "the store's list of images is damaged")
    }
  }

  /// The store's own list may name many images.
  private static let indexLimit = 64 << 20

  /// Every image by every name, in the order they were added; what cannot be read is left out (`bundle fsck` names it).
  package func list() throws(Failure) -> [Image] {
    var images: [Image] = []
    for entry in try index().manifests {
      if let image = try? image(entry) { images.append(image) }
    }
    return images
  }

  /// The image an entry stands for; of an index that for this machine, or its first.
  package func image(_ entry: ContentDescriptor) throws(Failure) -> Image {
    guard case .imageIndex = entry.type else { return try image(entry, listedBy: nil) }
    let index = try index(entry)
    let choice = PlatformChoice.choose(from: index.manifests, for: PlatformChoice.host)
    guard let own = choice.map({ index.manifests[$0] }) ?? members(of: index).first else {
      throw Failure(.imageInvalid, "index \(entry.digest.text): there is no image in it")
    }
    return try image(own, listedBy: (entry, index))
  }

  /// The same image for another platform; nil when it is for one only, and not that.
  package func variant(of image: Image, for platform: Platform) throws(Failure) -> Image? {
    guard let index = image.index else {
      let own = PlatformChoice.normalised(image.config.platform)
      return own.os == platform.os && own.architecture == platform.architecture ? image : nil
    }
    guard let choice = PlatformChoice.choose(from: index.manifests, for: platform) else { return nil }
    return try self.image(index.manifests[choice], listedBy: (image.entry, index))
  }

  /// The images of an index, or the one that is no part of one.
  package func variants(of image: Image) throws(Failure) -> [Image] {
    guard let index = image.index else { return [image] }
    return try members(of: index).map { (member) throws(Failure) in
      try self.image(member, listedBy: (image.entry, index))
    }
  }

  private func members(of index: ImageIndex) -> [ContentDescriptor] {
    index.manifests.filter { !PlatformChoice.isAttestation($0) }
  }

  private func index(_ entry: ContentDescriptor) throws(Failure) -> ImageIndex {
    try decode(store.blobs.read(entry.digest), as: "index \(entry.digest.text)")
  }

  private func image(
    _ own: ContentDescriptor, listedBy list: (entry: ContentDescriptor, index: ImageIndex)?
  ) throws(Failure) -> Image {
    let manifest: ImageManifest = try decode(store.blobs.read(own.digest), as: "manifest \(own.digest.text)")
    let config = try config(of: manifest)
    let listed = list?.entry ?? own
    return Image(
      reference: listed.annotation(ImageAnnotation.name).flatMap { try? ImageReference(parsing: $0) },
      origin: listed.annotation(ImageAnnotation.origin).flatMap { try? ImageReference(parsing: $0) }, descriptor: own,
      manifest: manifest, config: config, listedBy: list)
  }

  private func config(of manifest: ImageManifest) throws(Failure) -> ImageConfig {
    let digest = manifest.config.digest
    let subject = "configuration \(digest.text)"
    switch manifest.config.type {
    case .imageConfig: break
    case .imageIndex, .imageManifest, .layer, .schema1, .emptyJSON, .other:
      throw Failure(
        .imageInvalid, "\(subject) is of type \"\(manifest.config.mediaType)\": this is no image of a container")
    }
    let bytes = try store.blobs.read(digest)
    guard manifest.config.size == Int64(bytes.count) else {
      throw Failure(.imageInvalid, "\(subject) has \(bytes.count) bytes, its descriptor says \(manifest.config.size)")
    }
    let config: ImageConfig = try decode(bytes, as: subject)
    guard config.diffIDs.count == manifest.layers.count else {
      throw Failure(
        .imageInvalid, "\(subject) has \(config.diffIDs.count) diff_ids for \(manifest.layers.count) layers")
    }
    return config
  }

  // MARK: Changing

  /// Adds an image whose blobs are in the store, all of them; the name is taken from whoever had it.
  ///
  /// Whoever adds holds `Store.adding()` from before its first blob until after this.
  ///
  /// - Throws: when a document is broken or a blob is missing.
  package func add(
    manifest bytes: [UInt8], mediaType: String, as reference: ImageReference?, origin: ImageReference? = nil
  ) throws(Failure) -> Image {
    try add(try store.blobs.put(bytes, MediaType(mediaType)), as: reference, origin: origin)
  }

  /// Adds images for several platforms, their manifests in the store as well.
  package func add(index: ImageIndex, as reference: ImageReference?) throws(Failure) -> Image {
    try add(try store.blobs.put(index.bytes, index.type), as: reference, origin: nil)
  }

  private func add(
    _ stored: ContentDescriptor, as reference: ImageReference?, origin: ImageReference?
  ) throws(Failure) -> Image {
    var entry = stored
    if let reference {
      entry.annotations.append(KeyValue(key: ImageAnnotation.name, value: reference.text))
    }
    if let origin { entry.annotations.append(KeyValue(key: ImageAnnotation.origin, value: origin.text)) }
    let added = try image(entry)
    for image in try variants(of: added) { try checkLayers(of: image) }
    if added.index == nil { entry.platform = added.config.platform }
    try change { index in ImageStore.insert(entry, into: &index) }
    return try image(entry)
  }

  private func checkLayers(of image: Image) throws(Failure) {
    for layer in image.manifest.layers {
      guard let size = store.blobs.size(of: layer.digest) else {
        throw Failure(.imageInvalid, "layer \(layer.digest.text) of \(image.title) is missing")
      }
      guard size == layer.size else {
        throw Failure(.imageInvalid, "layer \(layer.digest.text) has \(size) bytes, its descriptor says \(layer.size)")
      }
    }
  }

  /// Gives an image one more name; who had the name before loses it.
  package func tag(_ image: Image, as reference: ImageReference) throws(Failure) {
    try change { index in
      var entry = image.entry
      entry.annotations.removeAll { $0.key == ImageAnnotation.name }
      entry.annotations.append(KeyValue(key: ImageAnnotation.name, value: reference.text))
      ImageStore.insert(entry, into: &index)
    }
  }

  /// Takes one entry out; the image stays when it has other names.
  ///
  /// Nothing is deleted: `Collector` does.
  package func remove(_ entry: ContentDescriptor) throws(Failure) {
    try change { index in
      index.manifests.removeAll { $0.digest == entry.digest && ImageStore.name($0) == ImageStore.name(entry) }
    }
  }

  /// Replaces the list while nobody else does.
  private func change(_ body: (inout ImageIndex) -> Void) throws(Failure) {
    let lock = try store.lock("index")
    var index = try index()
    body(&index)
    let bytes = index.bytes
    try asFailure(.store) { () throws(KernelError) in
      try Files.replace(path, temporary: path + ".new", mode: 0o600, with: bytes, synced: true)
    }
    _ = consume lock
  }

  static func name(_ entry: ContentDescriptor) -> String? { entry.annotation(ImageAnnotation.name) }

  private static func insert(_ entry: ContentDescriptor, into index: inout ImageIndex) {
    // An entry without a name stands for an image that has none: not beside its names.
    index.manifests.removeAll { $0.digest == entry.digest && (name($0) == nil || name($0) == name(entry)) }
    if name(entry) == nil {
      if !index.manifests.contains(where: { $0.digest == entry.digest }) { index.manifests.append(entry) }
      return
    }
    if let taken = index.manifests.firstIndex(where: { name($0) == name(entry) }) {
      var loser = index.manifests.remove(at: taken)
      loser.annotations.removeAll { $0.key == ImageAnnotation.name }
      // An image that loses its last name stays, as one without.
      if loser.digest != entry.digest, !index.manifests.contains(where: { $0.digest == loser.digest }) {
        index.manifests.insert(loser, at: taken)
      }
    }
    index.manifests.append(entry)
  }
}

extension Store {
  package var blobs: BlobStore { BlobStore(self) }
  package var images: ImageStore { ImageStore(self) }

  /// Held by whoever adds blobs or layers that nothing names yet, so that they are not collected meanwhile.
  package func adding() throws(Failure) -> StoreLock { try lock("content", exclusive: false) }
}
