// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// What unpacking a layer left beside its files.
struct LayerContents: Sendable {
  var bytes: Int64
  var hidesLower: Bool
  var implicit: [[UInt8]]
  /// Directories with whiteouts in them, and opaque ones without an entry.
  var markedFolders: [[UInt8]]
  var linksToLower: [(path: [UInt8], target: [UInt8])]
  var warnings: Warnings
  var timings: LayerTimings
  /// What is still to be done with directories, when the layer was applied in place.
  var folders: FolderTable
}

/// One layer, from its blob to its files: read, checked and written at once, by three threads.
struct UnpackLayer: Sendable {
  /// What the manifest says of the blob.
  let descriptor: ContentDescriptor
  /// What the configuration says of the archive in it.
  let diffID: Digest
  var ownership: Ownership
  var limits = LayerLimits()
  var umask: UInt32
  /// Applied in place, into a directory with lower layers in it: what is to become of their directories.
  var lower: FolderTable?

  /// Unpacks into an empty directory, whose descriptor has to stay open.
  ///
  /// - Throws: when a digest or the size is not what it should be, when the archive is damaged or hostile, when the disk
  ///   is full. The directory is then to be thrown away.
  func perform(blob: borrowing Descriptor, into root: Int32, _ progress: ProgressTask) throws(Failure) -> LayerContents
  {
    let expected = try compression()
    let number = blob.raw
    let (unpacked, result) = try LayerStream.with(
      number, algorithms: (descriptor.digest.algorithm, diffID.algorithm), limit: limits.bytes, progress: progress
    ) { (stream) throws(Failure) -> LayerContents in try unpack(stream, root) }
    guard result.blobSize == descriptor.size else {
      throw Failure(
        .imageInvalid,
        "blob \(descriptor.digest.text) has \(result.blobSize) bytes, its descriptor says \(descriptor.size)")
    }
    guard result.blob == descriptor.digest else { throw Failure.mismatch(of: descriptor.digest, result.blob) }
    guard result.diffID == diffID else {
      throw Failure(
        .digestMismatch,
        "layer \(descriptor.digest.text): its archive has the digest \(result.diffID.text), the image says \(diffID.text)"
      )
    }
    var contents = unpacked
    if result.hasTrailingGarbage { contents.warnings.add(.garbage, descriptor.digest.text) }
    if result.compression != expected, result.tarSize > 0 {
      contents.warnings.add(.mediaType, descriptor.mediaType)
    }
    let write = contents.timings.write
    contents.timings = result.timings
    contents.timings.write = write
    return contents
  }

  private func compression() throws(Failure) -> LayerCompression {
    switch descriptor.type {
    case .layer(_, let compression, distributable: _): return compression
    case .imageIndex, .imageManifest, .imageConfig, .schema1, .emptyJSON, .other:
      throw Failure(
        .imageInvalid,
        "layer \(descriptor.digest.text) has the media type \(descriptor.mediaType), which is no layer's",
        hint: "it can be copied, not unpacked")
    }
  }

  private func unpack(_ stream: LayerStream, _ root: Int32) throws(Failure) -> LayerContents {
    var waited: Int64 = 0
    let start = Stopwatch.now
    var writer = LayerWriter(root: root, ownership: ownership, limits: limits, umask: umask, lower: lower)
    let archive = try LayerArchive(stream.archive) { waited += $0 }
    while let entry = try archive.next() { try writer.add(entry, archive) }
    // In place, what comes next may need directories as they are while they are filled.
    if lower == nil { try writer.finish() }
    var timings = LayerTimings()
    timings.write = Stopwatch.now - start - waited
    return LayerContents(
      bytes: writer.bytes, hidesLower: writer.hidesAllLower,
      implicit: writer.implicitDirectories.sorted { $0.lexicographicallyPrecedes($1) },
      markedFolders: writer.markedFolders.sorted { $0.lexicographicallyPrecedes($1) },
      linksToLower: writer.linksToLower, warnings: writer.warnings, timings: timings, folders: writer.folders)
  }
}
