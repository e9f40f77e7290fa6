// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI

/// What an overlay of layers shows at a path, without mounting it: whiteouts and opaque directories count.
struct LowerView {
  /// An entry that is seen, in an open directory of its layer.
  struct Found: ~Copyable {
    let directory: Descriptor
    /// Ends with a NUL; `.` for a root.
    let name: [UInt8]
    let status: FileStatus
  }

  /// A layer's folder; opened when it is looked at, because an image may have more than there are descriptors.
  struct Layer {
    let diff: String
    let hidesLower: Bool
  }

  /// The uppermost first.
  let layers: [Layer]
  let opaqueMark: String

  /// Layers in the image's order, the lowest first.
  init(_ layers: [LayerFolder], _ ownership: Ownership) {
    self.layers = layers.reversed().map { Layer(diff: $0.diff, hidesLower: $0.hidesLower) }
    opaqueMark = ownership.overlayPrefix.description + "opaque"
  }

  /// The folders of layers as overlay takes them, the uppermost first (`LayerFolder.lowerFolders`).
  init(folders: [String], _ marks: OverlayMarks) {
    layers = folders.map { Layer(diff: $0, hidesLower: false) }
    opaqueMark = String(decoding: marks.prefix, as: UTF8.self) + "opaque"
  }

  /// Whether a directory is seen at a path.
  func isDirectory(_ path: [UInt8]) throws(Failure) -> Bool {
    guard let found = try find(path) else { return false }
    return found.status.isDirectory
  }

  /// The entry at a path of names between slashes; nil when there is none.
  ///
  /// Links on the way are not followed: overlay does not look through them either when it merges.
  func find(_ path: [UInt8]) throws(Failure) -> Found? {
    let components = path.split(separator: UInt8(ascii: "/")).map { Array($0) + [0] }
    for layer in layers {
      switch try look(layer, components) {
      case .found(let found): return found
      case .hidden: return nil
      case .lower: if layer.hidesLower { return nil }
      }
    }
    return nil
  }

  private enum Look: ~Copyable {
    case found(Found)
    /// Not here, and nothing lower shows.
    case hidden
    case lower
  }

  private func look(_ layer: Layer, _ components: [[UInt8]]) throws(Failure) -> Look {
    do throws(KernelError) {
      var directory = try Files.open(layer.diff, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
      var isOpaque = false
      guard let last = components.last else {
        let dot: [UInt8] = [UInt8(ascii: "."), 0]
        guard let status = Files.status(entry: dot, at: directory.raw) else { return .lower }
        return .found(Found(directory: directory, name: dot, status: status))
      }
      for name in components.dropLast() {
        guard let status = Files.status(entry: name, at: directory.raw) else { return isOpaque ? .hidden : .lower }
        guard status.isDirectory else { return .hidden }
        let number = EntryCalls.open(directory.raw, name, OpenFlags.readOnly | OpenFlags.directory)
        if number < 0 { throw KernelError("open", layer.diff, Errno(Int32(-number))) }
        directory = Descriptor(owning: Int32(number))
        if ExtendedAttributes.has(directory.raw, opaqueMark, value: UInt8(ascii: "y")) { isOpaque = true }
      }
      guard let status = Files.status(entry: last, at: directory.raw) else { return isOpaque ? .hidden : .lower }
      if status.isWhiteout { return .hidden }
      return .found(Found(directory: directory, name: last, status: status))
    } catch {
      throw Failure(error, .store)
    }
  }
}
