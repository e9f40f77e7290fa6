// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

extension LayerStore {
  /// Puts the directory at `path`, from which `packing` made `layer`, into the layer's place, so that it need not be
  /// unpacked: made what unpacking the blob would give, and taken away from where it is.
  ///
  /// Nothing happens when the layer is there already, or the directory is on another file system; the caller removes what
  /// is left of it in any case. It is nobody's upper directory any more, and has not changed since it was packed.
  package func adopt(_ layer: PackedLayer, from path: String, packing: PackLayer) throws(Failure) {
    let key = LayerFolder.key(layer.diffID, .current)
    let lock = try store.lock("layer-" + layer.diffID.hex)
    if try LayerFolder.read(key: key, in: store) != nil { return }
    try store.unsynced.begin()
    let folder = try store.temporary("layer")
    do throws(KernelError) {
      try Files.rename(path, to: folder.path + "/diff")
    } catch  where error.errno == .EXDEV {
      return
    } catch {
      throw Failure(error, .store)
    }
    let root = try asFailure(.store) { () throws(KernelError) in
      try Files.open("diff", at: folder.folder.raw, OpenFlags.readOnly | OpenFlags.directory)
    }
    let cleaning = LayerCleaning(root: root.raw, packing.marks, latest: packing.latest)
    for entry in packing.excluded.union(layer.contents.sockets) { try cleaning.remove(entry) }
    for entry in layer.contents.marked { try cleaning.clearMarks(entry) }
    for entry in layer.contents.late { try cleaning.setTime(entry) }
    let made = LayerFolder(
      key: key, path: store.layersFolder + "/" + key, diffID: layer.diffID, size: layer.contents.bytes,
      hidesLower: false, implicit: layer.contents.hasRoot ? [] : [[]],
      markedFolders: layer.contents.whiteoutFolders.sorted { $0.lexicographicallyPrecedes($1) })
    try asFailure(.store) { () throws(KernelError) in
      try Files.create("layer.json", at: folder.folder.raw, mode: 0o600, with: made.record)
      try Files.rename(folder.path, to: made.path)
    }
    _ = consume lock
  }
}

/// Takes out of an upper directory what its layer has not.
private struct LayerCleaning: ~Copyable {
  private let root: Int32
  private let marks: OverlayMarks
  private let latest: Int64?

  init(root: Int32, _ marks: OverlayMarks, latest: Int64?) {
    self.root = root
    self.marks = marks
    self.latest = latest
  }

  /// Removes an entry; the time of the folder it was in stays.
  func remove(_ path: [UInt8]) throws(Failure) {
    try at(path) { (folder, name) throws(KernelError) in
      let before = try Files.status(ofNumber: folder)
      try EntryCalls.removeTree(folder, Array(name.dropLast()))
      _ = EntryCalls.setTime(folder, before.modified)
    }
  }

  /// Removes the attributes that overlayfs needed for an upper directory; those that hide what is below stay.
  func clearMarks(_ path: [UInt8]) throws(Failure) {
    let kept = ["opaque", "whiteout", "overlay."].map { marks.prefix + Array($0.utf8) }
    try at(path) { (folder, name) throws(KernelError) in
      let entry = Array(name.dropLast())
      for (attribute, _) in try ExtendedAttributes.all(folder, entry)
      where attribute.starts(with: marks.prefix) && !kept.contains(where: { attribute.starts(with: $0) }) {
        let result = ExtendedAttributes.remove(folder, entry, attribute + [0])
        if result < 0 { throw KernelError("removexattr", "", Errno(Int32(-result))) }
      }
    }
  }

  func setTime(_ path: [UInt8]) throws(Failure) {
    guard let latest else { return }
    try at(path) { (folder, name) throws(KernelError) in
      let result = EntryCalls.setTime(folder, name, TimeSpec(seconds: latest, nanoseconds: 0))
      if result < 0 { throw KernelError("utimensat", "", Errno(Int32(-result))) }
    }
  }

  /// Gives `body` the open folder of an entry and its name with a NUL; nothing happens when it is not there.
  private func at(_ path: [UInt8], _ body: (Int32, [UInt8]) throws(KernelError) -> Void) throws(Failure) {
    let names = path.split(separator: UInt8(ascii: "/")).map { Array($0) + [0] }
    do throws(KernelError) {
      var folder = try Files.open(".", at: root, OpenFlags.readOnly | OpenFlags.directory)
      for name in names.dropLast() {
        let number = EntryCalls.open(folder.raw, name, OpenFlags.readOnly | OpenFlags.directory)
        if number < 0 { return }
        folder = Descriptor(owning: Int32(number))
      }
      let name = names.last ?? [UInt8(ascii: "."), 0]
      if Files.status(entry: name, at: folder.raw) != nil { try body(folder.raw, name) }
    } catch {
      throw Failure(error, .store).during("make a layer, /" + String(decoding: path, as: UTF8.self))
    }
  }
}
