// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// `bundle unpack`: a folder that an OCI runtime takes, from an image of the store.
///
///     DIR/config.json
///     DIR/rootfs        the overlay, or the files themselves
///     DIR/upper, work   what the container changes, with an overlay
package struct UnpackImage: Sendable {
  package let image: Image
  package let store: Store
  /// Absolute path; made, or empty.
  package let folder: String
  /// Files instead of an overlay mount.
  package var isFlat: Bool
  package var limits = LayerLimits()

  package init(_ image: Image, in store: Store, to folder: String, isFlat: Bool) throws(Failure) {
    self.image = image
    self.store = store
    self.folder = try Store.absolute(folder)
    self.isFlat = isFlat
  }

  /// Makes the bundle; what was made of it is removed when something fails.
  package func perform(_ progress: Progress) throws(Failure) -> LayerTimings {
    let lock = try store.adding()
    let isNew = try makeFolder()
    do throws(Failure) {
      let timings = isFlat ? try flatten(progress) : try mount(progress)
      try writeConfig()
      _ = consume lock
      return timings
    } catch {
      if let record = try? MountRecord.find(folder, in: store) {
        try? OverlayMount.unmount(folder + "/rootfs")
        try? record.remove(from: store)
      }
      for name in ["rootfs", "upper", "work", "config.json"] { try? Files.removeTree(folder + "/" + name) }
      if isNew { try? Files.removeDirectory(folder) }
      throw error.during("unpack \(image.title) to \(folder)")
    }
  }

  /// 0700: setuid programs of the image are nobody's to run on the host; false when the folder was there.
  private func makeFolder() throws(Failure) -> Bool {
    var isNew = false
    do throws(KernelError) {
      do {
        try Files.makeDirectory(folder, mode: 0o700)
        isNew = true
      } catch  where error.errno == .EEXIST {
        let there = try Files.open(folder, OpenFlags.readOnly | OpenFlags.directory)
        guard try there.entryNames().isEmpty else { throw KernelError("mkdir", folder, .ENOTEMPTY) }
        try Nodes.setMode(of: there, 0o700)
      }
      try Files.makeDirectory(folder + "/rootfs", mode: 0o755)
    } catch {
      throw Failure(error, .usage)
    }
    return isNew
  }

  private func mount(_ progress: Progress) throws(Failure) -> LayerTimings {
    var layerStore = store.layers
    layerStore.limits = limits
    let (layers, timings) = try layerStore.ensureTimed(image, progress: progress)
    let lower = LayerFolder.lowerFolders(layers)
    try asFailure(.store) { () throws(KernelError) in
      for name in ["upper", "work"] { try Files.makeDirectory(folder + "/" + name, mode: 0o755) }
      // The root directory seen is that of the upper folder.
      if let top = lower.first {
        let status = try Files.status(top)
        let upper = try Files.open(folder + "/upper", OpenFlags.readOnly | OpenFlags.directory)
        try Nodes.setOwner(ofNumber: upper.raw, uid: status.uid, gid: status.gid)
        try Nodes.setMode(of: upper, status.mode & 0o7777)
        _ = EntryCalls.setTime(upper.raw, status.modified)
      }
    }
    let record = try MountRecord(folder, isBundle: true, of: image, layers)
    try record.write(to: store)
    try record.mount(in: store)
    return timings
  }

  private func flatten(_ progress: Progress) throws(Failure) -> LayerTimings {
    let root = try asFailure(.store) { () throws(KernelError) -> Descriptor in
      try Files.open(folder + "/rootfs", OpenFlags.readOnly | OpenFlags.directory)
    }
    return try store.layers.flatten(image, into: root.raw, limits, progress)
  }

  private func writeConfig() throws(Failure) {
    let account = try asFailure(.store) { () throws(KernelError) -> RootDirectory in
      RootDirectory(try Files.open(folder + "/rootfs", OpenFlags.path | OpenFlags.directory))
    }
    let user = try ContainerUser.resolve(image.config.config.user, additional: [], in: account)
    let spec: JSONValue
    do {
      spec = try SpecFromImage.make(
        image.config, account: user, usual: SpecFile.document(rootless: isFlat && Processes.effectiveUID != 0))
    } catch {
      throw Failure(error, in: "config.json")
    }
    var json = JSONWriter(.indented("\t"))
    spec.write(to: &json)
    let bytes = json.bytes
    try asFailure(.store) { () throws(KernelError) in
      try Files.create(folder + "/config.json", mode: 0o600, with: bytes)
    }
  }
}

extension LayerStore {
  /// Applies all layers in one directory, one after the other (image-spec layer.md, "Applying Changesets").
  func flatten(
    _ image: Image, into root: Int32, _ limits: LayerLimits, _ progress: Progress
  ) throws(Failure) -> LayerTimings {
    let (layers, diffIDs) = (image.manifest.layers, image.config.diffIDs)
    guard layers.count == diffIDs.count else {
      throw Failure(.imageInvalid, "\(image.title) has \(layers.count) layers and \(diffIDs.count) diff_ids")
    }
    try LayerWriter.prepare(root, .current)
    return try apply(layers, diffIDs, to: root, limits, progress)
  }

  /// The same to a directory that has files already, those of the layers below: they are replaced and removed.
  func apply(
    _ layers: [ContentDescriptor], _ diffIDs: [Digest], to root: Int32, _ limits: LayerLimits, _ progress: Progress
  ) throws(Failure) -> LayerTimings {
    var timings = LayerTimings()
    let (umask, ownership) = (EntryCalls.umask(), Ownership.current)
    var folders = FolderTable()
    for (layer, diffID) in zip(layers, diffIDs) {
      let task = progress.task("unpack " + layer.digest.short, total: layer.size)
      var work = UnpackLayer(descriptor: layer, diffID: diffID, ownership: ownership, umask: umask)
      work.lower = folders
      work.limits = limits
      let contents: LayerContents
      do throws(Failure) {
        contents = try work.perform(blob: try store.blobs.open(layer.digest), into: root, task)
        task.finish("done")
      } catch {
        task.finish("failed")
        throw error.during("unpack layer \(layer.digest.text)")
      }
      for line in contents.warnings.lines { progress.say("warning: " + line) }
      timings = timings + contents.timings
      folders = contents.folders
    }
    var last = LayerWriter(root: root, ownership: ownership, limits: limits, umask: umask, lower: folders)
    try last.applyFolders()
    return timings
  }
}
