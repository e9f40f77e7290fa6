// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import ImagePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// Makes a layer of what is in an overlay's upper directory.
///
/// The same tree gives the same digests, on every machine and whoever packs it: docs/adr/0006-packing-layers.md.
package struct PackLayer: Sendable {
  /// Where overlayfs keeps its books in the tree.
  package var marks = OverlayMarks.current
  package var compression = LayerCompression.gzip
  /// Folders of the layers below, the uppermost first (`LayerFolder.lowerFolders`): with them an opaque folder is written
  /// as a whiteout for each name it hides, as image-spec asks for; without, as an opaque whiteout.
  package var lower: [String] = []
  /// Paths from the root, without a slash before them, that are left out with everything beneath: volumes, mount points.
  package var excluded: Set<[UInt8]> = []
  /// SOURCE_DATE_EPOCH: no time in the archive is later, in seconds.
  package var latest: Int64?

  package init() {}

  /// Packs the directory at `path` into the store, whose caller holds `Store.adding()`.
  ///
  /// - Throws: when the tree cannot be read or said in a layer, when it changes meanwhile, when the disk is full.
  package func perform(_ path: String, into store: Store) throws(Failure) -> PackedLayer {
    let root = try asFailure(.store) { () throws(KernelError) in
      try Files.open(path, OpenFlags.readOnly | OpenFlags.directory)
    }
    let (contents, blob) = try PackStream.with(compression, in: store) { (output) throws(Failure) in
      try write(root.raw, to: output)
    }
    let type = MediaType.layer(.oci, compression, distributable: true)
    return PackedLayer(
      descriptor: ContentDescriptor(type, digest: blob.digest, size: blob.size), diffID: blob.diffID,
      contents: contents)
  }

  /// Writes the archive of an open directory alone, to where it is not hashed.
  func write(_ root: Int32, to output: TarOutput) throws(Failure) -> PackedContents {
    var packing = Packing(self, output)
    packing.lowerRoot = try lower.first.map { (path) throws(Failure) in
      try asFailure(.store) { () throws(KernelError) in try Files.status(path) }
    }
    var walk = UpperWalk(
      LayerDiff(marks), excluding: excluded,
      lower: lower.isEmpty ? nil : LowerView(folders: lower, marks))
    try walk.run(root) { (visit) throws(Failure) in try packing.add(visit) }
    return packing.contents
  }
}

/// A layer that is in the store as a blob.
package struct PackedLayer: Sendable {
  /// For the manifest.
  package let descriptor: ContentDescriptor
  package let diffID: Digest
  package let contents: PackedContents
}

/// What was met on the way.
package struct PackedContents: Sendable {
  /// Entries of the archive.
  package var entries = 0
  /// Logical bytes of its files.
  package var bytes: Int64 = 0
  /// Nothing differs from the layers below.
  package var isEmpty: Bool { entries == 0 }
  /// Sockets, which are in no layer.
  var sockets: [[UInt8]] = []
  /// Directories with whiteouts in them.
  var whiteoutFolders: Set<[UInt8]> = []
  /// Entries with attributes that are overlayfs's alone.
  var marked: [[UInt8]] = []
  /// Entries whose time was later than allowed.
  var late: [[UInt8]] = []
  /// There is an entry for the root.
  var hasRoot = false
  package init() {}
}
