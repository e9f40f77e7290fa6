// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// The root file system: found, entered, finished.
extension InitContext {
  /// Makes the mount that holds `path` private.
  ///
  /// EINVAL says that a path is no mount point: its parent is tried.
  mutating func isolateParent(of path: String) throws(KernelError) {
    var candidate = LexicalPath.cleaned(path)
    while true {
      do {
        return try Mounts.setPropagation(candidate, MountFlags.private)
      } catch {
        if error.errno != .EINVAL || candidate == "/" { throw error }
      }
      candidate = LexicalPath.parent(of: candidate)
    }
  }

  /// pivot_root(2) wants a mount: a recursive copy of the rootfs on itself, or the tree the parent made.
  mutating func openRootfs(_ path: String, tree: Slot?, bind: Bool) throws(KernelError) {
    if let tree {
      let mount = MountTree(Descriptor(owning: number(tree)))
      do {
        try mount.attach(to: try Files.open(path, OpenFlags.path | OpenFlags.directory))
      } catch {
        // Its own path may be closed to us in a user namespace. On `/` then, where nothing is looked up again: paths of
        // the host start below what is mounted on it.
        if error.errno != .EACCES, error.errno != .EPERM { throw error }
        try mount.attach(toPath: "/")
      }
      root = RootDirectory(try mount.descriptor.duplicate())
    } else if bind {
      let directory = try Files.open(path, OpenFlags.path | OpenFlags.directory)
      do {
        let mount = try MountTree(copying: directory, recursive: true)
        try mount.attach(to: directory)
        root = RootDirectory(try mount.descriptor.duplicate())
      } catch {
        // A kernel before 5.2 or a filter without the new calls.
        if error.errno != .ENOSYS, error.errno != .EPERM { throw error }
        try Mounts.mount(
          source: path, at: path, type: "", flags: MountFlags.bind | MountFlags.recursive, data: "")
        root = RootDirectory(try Files.open(path, OpenFlags.path | OpenFlags.directory))
      }
    } else {
      root = RootDirectory(try Files.open(path, OpenFlags.path | OpenFlags.directory))
    }
    rootStatus = try Files.status(of: root.descriptor)
  }

  mutating func enterRootfs(_ entry: RootEntry) throws(KernelError) {
    switch entry {
    case .pivot: try Mounts.pivotRoot(into: root.descriptor)
    case .move:
      try hideHostPseudoFileSystems()
      try MountTree(try root.descriptor.duplicate()).attach(toPath: "/")
      try Mounts.changeRoot(to: root.descriptor)
    case .chroot: try Mounts.changeRoot(to: root.descriptor)
    }
    forgetDirectory()
    root = RootDirectory(try Files.open("/", OpenFlags.path | OpenFlags.directory))
  }

  /// Unmounts, or covers, every full procfs and sysfs of the host: they stay reachable for a process that has only
  /// changed its root, and a full one is what the kernel wants to see before it lets a user namespace mount another.
  private mutating func hideHostPseudoFileSystems() throws(KernelError) {
    let inside = try Files.status(of: root.descriptor)
    for line in try Files.read("/proc/self/mountinfo", limit: 16 << 20).split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: UInt8(ascii: " "))
      guard fields.count > 6, fields[3].elementsEqual("/".utf8),
        let dash = fields.firstIndex(where: { $0.elementsEqual("-".utf8) }), dash + 1 < fields.count,
        fields[dash + 1].elementsEqual("proc".utf8) || fields[dash + 1].elementsEqual("sysfs".utf8)
      else { continue }
      let path = String(decoding: fields[4], as: UTF8.self)
      if try isInside(path, root: inside) { continue }
      do {
        try Mounts.setPropagation(path, MountFlags.slave | MountFlags.recursive)
        try Mounts.unmount(path, UnmountFlags.detach)
      } catch {
        // A directory above it went first.
        if error.errno == .ENOENT { continue }
        // Locked in a user namespace.
        if error.errno != .EINVAL, error.errno != .EPERM { throw error }
        try Mounts.mount(source: "tmpfs", at: path, type: "tmpfs", flags: 0, data: "")
      }
    }
  }

  /// Whether walking up from a path of the host's view meets the rootfs.
  private func isInside(_ path: String, root: FileStatus) throws(KernelError) -> Bool {
    var candidate = path
    while candidate != "/" {
      candidate = LexicalPath.parent(of: candidate)
      let status = try? Files.status(candidate)
      if let status, status.inode == root.inode, status.device == root.device { return true }
    }
    return false
  }

  mutating func makeWorkingDirectory(_ path: String) throws(KernelError) {
    try openRootIfNeeded()
    try root.makeDirectory(path).close()
  }

  mutating func remountRootReadonly() throws(KernelError) {
    try openRootIfNeeded()
    do {
      try MountTree.change(
        mountOf: root.descriptor, MountChange(set: MountAttributes.readOnly), recursive: false)
    } catch {
      if error.errno != .ENOSYS { throw error }
      let flags = try Files.fileSystem(of: root.descriptor).mountFlags
      try Mounts.remount(root.descriptor, flags: flags | MountFlags.bind | MountFlags.readOnly, data: "")
    }
  }

  /// `exec` enters no rootfs of its own: its root is the `/` of the mount namespace it joined.
  mutating func openRootIfNeeded() throws(KernelError) {
    if root.descriptor.raw < 0 { root = RootDirectory(try Files.open("/", OpenFlags.path | OpenFlags.directory)) }
  }
}
