// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan

/// `bundle mount IMAGE FOLDER`: an image's files to look at.
package struct MountImage: Sendable {
  private let image: Image
  private let store: Store
  private let limits: LayerLimits

  package init(_ image: Image, in store: Store, limits: LayerLimits) {
    self.image = image
    self.store = store
    self.limits = limits
  }

  /// Mounts on a folder, whose content is covered.
  package func mount(at folder: String, _ progress: Progress) throws(Failure) {
    let lock = try store.adding()
    var layers = store.layers
    layers.limits = limits
    let record = try MountRecord(folder, isBundle: false, of: image, try layers.ensure(image, progress: progress))
    if record.layers.isEmpty { throw Failure(.imageInvalid, "image \(image.title) has no layers: nothing to mount") }
    if try MountRecord.find(folder, in: store) != nil, try MountTable().isMountPoint(record.folder) {
      throw Failure(.usage, "an image is mounted at \(folder) already", hint: "bundle umount \(folder)")
    }
    try record.write(to: store)
    do throws(Failure) {
      try record.mount(in: store)
    } catch {
      try? record.remove(from: store)
      throw error
    }
    _ = consume lock
  }
}
