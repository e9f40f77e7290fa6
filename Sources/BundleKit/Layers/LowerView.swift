// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// What an overlay of layers shows at a path, without mounting it: whiteouts and opaque directories count.
struct LowerView: ~Copyable {
  final class Root: Sendable {
    let folder: Descriptor
    let hidesLower: Bool
    init(_ folder: consuming Descriptor, hidesLower: Bool) {
      self.folder = folder
      self.hidesLower = hidesLower
    }
  }

  /// An entry that is seen, in an open directory of its layer.
  struct Found: ~Copyable {
    let directory: Descriptor
    /// Ends with a NUL; `.` for a root.
    let name: [UInt8]
    let status: FileStatus
  }

  /// The uppermost first.
  let roots: [Root]
  let opaqueMark: String

  /// Layers in the image's order, the lowest first.
  init(_ layers: [LayerFolder], rootless: Bool = false) throws(Failure) {
    var roots: [Root] = []
    for layer in layers.reversed() {
      let folder = try asFailure(.store) { () throws(KernelError) -> Descriptor in
        try Files.open(layer.diff, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
      }
      roots.append(Root(folder, hidesLower: layer.hidesLower))
    }
    self.roots = roots
    opaqueMark = rootless ? "user.overlay.opaque" : "trusted.overlay.opaque"
  }

  /// The folders of layers as overlay takes them, the uppermost first (`LayerFolder.lowerFolders`).
  init(folders: [String], rootless: Bool = false) throws(Failure) {
    var roots: [Root] = []
    for path in folders {
      let folder = try asFailure(.store) { () throws(KernelError) -> Descriptor in
        try Files.open(path, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
      }
      roots.append(Root(folder, hidesLower: false))
    }
    self.roots = roots
    opaqueMark = rootless ? "user.overlay.opaque" : "trusted.overlay.opaque"
  }

  /// The entry at a path of names between slashes; nil when there is none.
  ///
  /// Links on the way are not followed: overlay does not look through them either when it merges.
  borrowing func find(_ path: [UInt8]) throws(Failure) -> Found? {
    let components = path.split(separator: UInt8(ascii: "/")).map { Array($0) + [0] }
    for root in roots {
      switch try look(root, components) {
      case .found(let found): return found
      case .hidden: return nil
      case .lower: if root.hidesLower { return nil }
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

  private borrowing func look(_ root: Root, _ components: [[UInt8]]) throws(Failure) -> Look {
    do throws(KernelError) {
      var directory = try Files.open(".", at: root.folder.raw, OpenFlags.readOnly | OpenFlags.directory)
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
        if number < 0 { throw KernelError("open", root.hidesLower ? "layer" : "", Errno(Int32(-number))) }
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
