// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// Removes what nothing refers to: blobs and layers of images that are gone, and what killed processes left half-made.
package struct Collector {
  /// What was, or with `dryRun` would be, removed.
  package struct Result: Sendable {
    /// Paths within the store.
    package var removed: [String] = []
    /// Bytes of the blobs among them.
    package var bytes: Int64 = 0
  }

  private let store: Store
  private let dryRun: Bool
  private var result = Result()

  private init(_ store: Store, dryRun: Bool) {
    self.store = store
    self.dryRun = dryRun
  }

  /// Collects, waiting for those who add content; with `waiting` false, not at all (nil) while somebody does.
  package static func collect(_ store: Store, dryRun: Bool = false, waiting: Bool = true) throws(Failure) -> Result? {
    let lock: StoreLock
    if waiting {
      lock = try store.lock("content")
    } else {
      guard let free = try store.lockIfFree("content") else { return nil }
      lock = free
    }
    var collector = Collector(store, dryRun: dryRun)
    try collector.collectBundles()
    try collector.collectContainers()
    try collector.collectContent()
    try collector.collectTemporaries()
    _ = consume lock
    return collector.result
  }

  /// Records of bundles whose folder is gone.
  private mutating func collectBundles() throws(Failure) {
    for record in try MountRecord.all(in: store) where record.isGone {
      result.removed.append("bundles: " + record.folder)
      if dryRun { continue }
      try unmount(record.mountPoint)
      try record.remove(from: store)
    }
  }

  /// Folders of containers that have no record: their making was cut short, for nobody makes one while we hold the lock.
  private mutating func collectContainers() throws(Failure) {
    for id in try ContainerStore(store).ids() {
      let folder = ContainerStore(store).folder(id)
      if Files.exists(folder.record) { continue }
      result.removed.append("containers/" + id)
      if dryRun { continue }
      RootFileSystem.unmount(folder)
      try unmount(folder.path)
      try asFailure(.store) { () throws(KernelError) in try Files.removeTree(folder.path) }
    }
  }

  /// Unmounts what is mounted at a path and below it: removing it would go through.
  private func unmount(_ path: String) throws(Failure) {
    // The table has real paths; what is no folder has none, and nothing mounted below it.
    guard let real = try? Store.real(path) else { return }
    for point in try MountTable().points(at: real) { try OverlayMount.unmount(point) }
  }

  private mutating func collectContent() throws(Failure) {
    let reached = try Reachable(of: store)
    for digest in try store.blobs.list() where !reached.blobs.contains(digest) {
      result.bytes += store.blobs.size(of: digest) ?? 0
      result.removed.append("oci/blobs/\(digest.algorithm.rawValue)/\(digest.hex)")
      if !dryRun { try store.blobs.remove(digest) }
    }
    for key in try entries(store.layersFolder) where !reached.layers.contains(key) {
      result.removed.append("layers/" + key)
      if dryRun { continue }
      // Out of sight at once: half of a layer must never be taken for a layer.
      let folder = try store.temporary("removed")
      try asFailure(.store) { () throws(KernelError) in
        try Files.rename("\(store.layersFolder)/\(key)", to: folder.path + "/layer")
      }
    }
  }

  /// Folders and partial downloads that no live process holds locked.
  private mutating func collectTemporaries() throws(Failure) {
    // Nobody makes one meanwhile: between its making and its locking it would look abandoned.
    let gate = try store.lock("tmp")
    for name in try entries(store.temporaryFolder) {
      let path = "\(store.temporaryFolder)/\(name)"
      let flags = OpenFlags.readOnly | OpenFlags.noFollow | OpenFlags.nonBlocking
      guard let held = try? Files.openIfUnlocked(path, flags) else { continue }
      result.removed.append("tmp/" + name)
      if !dryRun {
        BuildContainer.end(leftIn: path, of: store)
        try unmount(path)
        try asFailure(.store) { () throws(KernelError) in try Files.removeTree(path) }
      }
      _ = consume held
    }
    _ = consume gate
  }

  private func entries(_ path: String) throws(Failure) -> [String] {
    try asFailure(.store) { () throws(KernelError) -> [String] in
      try Files.open(path, OpenFlags.readOnly | OpenFlags.directory).entries().sorted()
    }
  }
}

/// What images and containers refer to, directly or not.
struct Reachable {
  var blobs: Set<Digest> = []
  /// Names of folders in layers/.
  var layers: Set<String> = []

  init(of store: Store) throws(Failure) {
    for entry in try store.images.index().manifests { visit(entry.digest, store, depth: 0) }
    let users = try ImageUsers(of: store)
    for digest in Set(users.containers.keys).union(users.bundles.keys) { visit(digest, store, depth: 0) }
    layers.formUnion(users.layers)
    // A bundle that was moved is still mounted, and so may be a layer under a name that a later version knows.
    layers.formUnion(try MountTable().layers(in: store))
    for layer in BuildCache.layers(of: store) {
      blobs.insert(layer.descriptor.digest)
      layers.formUnion(LayerFolder.keys(diffID: layer.diffID, chainID: layer.diffID))
    }
  }

  /// Depth of indexes in indexes that is followed.
  static let depthLimit = 10

  private mutating func visit(_ digest: Digest, _ store: Store, depth: Int) {
    // A document that cannot be read refers to nothing that could be used.
    guard blobs.insert(digest).inserted, depth < Reachable.depthLimit, let bytes = try? store.blobs.read(digest) else {
      return
    }
    if let manifest: ImageManifest = try? decode(bytes, as: "") {
      blobs.insert(manifest.config.digest)
      for layer in manifest.layers { blobs.insert(layer.digest) }
      if let bytes = try? store.blobs.read(manifest.config.digest), let config: ImageConfig = try? decode(bytes, as: "")
      {
        keepLayers(config.diffIDs)
      }
    } else if let index: ImageIndex = try? decode(bytes, as: "") {
      for entry in index.manifests { visit(entry.digest, store, depth: depth + 1) }
    }
  }

  /// A layer is called by its diffID, or by its chainID where it took something from those below it.
  private mutating func keepLayers(_ diffIDs: [Digest]) {
    var chain: Digest?
    for diffID in diffIDs {
      chain = chain.map { Hashing.digest(of: Array("\($0.text) \(diffID.text)".utf8)) } ?? diffID
      if let chain { layers.formUnion(LayerFolder.keys(diffID: diffID, chainID: chain)) }
    }
  }
}
