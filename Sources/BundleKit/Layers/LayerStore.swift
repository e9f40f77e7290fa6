// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
package import OCI

extension Store {
  /// The unpacked layers.
  package var layers: LayerStore { LayerStore(self) }
}

/// Layers as folders for overlay, each unpacked once for all images that have it.
///
/// A folder appears under its key when both digests were right and everything in it is there, not before; whoever
/// unpacks a layer holds its lock, and whoever else wants it waits.
package struct LayerStore: Sendable {
  /// overlayfs takes no more lower directories (OVL_MAX_STACK).
  package static let mostLayers = 500

  let store: Store
  private let ownership: Ownership
  package var limits = LayerLimits()

  init(_ store: Store) {
    self.store = store
    ownership = .current
  }

  /// The image's layers, the lowest first; what is missing is unpacked, several at a time.
  package func ensure(_ image: Image, progress: Progress) throws(Failure) -> [LayerFolder] {
    try ensureTimed(image, progress: progress).layers
  }

  /// The same, and how long the stages worked, all layers together.
  package func ensureTimed(
    _ image: Image, progress: Progress
  ) throws(Failure) -> (layers: [LayerFolder], timings: LayerTimings) {
    let (layers, diffIDs) = (image.manifest.layers, image.config.diffIDs)
    guard layers.count == diffIDs.count else {
      throw Failure(
        .imageInvalid, "\(image.title) has \(layers.count) layers and \(diffIDs.count) diff_ids",
        hint: "the image is broken; pull or build it again")
    }
    guard layers.count <= LayerStore.mostLayers else {
      throw Failure(.layer, "\(image.title) has \(layers.count) layers; overlay takes at most \(LayerStore.mostLayers)")
    }
    let chain = LayerStore.chain(diffIDs)
    if let there = try present(diffIDs, chain) {
      if let limit = limits.bytes, there.contains(where: { $0.size > limit }) { throw LayerWriter.tooLarge(limit) }
      return (there, LayerTimings())
    }
    // A lock and a folder for each, and what threads open at once.
    let descriptors = DescriptorLimit(atLeast: UInt64(3 * layers.count + 256))
    defer { descriptors.restore() }
    let locks = try LayerLocks(diffIDs, store)
    defer { locks.release() }
    var halves = try unpackMissing(layers, diffIDs, chain, progress)
    var folders: [LayerFolder] = []
    var timings = LayerTimings()
    for index in layers.indices {
      // A layer may be twice in an image, and one unpacked for another chain may not fit here.
      if let there = try fitting(diffIDs[index], chain[index], folders) {
        folders.append(there)
        continue
      }
      let half: HalfLayer
      if let made = halves.removeValue(forKey: diffIDs[index]) {
        half = made
      } else {
        half = try unpack(layers[index], diffIDs[index], EntryCalls.umask(), progress)
      }
      timings = timings + half.contents.timings
      folders.append(try half.settle(diffIDs[index], chain[index], on: folders, in: store))
      for line in half.contents.warnings.lines { progress.say("warning: " + line) }
    }
    return (folders, timings)
  }

  /// ChainIDs (image-spec config.md, "Layer ChainID").
  static func chain(_ diffIDs: [Digest]) -> [Digest] {
    var chain: [Digest] = []
    for diffID in diffIDs {
      chain.append(chain.last.map { Hashing.digest(of: Array("\($0.text) \(diffID.text)".utf8)) } ?? diffID)
    }
    return chain
  }

  /// All layers, when none is missing.
  private func present(_ diffIDs: [Digest], _ chain: [Digest]) throws(Failure) -> [LayerFolder]? {
    var folders: [LayerFolder] = []
    for (diffID, chainID) in zip(diffIDs, chain) {
      guard let folder = try fitting(diffID, chainID, folders) else { return nil }
      folders.append(folder)
    }
    return folders
  }

  /// The layer's folder, if there is one that fits on those below it.
  private func fitting(_ diffID: Digest, _ chainID: Digest, _ lower: [LayerFolder]) throws(Failure) -> LayerFolder? {
    if let own = try LayerFolder.read(key: LayerFolder.key(chain: chainID, ownership), in: store) { return own }
    guard let shared = try LayerFolder.read(key: LayerFolder.key(diffID, ownership), in: store) else { return nil }
    let view = LowerView(lower, ownership)
    for folder in shared.markedFolders where try !view.isDirectory(folder) { return nil }
    return try FromLower.needsAttributes(shared.implicit, view) ? nil : shared
  }

  private func unpackMissing(
    _ layers: [ContentDescriptor], _ diffIDs: [Digest], _ chain: [Digest], _ progress: Progress
  ) throws(Failure) -> [Digest: HalfLayer] {
    var missing: [(layer: ContentDescriptor, diffID: Digest)] = []
    for index in layers.indices {
      let own = try LayerFolder.read(key: LayerFolder.key(chain: chain[index], ownership), in: store)
      let shared = try LayerFolder.read(key: LayerFolder.key(diffIDs[index], ownership), in: store)
      if own == nil, shared == nil, !missing.contains(where: { $0.diffID == diffIDs[index] }) {
        missing.append((layers[index], diffIDs[index]))
      }
    }
    // The largest first, so that none is left alone at the end.
    missing.sort { $0.layer.size > $1.layer.size }
    let umask = EntryCalls.umask()
    let halves = try Workers.share(missing, among: Processors.count) {
      { (work: (layer: ContentDescriptor, diffID: Digest)) throws(Failure) -> (Digest, HalfLayer) in
        (work.diffID, try unpack(work.layer, work.diffID, umask, progress))
      }
    }
    return Dictionary(uniqueKeysWithValues: halves)
  }

  private func unpack(
    _ layer: ContentDescriptor, _ diffID: Digest, _ umask: UInt32, _ progress: Progress
  ) throws(Failure) -> HalfLayer {
    let task = progress.task("unpack " + layer.digest.short, total: layer.size)
    var work = UnpackLayer(descriptor: layer, diffID: diffID, ownership: ownership, umask: umask)
    work.limits = limits
    let blob = try store.blobs.open(layer.digest)
    try store.unsynced.begin()
    let folder = try store.temporary("layer")
    let root = try asFailure(.store) { () throws(KernelError) -> Descriptor in
      try Files.makeDirectory("diff", at: folder.folder.raw, mode: 0o755)
      return try Files.open("diff", at: folder.folder.raw, OpenFlags.readOnly | OpenFlags.directory)
    }
    do throws(Failure) {
      try LayerWriter.prepare(root.raw, ownership)
      let contents = try work.perform(blob: blob, into: root.raw, task)
      task.finish("done")
      return HalfLayer(folder, contents, ownership)
    } catch {
      task.finish("failed")
      throw error.during("unpack layer \(layer.digest.text)")
    }
  }
}

