// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// The mounts that make a container's root: the image's layers, the init layer, and what the container changes on top.
enum RootFileSystem {
  /// Mounts the root where the runtime will find it.
  static func mount(_ record: ContainerRecord, _ folder: ContainerFolder) throws(Failure) {
    _ = try RunRoot.folder(ContainerFolder.roots)
    try asFailure(.store) { () throws(KernelError) in
      if !Files.exists(folder.merged) { try Files.makeDirectory(folder.merged, mode: 0o700) }
    }
    // What a killed monitor left would be covered, and stay.
    detach(folder)
    // Unmounting syncs the whole file system that the upper directory is on, but for a container that keeps nothing.
    if record.removesItself { try forget(volatileMount: folder) }
    try OverlayMount.mount(
      lower: [record.initLayer] + record.layers, upper: folder.upper, work: folder.work, at: folder.merged,
      isVolatile: record.removesItself)
  }

  /// Removes the mark by which overlayfs knows folders that a volatile mount had, and refuses them.
  ///
  /// After a crash of the machine, the upper one may hold half of what was written; after that of a monitor it holds all.
  private static func forget(volatileMount folder: ContainerFolder) throws(Failure) {
    let mark = folder.work + "/work/incompat"
    if !Files.exists(mark) { return }
    try asFailure(.store) { () throws(KernelError) in try Files.removeTree(mark) }
  }

  /// Whether something is mounted there.
  static func isMounted(_ folder: ContainerFolder) -> Bool {
    guard let inside = try? Files.status(folder.merged), let outside = try? Files.status(RunRoot.path) else {
      return false
    }
    return inside.device != outside.device
  }

  /// Unmounts everything at the root and removes its place; what is busy goes when its last user does.
  static func unmount(_ folder: ContainerFolder) {
    detach(folder)
    try? Files.removeDirectory(folder.merged)
  }

  private static func detach(_ folder: ContainerFolder) {
    while isMounted(folder), (try? Mounts.unmount(folder.merged, UnmountFlags.detach | UnmountFlags.noFollow)) != nil {}
  }

  /// The mounted root, for paths in it.
  static func open(_ folder: ContainerFolder) throws(Failure) -> RootDirectory {
    try asFailure(.store) { () throws(KernelError) in
      RootDirectory(try Files.open(folder.merged, OpenFlags.path | OpenFlags.directory))
    }
  }

  /// The root as a new container finds it, to look at; mounted where nobody sees it.
  static func look(_ record: ContainerRecord, _ folder: ContainerFolder) throws(Failure) -> RootDirectory {
    RootDirectory(
      try OverlayMount.detached(
        lower: [record.initLayer] + record.layers, upper: nil, work: nil, scratch: folder.work))
  }
}
