// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// Layers of a stage or an image, the lowest first, and their folders when somebody needs those.
final class LayerStack: @unchecked Sendable {
  let layers: [BuiltLayer]
  private let store: Store
  private let lock = Lock()
  private var known: [LayerFolder]?
  private var view: MountedStack?

  init(_ layers: [BuiltLayer], in store: Store, folders: [LayerFolder]? = nil) {
    self.layers = layers
    self.store = store
    known = folders
  }

  var diffIDs: [Digest] { layers.map(\.diffID) }

  /// The folders of the layers; those that are not there yet are unpacked.
  func folders() throws(Failure) -> [LayerFolder] {
    try lock.with { () throws(Failure) -> [LayerFolder] in
      if let known { return known }
      let found = try store.layers.ensure(LayerStack.image(layers), progress: .none)
      known = found
      return found
    }
  }

  /// Refuses names of owners where there is no file at all that could know them, as BuildKit does.
  func checkAccounts(_ subject: String) throws(Failure) {
    guard layers.isEmpty else { return }
    throw Failure(
      .build, "\(subject): names are looked up in the image, and nothing is in it yet", hint: "a number needs no file")
  }

  /// For overlay, the uppermost first.
  func lower() throws(Failure) -> [String] { LayerFolder.lowerFolders(try folders()) }

  /// With one layer more, which was taken over as it is.
  func adding(_ layer: BuiltLayer, isUnpacked: Bool) throws(Failure) -> LayerStack {
    var folders: [LayerFolder]?
    if isUnpacked, let own = try LayerFolder.read(key: layer.diffID.hex, in: store) {
      folders = try self.folders() + [own]
    }
    return LayerStack(layers + [layer], in: store, folders: folders)
  }

  /// The files, to copy or mount from: read-only, mounted once for all who want them.
  func files() throws(Failure) -> CopySource {
    let lower = try lower()
    return try lock.with { () throws(Failure) -> CopySource in
      if let view { return view.source }
      let mounted = try MountedStack(lower, store)
      view = mounted
      return mounted.source
    }
  }

  /// Unmounts what `files` mounted; nobody reads it any more.
  func close() { lock.with { view = nil } }

  /// What the layer store takes: layers with their digests.
  private static func image(_ layers: [BuiltLayer]) -> Image {
    var config = ImageConfig(platform: PlatformChoice.host)
    config.diffIDs = layers.map(\.diffID)
    let bytes = config.bytes
    let descriptor = ContentDescriptor(
      .imageConfig(.oci), digest: Hashing.digest(of: bytes), size: Int64(bytes.count))
    return Image(
      reference: nil, origin: nil, descriptor: descriptor,
      manifest: ImageManifest(config: descriptor, layers: layers.map(\.descriptor)), config: config)
  }
}

/// A read-only overlay of layers.
private final class MountedStack {
  let source: CopySource
  private let folder: TemporaryFolder

  init(_ lower: [String], _ store: Store) throws(Failure) {
    let folder = try store.temporary("build-source")
    let path = folder.path + "/root"
    do throws(KernelError) { try Files.makeDirectory(path, mode: 0o755) } catch { throw Failure(error, .store) }
    if !lower.isEmpty { try OverlayMount.mount(lower: lower, upper: nil, work: nil, at: path) }
    do throws(KernelError) {
      source = CopySource(try Files.open(path, OpenFlags.path | OpenFlags.directory), .stage)
    } catch {
      try? OverlayMount.unmount(path)
      throw Failure(error, .store)
    }
    self.folder = folder
  }

  deinit { try? OverlayMount.unmount(folder.path + "/root") }
}
