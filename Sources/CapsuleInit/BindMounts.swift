// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Bind mounts: a detached copy of the source gets its flags before anybody sees it, then goes to its place in one step.
extension InitContext {
  mutating func bind(_ step: MountStep, source: BindSource, recursive: Bool) throws(KernelError) {
    switch source {
    case .tree(let slot): try attach(MountTree(Descriptor(owning: number(slot))), step)
    case .path(let path):
      let tree: MountTree
      do {
        tree = try MountTree(copying: path, recursive: recursive)
      } catch {
        // EPERM may be a filter's way to say that it does not know the call; if it is not, mount(2) says so again.
        if error.errno != .ENOSYS, error.errno != .EPERM { throw error }
        return try bindByPath(step, path, recursive: recursive)
      }
      try attach(tree, step)
    }
  }

  /// A tree that only we can open, and whose owners only the parent may map.
  mutating func bindMapped(_ step: MountStep, source: String, map: Int, recursive: Bool) throws(KernelError) {
    let tree = try MountTree(copying: source, recursive: recursive)
    parent.send(.treeToMap(tree.descriptor.raw, map: map))
    guard case .proceed = parent.receive() else { Processes.exit(InitFailure.status) }
    try attach(tree, step)
  }

  private mutating func attach(_ tree: consuming MountTree, _ step: MountStep) throws(KernelError) {
    let status = try Files.status(of: tree.descriptor)
    let place = try bindPoint(step.destination, directory: status.isDirectory, source: tree.descriptor)
    if step.flags & MountFlags.perMount != 0 || step.clearedFlags != 0 {
      try setFlags(of: tree.descriptor, step)
    }
    try tree.attach(to: place.descriptor)
    try finish(step, tree.descriptor)
  }

  /// A bind's place: like any other, but a procfs may be bound on /proc.
  private func bindPoint(
    _ path: String, directory: Bool, source: borrowing Descriptor
  ) throws(KernelError) -> MountPoint {
    if path == "/proc", directory, try Files.fileSystem(of: source).type == FileSystemMagic.proc {
      return try ordinaryMountPoint(path, type: "proc")
    }
    return try mountPoint(path, directory: directory)
  }

  /// The way of kernels before 5.2 (open_tree) and 5.12 (mount_setattr): mount(2) through the descriptor's name in the
  /// host's /proc, which is still ours here.
  private mutating func bindByPath(_ step: MountStep, _ source: String, recursive: Bool) throws(KernelError) {
    let status = try Files.status(source)
    let place = try mountPoint(step.destination, directory: status.isDirectory)
    let flags = MountFlags.bind | (recursive ? MountFlags.recursive : 0)
    try Mounts.mount(
      source: source, at: "/proc/self/fd/\(place.descriptor.raw)", type: "", flags: flags, data: "")
    if step.flags & MountFlags.perMount == 0, step.clearedFlags == 0, step.propagation.isEmpty,
      step.recursiveSet | step.recursiveClear == 0
    {
      return
    }
    let top = try reopen(step.destination, over: place)
    let name = "/proc/self/fd/\(top.raw)"
    if step.flags & MountFlags.perMount != 0 || step.clearedFlags != 0 {
      try Mounts.mount(
        source: "none", at: name, type: "", flags: step.flags | MountFlags.bind | MountFlags.remount, data: "")
    }
    if step.recursiveSet | step.recursiveClear != 0 { return try finish(step, top) }
    for propagation in step.propagation { try Mounts.setPropagation(name, propagation.mountFlags) }
  }
}
