// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import OCI

/// Questions about layers as they are stored.
enum Layers {
  /// How a blob is packed, by its first bytes: what names and media types say is often wrong.
  static func compression(of digest: Digest, in store: Store) throws(Failure) -> LayerCompression {
    let first = try firstBytes(of: digest, in: store)
    if first.starts(with: [0x1f, 0x8b]) { return .gzip }
    if first.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) { return .zstd }
    // zstd's skippable frames, which may come first.
    if first.count == 4, first[0] & 0xf0 == 0x50, first[1...] == [0x2a, 0x4d, 0x18] { return .zstd }
    return .none
  }

  /// Whether a blob is packed with xz or bzip2, for which images have no media type.
  static func isPackedOtherwise(_ digest: Digest, in store: Store) throws(Failure) -> Bool {
    let first = try firstBytes(of: digest, in: store)
    return first.starts(with: [0xfd, 0x37, 0x7a, 0x58]) || first.starts(with: [0x42, 0x5a, 0x68])
  }

  private static func firstBytes(of digest: Digest, in store: Store) throws(Failure) -> [UInt8] {
    let file = try store.blobs.open(digest)
    var first: [UInt8] = []
    _ = try asFailure(.store) { () throws(KernelError) in try file.read(into: &first, limit: 4) }
    return first
  }

  /// The digest of a layer's plain bytes.
  static func diffID(of layer: ContentDescriptor, in store: Store) throws(Failure) -> Digest {
    if try compression(of: layer.digest, in: store) == .none { return layer.digest }
    let hashing = Hashing()
    try unpack(layer.digest, in: store) { bytes throws(Failure) in hashing.update(bytes) }
    return hashing.finish()
  }

  /// A blob's plain bytes as a blob.
  static func unpacked(_ digest: Digest, in store: Store) throws(Failure) -> ContentDescriptor {
    var writer = try store.blobs.writer()
    try unpack(digest, in: store) { bytes throws(Failure) in try writer.append(bytes) }
    let blob = try writer.finish(expecting: nil, size: nil)
    return ContentDescriptor(mediaType: "", digest: blob.digest, size: blob.size)
  }

  /// A layer's plain bytes, part by part.
  static func unpack(
    _ digest: Digest, in store: Store, _ take: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let reader = try ArchiveReader(store.blobs.open(digest), .bytes, subject: "layer \(digest.text)")
    guard try reader.next() != nil else { return }
    while true {
      let bytes = try reader.read()
      if bytes.isEmpty { return }
      try take(bytes)
    }
  }
}
