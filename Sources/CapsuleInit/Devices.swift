// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Device nodes and links in the rootfs.
extension InitContext {
  mutating func makeDevice(_ device: DeviceStep) throws(KernelError) {
    let name = try enterDirectory(of: device.path)
    if let source = device.bind { return try bindDevice(name, source) }
    let type = device.kind.mode
    let number =
      device.kind == .fifo
      ? DeviceNumber(rawValue: 0) : DeviceNumber(major: device.major, minor: device.minor)
    do {
      try Nodes.make(name, at: lastDirectory.raw, mode: type | device.mode, device: number)
    } catch {
      if error.errno != .EEXIST { throw KernelError(error.call, device.path, error.errno) }
      // The same device of the image's is kept; config-linux.md, "Devices": another file there is an error.
      let status = try Files.status(name, at: lastDirectory.raw, follow: false)
      let found = DeviceNumber(major: status.specialDevice.major, minor: status.specialDevice.minor)
      guard status.mode & FileMode.typeMask == type, device.kind == .fifo || found == number else { throw error }
      return
    }
    if device.uid != 0 || device.gid != 0 {
      try Nodes.setOwner(name, at: lastDirectory.raw, uid: device.uid, gid: device.gid)
    }
  }

  /// In a user namespace mknod(2) is refused: the host's node is bound on an empty file.
  private mutating func bindDevice(_ name: String, _ source: BindSource) throws(KernelError) {
    do {
      try Nodes.make(name, at: lastDirectory.raw, mode: FileMode.regular)
    } catch {
      if error.errno != .EEXIST { throw error }
    }
    let place = try Files.open(name, at: lastDirectory.raw, OpenFlags.path | OpenFlags.noFollow)
    switch source {
    case .tree(let slot): try MountTree(Descriptor(owning: number(slot))).attach(to: place)
    case .path(let path):
      do {
        try MountTree(copying: path, recursive: false).attach(to: place)
      } catch {
        // As for bind mounts: a kernel before 5.2, or a filter.
        if error.errno != .ENOSYS, error.errno != .EPERM { throw error }
        try Mounts.mount(
          source: path, at: "/proc/self/fd/\(place.raw)", type: "", flags: MountFlags.bind, data: "")
      }
    }
  }

  mutating func makeSymlink(_ path: String, to target: String, replace: Bool) throws(KernelError) {
    let name = try enterDirectory(of: path)
    do {
      return try Nodes.makeSymlink(name, at: lastDirectory.raw, to: target)
    } catch {
      if error.errno != .EEXIST { throw KernelError(error.call, path, error.errno) }
    }
    if !replace { return }
    if (try? Files.readLink(name, at: lastDirectory.raw)) == target { return }
    try Files.unlink(name, at: lastDirectory.raw)
    try Nodes.makeSymlink(name, at: lastDirectory.raw, to: target)
  }

  /// Opens the directory of `path` unless it is the last one used; returns the name in it.
  private mutating func enterDirectory(of path: String) throws(KernelError) -> String {
    let bytes = Array(path.utf8)
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")), slash + 1 < bytes.count else {
      throw KernelError("open", path, .EINVAL)
    }
    let directory = String(decoding: bytes[..<slash], as: UTF8.self)
    let name = String(decoding: bytes[(slash + 1)...], as: UTF8.self)
    if name == ".." || name == "." { throw KernelError("open", path, .EINVAL) }
    if lastDirectory.raw < 0 || directory != lastDirectoryPath {
      try openRootIfNeeded()
      lastDirectory = try root.makeDirectory(directory.isEmpty ? "/" : directory)
      lastDirectoryPath = directory
    }
    return name
  }

  mutating func forgetDirectory() {
    if lastDirectory.raw >= 0 { lastDirectory = Descriptor(owning: -1) }
  }
}

extension DeviceStep.Kind {
  fileprivate var mode: UInt32 {
    switch self {
    case .character: return FileMode.characterDevice
    case .block: return FileMode.blockDevice
    case .fifo: return FileMode.fifo
    }
  }
}
