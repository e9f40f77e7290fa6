// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// The mounts that make a container's root: the image's layers, the init layer, and what the container changes on top.
enum RootFileSystem {
  /// Mounts the root where the runtime will find it.
  static func mount(_ record: ContainerRecord, _ folder: ContainerFolder) throws(Failure) {
    // What a killed monitor left would be covered, and stay.
    unmount(folder)
    try OverlayMount.mount(
      lower: [folder.initLayer] + record.layers, upper: folder.upper, work: folder.work, at: folder.merged)
  }

  /// Whether something is mounted there.
  static func isMounted(_ folder: ContainerFolder) -> Bool {
    guard let inside = try? Files.status(folder.merged), let outside = try? Files.status(folder.path) else {
      return false
    }
    return inside.device != outside.device
  }

  /// Unmounts everything at the root; what is busy goes when its last user does.
  static func unmount(_ folder: ContainerFolder) {
    while isMounted(folder), (try? Mounts.unmount(folder.merged, UnmountFlags.detach | UnmountFlags.noFollow)) != nil {}
  }

  /// Makes the init layer: `body` gets the root as the image has it, and what it makes there becomes the layer.
  static func prepare<Result>(
    _ record: ContainerRecord, _ folder: ContainerFolder,
    _ body: (borrowing RootDirectory) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try copyRootAttributes(record, folder)
    try OverlayMount.mount(
      lower: record.layers, upper: folder.initLayer, work: folder.initWork, at: folder.merged)
    defer { unmount(folder) }
    let root = try open(folder)
    return try body(root)
  }

  /// The mounted root, for paths in it.
  static func open(_ folder: ContainerFolder) throws(Failure) -> RootDirectory {
    try asFailure(.store) { () throws(KernelError) in
      RootDirectory(try Files.open(folder.merged, OpenFlags.path | OpenFlags.directory))
    }
  }

  /// The root directory is the one of the upper folder: its owner and mode have to be the image's.
  private static func copyRootAttributes(_ record: ContainerRecord, _ folder: ContainerFolder) throws(Failure) {
    guard let top = record.layers.first else { return }
    try asFailure(.store) { () throws(KernelError) in
      let status = try Files.status(top)
      for path in [folder.initLayer, folder.upper] {
        let directory = try Files.open(path, OpenFlags.readOnly | OpenFlags.directory)
        try Nodes.setOwner(ofNumber: directory.raw, uid: status.uid, gid: status.gid)
        try Nodes.setMode(of: directory, status.mode & 0o7777)
      }
    }
  }
}

/// What a container needs in its root to be mounted on; in the init layer it is in no commit.
enum MountPoints {
  /// Makes the places of `/etc/hosts` and the like, of the kernel's file systems, and of `mounts`.
  static func make(_ mounts: [ContainerMount], in root: borrowing RootDirectory) throws(Failure) {
    try asFailure(.store) { () throws(KernelError) in
      for path in ["/proc", "/sys", "/dev", "/etc"] { _ = try root.makeDirectory(path) }
      for path in ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf"] { _ = try root.makeFile(path) }
      let etc = try root.open("/etc", OpenFlags.path | OpenFlags.directory)
      if !Files.exists("mtab", at: etc.raw) { try Nodes.makeSymlink("mtab", at: etc.raw, to: "/proc/mounts") }
      for mount in mounts where !isOfKernel(mount.destination) {
        if mount.kind == .bind, let status = try? Files.status(mount.source), !status.isDirectory {
          _ = try root.makeFile(mount.destination)
        } else {
          _ = try root.makeDirectory(mount.destination)
        }
      }
    }
  }

  /// Below a file system that the runtime mounts, it makes the place itself.
  private static func isOfKernel(_ path: String) -> Bool {
    ["/dev/", "/proc/", "/sys/"].contains { path.hasPrefix($0) }
  }
}