/// A layer whose archive is unpacked, not yet in its place.
private final class HalfLayer: Sendable {
  let contents: LayerContents
  private let folder: TemporaryFolder
  private let ownership: Ownership

  init(_ folder: consuming TemporaryFolder, _ contents: LayerContents, _ ownership: Ownership) {
    self.folder = folder
    self.contents = contents
    self.ownership = ownership
  }

  /// Takes what it needs from the layers below, which are in their places, and goes to its own.
  func settle(
    _ diffID: Digest, _ chainID: Digest, on lower: [LayerFolder], in store: Store
  ) throws(Failure) -> LayerFolder {
    let root = try asFailure(.store) { () throws(KernelError) -> Descriptor in
      try Files.open("diff", at: folder.folder.raw, OpenFlags.readOnly | OpenFlags.directory)
    }
    let view = LowerView(lower, ownership)
    var fromLower = FromLower(root: root.raw, ownership, view, implicit: contents.implicit)
    let isOwn = try fromLower.settle(contents)
    let key = isOwn ? LayerFolder.key(chain: chainID, ownership) : LayerFolder.key(diffID, ownership)
    let layer = LayerFolder.make(contents, key: key, path: store.layersFolder + "/" + key, diffID: diffID)
    try asFailure(.store) { () throws(KernelError) in
      try Files.create("layer.json", at: folder.folder.raw, mode: 0o600, with: layer.record)
      try Files.rename(folder.path, to: layer.path)
    }
    return layer
  }
}

/// The locks of an image's layers, taken in one order by everybody.
private final class LayerLocks {
  private final class Held {
    let lock: StoreLock
    init(_ lock: consuming StoreLock) { self.lock = lock }
  }
  private var held: [Held] = []

  init(_ diffIDs: [Digest], _ store: Store) throws(Failure) {
    for hex in Set(diffIDs.map(\.hex)).sorted() { held.append(Held(try store.lock("layer-" + hex))) }
  }

  func release() { held = [] }
}
