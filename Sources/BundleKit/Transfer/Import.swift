// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// Makes an image of one layer of a root file system in a tar archive.
package struct Import {
  package var platform: Platform = PlatformChoice.host
  package var config = ContainerConfig()
  package var message = ""
  /// RFC 3339; SOURCE_DATE_EPOCH (reproducible-builds.org) or now when nil.
  package var created: String?
  package init() {}

  /// Reads the archive at `path`; nil: standard input.
  ///
  /// gzip and zstd are kept as they are, other compressions undone.
  ///
  /// - Throws: when it is no tar archive.
  package func run(from path: String?, as reference: ImageReference?, in store: Store) throws(Failure) -> Image {
    let adding = try store.adding()
    let subject = path ?? "standard input"
    let input = try asFailure(.system) { () throws(KernelError) -> Descriptor in
      guard let path else { return try Descriptors.duplicate(of: .input) }
      return try Files.open(path, OpenFlags.readOnly | OpenFlags.noControllingTerminal)
    }
    var layer = try Import.keep(input, store)
    var compression = try Layers.compression(of: layer.digest, in: store)
    let archive = try ArchiveReader(store.blobs.open(layer.digest), .members, subject: subject)
    while try archive.next() != nil {}
    let diffID: Digest
    if try Layers.isPackedOtherwise(layer.digest, in: store) {
      layer = try Layers.unpacked(layer.digest, in: store)
      compression = .none
      diffID = layer.digest
    } else {
      layer.mediaType = MediaType.layer(.oci, compression, distributable: true).text
      diffID = try Layers.diffID(of: layer, in: store)
    }
    layer.mediaType = MediaType.layer(.oci, compression, distributable: true).text

    var document = ImageConfig(platform: platform)
    document.created = created ?? Import.moment
    document.config = config
    document.diffIDs = [diffID]
    document.history = [
      HistoryEntry(
        created: document.created, createdBy: "bundle import", comment: message.isEmpty ? "Imported" : message)
    ]
    let manifest = ImageManifest(config: try store.blobs.put(document.bytes, .imageConfig(.oci)), layers: [layer])
    let image = try store.images.add(manifest: manifest.bytes, mediaType: manifest.mediaType, as: reference)
    _ = consume adding
    return image
  }

  private static func keep(_ input: borrowing Descriptor, _ store: Store) throws(Failure) -> ContentDescriptor {
    var writer = try store.blobs.writer()
    while true {
      var bytes: [UInt8] = []
      _ = try asFailure(.system) { () throws(KernelError) in try input.read(into: &bytes, limit: 1 << 18) }
      if bytes.isEmpty { break }
      try writer.append(bytes)
    }
    let blob = try writer.finish(expecting: nil, size: nil)
    return ContentDescriptor(mediaType: "", digest: blob.digest, size: blob.size)
  }

  /// The time to write into documents.
  static var moment: String {
    let seconds = ProcessEnvironment.value("SOURCE_DATE_EPOCH").flatMap { Int64($0) }
    let now = Clock.now()
    return Timestamp.rfc3339(seconds: seconds ?? now.seconds, nanoseconds: seconds == nil ? now.nanoseconds : 0)
  }
}
