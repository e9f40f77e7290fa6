// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// maskedPaths and readonlyPaths, inside the entered root. Paths that do not exist are left out, as in runc.
extension InitContext {
  mutating func makeReadonly(_ path: String) throws(KernelError) {
    try openRootIfNeeded()
    guard let place = try openExisting(path) else { return }
    let tree = try MountTree(copying: place, recursive: true)
    try tree.change(MountChange(set: MountAttributes.readOnly), recursive: true)
    try tree.attach(to: place)
    // What the path leads to now must be what was attached: CVE-2025-52881 was a race that made it something else.
    guard try Files.fileSystem(path).flags & StatfsFlags.readOnly != 0 else {
      throw KernelError("statfs", path + ": is not read-only afterwards", .EXDEV)
    }
  }

  /// Files become /dev/null, directories one empty read-only tmpfs that all of them share.
  mutating func mask(_ paths: [String]) throws(KernelError) {
    try openRootIfNeeded()
    var shared = Descriptor(owning: -1)
    var null = Descriptor(owning: -1)
    for path in paths {
      guard let place = try openExisting(path) else { continue }
      if try Files.status(of: place).isDirectory {
        if shared.raw < 0 {
          shared = try maskFirstDirectory(path, place)
        } else {
          try MountTree(copying: shared, recursive: false).attach(to: place)
        }
        let status = try Files.fileSystem(path)
        guard status.type == FileSystemMagic.tmpfs, status.flags & StatfsFlags.readOnly != 0 else {
          throw KernelError("statfs", path + ": is not masked afterwards", .EXDEV)
        }
      } else {
        if null.raw < 0 { null = try openNull(OpenFlags.path) }
        try MountTree(copying: null, recursive: false).attach(to: place)
        guard try Files.status(path).isNullDevice else {
          throw KernelError("stat", path + ": is not masked afterwards", .EXDEV)
        }
      }
    }
  }

  private func maskFirstDirectory(_ path: String, _ place: borrowing Descriptor) throws(KernelError) -> Descriptor {
    do {
      try Mounts.mount(
        type: "tmpfs", source: "tmpfs", flags: MountFlags.readOnly, data: "nr_blocks=1,nr_inodes=1", on: place)
    } catch {
      // Ubuntu's 5.4 kernel refuses a single inode.
      if error.errno != .EINVAL { throw error }
      try Mounts.mount(
        type: "tmpfs", source: "tmpfs", flags: MountFlags.readOnly, data: "nr_blocks=1,nr_inodes=2", on: place)
    }
    try Files.changeDirectory("/")
    return try root.open(path, OpenFlags.path | OpenFlags.directory)
  }

  private func openExisting(_ path: String) throws(KernelError) -> Descriptor? {
    do {
      return try root.open(path, OpenFlags.path)
    } catch {
      if error.errno == .ENOENT || error.errno == .ENOTDIR { return nil }
      throw error
    }
  }

  /// The container's /dev/null, and nothing else that its image has under that name (CVE-2025-31133).
  func openNull(_ flags: Int) throws(KernelError) -> Descriptor {
    let candidate = try root.open("/dev/null", OpenFlags.path)
    guard try Files.status(of: candidate).isNullDevice else {
      throw KernelError("open", "/dev/null: is not the null device (character device 1:3)", .EINVAL)
    }
    if flags == OpenFlags.path { return candidate }
    // Opening for use only what was seen to be a device; checked again, should it have been exchanged meanwhile.
    let file = try root.open("/dev/null", flags | OpenFlags.noControllingTerminal)
    guard try Files.status(of: file).isNullDevice else {
      throw KernelError("open", "/dev/null: is not the null device (character device 1:3)", .EINVAL)
    }
    return file
  }
}

extension FileStatus {
  var isNullDevice: Bool {
    mode & FileMode.typeMask == FileMode.characterDevice
      && DeviceNumber(major: specialDevice.major, minor: specialDevice.minor) == .null
  }
}
