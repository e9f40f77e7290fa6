// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
package import Kernel
internal import LinuxABI
internal import OCI

/// Writes images into an archive or a folder, for others to load.
package struct Save {
  package enum Format: String, CaseIterable, Sendable {
    /// An OCI layout in a tar archive, with manifest.json, so that docker loads it as well.
    case ociArchive = "oci-archive"
    /// What `docker save` wrote before: plain layers and manifest.json.
    case dockerArchive = "docker-archive"
    /// An OCI layout as a folder.
    case ociDirectory = "oci-dir"
  }

  private let store: Store
  private let images: [Image]
  private let variants: [Image]

  /// Of indexes all images are written, but into docker's archive, which has no place for others than this machine's.
  package init(_ images: [Image], from store: Store) throws(Failure) {
    self.images = images
    self.store = store
    var variants: [Image] = []
    for image in images where image.index != nil { variants += try store.images.variants(of: image) }
    self.variants = variants
  }

  /// Writes an archive to `output`.
  package func write(_ format: Format, to output: consuming Descriptor) throws(Failure) {
    let archive = try ArchiveWriter(output)
    switch format {
    case .ociArchive:
      for (name, bytes) in layoutDocuments { try archive.add(name, bytes) }
      try archive.add(
        "manifest.json",
        dockerManifest {
          $0.layoutName
        } config: {
          $0.layoutName
        })
      for folder in blobFolders { try archive.addFolder(folder) }
      for blob in blobs { try archive.add(blob.layoutName, size: blob.size, from: try store.blobs.open(blob.digest)) }
    case .dockerArchive: try writeDocker(archive)
    case .ociDirectory: throw Failure(.usage, "an OCI layout folder needs a folder: --output DIR")
    }
    try archive.finish()
  }

  /// Writes an OCI layout into the folder `path`, which must be missing or empty.
  package func writeFolder(_ path: String) throws(Failure) {
    do {
      if !Files.exists(path) { try Files.makeDirectory(path, mode: 0o755) }
      let folder = try Files.open(path, OpenFlags.readOnly | OpenFlags.directory)
      guard try folder.entries().isEmpty else {
        throw Failure(.usage, "the folder \(path) is not empty", hint: "name a new one")
      }
      for name in blobFolders { try Files.makeDirectory(name, at: folder.raw, mode: 0o755) }
      for blob in blobs {
        let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive
        let target = try Files.open(blob.layoutName, at: folder.raw, flags, mode: 0o644)
        try target.copyAll(from: try store.blobs.open(blob.digest))
      }
      for (name, bytes) in layoutDocuments { try Files.create(name, at: folder.raw, mode: 0o644, with: bytes) }
    } catch let error as KernelError {
      throw Failure(error, .system).during("save to \(path)")
    } catch let error as Failure {
      throw error
    } catch {
      throw Failure(.system, "save to \(path)")
    }
  }

  // MARK: The layout

  /// Every blob once: manifests, configurations, layers.
  private var blobs: [ContentDescriptor] {
    var seen: Set<Digest> = []
    var blobs: [ContentDescriptor] = []
    for image in images + variants {
      for blob in [image.entry, image.descriptor, image.manifest.config] + image.manifest.layers
      where seen.insert(blob.digest).inserted { blobs.append(blob) }
    }
    return blobs
  }

  private var blobFolders: [String] {
    ["blobs"] + Set(blobs.map { "blobs/" + $0.digest.algorithm.rawValue }).sorted()
  }

  private var layoutDocuments: [(String, [UInt8])] {
    var index = ImageIndex()
    for image in images {
      var entry = ContentDescriptor(
        mediaType: image.entry.mediaType, digest: image.digest, size: image.entry.size)
      if let reference = image.reference {
        entry.annotations = [
          KeyValue(key: ImageAnnotation.name, value: reference.text),
          KeyValue(key: ImageAnnotation.containerdName, value: reference.text),
        ]
      }
      if image.index == nil { entry.platform = image.config.platform }
      index.manifests.append(entry)
    }
    return [("oci-layout", Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)), ("index.json", index.bytes)]
  }

  // MARK: Docker's archive

  /// manifest.json: one element an image, with all its names.
  private func dockerManifest(
    layer: (ContentDescriptor) -> String, config: (ContentDescriptor) -> String
  ) -> [UInt8] {
    var json = JSONWriter(.compact)
    json.beginArray()
    for image in uniqueImages {
      let names = images.filter { $0.manifestDigest == image.manifestDigest }.compactMap { $0.reference?.text }
      json.beginObject()
      json.member("Config", config(image.manifest.config))
      if names.isEmpty {
        json.name("RepoTags")
        json.null()
      } else {
        json.member("RepoTags", names)
      }
      json.member("Layers", image.manifest.layers.map(layer))
      json.endObject()
    }
    json.endArray()
    return json.bytes
  }

  private var uniqueImages: [Image] {
    var seen: Set<Digest> = []
    return images.filter { seen.insert($0.manifestDigest).inserted }
  }

  private func writeDocker(_ archive: ArchiveWriter) throws(Failure) {
    // A tar header says how long a member is before its first byte: a packed layer is unpacked into the store first.
    let adding = try store.adding()
    var written: Set<Digest> = []
    var names: [Digest: String] = [:]
    for image in uniqueImages {
      for (layer, diffID) in zip(image.manifest.layers, image.config.diffIDs) {
        names[layer.digest] = diffID.hex + "/layer.tar"
        guard written.insert(diffID).inserted else { continue }
        try archive.addFolder(diffID.hex)
        try archive.add(diffID.hex + "/VERSION", Array("1.0".utf8))
        let isStored = store.blobs.has(diffID)
        let plain =
          try Layers.compression(of: layer.digest, in: store) == .none
          ? layer : try Layers.unpacked(layer.digest, in: store)
        guard plain.digest == diffID else { throw Failure.mismatch(of: diffID, plain.digest) }
        try archive.add(diffID.hex + "/layer.tar", size: plain.size, from: try store.blobs.open(plain.digest))
        if !isStored, plain.digest != layer.digest { try store.blobs.remove(plain.digest) }
      }
      let config = image.configDigest
      if written.insert(config).inserted { try archive.add(config.hex + ".json", try store.blobs.read(config)) }
    }
    let manifest = dockerManifest {
      names[$0.digest] ?? ""
    } config: {
      $0.digest.hex + ".json"
    }
    try archive.add("manifest.json", manifest)
    _ = consume adding
  }
}
