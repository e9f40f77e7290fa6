// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// A mount, or a copy of one with what is mounted below it, held by descriptor (open_tree(2), fsmount(2); Linux 5.2).
///
/// A detached one is changed while nobody sees it and then attached in one step.
package struct MountTree: ~Copyable, Sendable {
  package let descriptor: Descriptor

  /// Takes over a descriptor that open_tree or fsmount gave, such as one that the parent opened.
  package init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

  /// A detached copy of the mount at a path in our own view; follows links.
  ///
  /// ENOENT when nothing is there. `recursive`: with everything mounted below it.
  package init(copying path: String, recursive: Bool) throws(KernelError) {
    let result = try callAt(
      "open_tree", SYS_open_tree, Files.workingDirectory, path, MountTree.cloneFlags(recursive))
    descriptor = Descriptor(owning: Int32(result))
  }

  /// A detached copy of what an open file or directory is.
  package init(copying file: borrowing Descriptor, recursive: Bool) throws(KernelError) {
    let result = try callAt(
      "open_tree", SYS_open_tree, file.raw, "", MountTree.cloneFlags(recursive) | AtFlags.emptyPath)
    descriptor = Descriptor(owning: Int32(result))
  }

  /// The root directory, O_PATH: a descriptor of its own, which keeps the mount alive.
  package borrowing func root() throws(KernelError) -> Descriptor {
    try Files.open(".", at: descriptor.raw, OpenFlags.path | OpenFlags.directory)
  }

  private static func cloneFlags(_ recursive: Bool) -> Int {
    OpenTreeFlags.clone | OpenTreeFlags.closeOnExec | (recursive ? AtFlags.recursive : 0)
  }

  /// move_mount(2): on what an open descriptor refers to, a directory or a file alike.
  package borrowing func attach(to destination: borrowing Descriptor) throws(KernelError) {
    try attach(atNumber: destination.raw)
  }

  private borrowing func attach(atNumber number: Int32) throws(KernelError) {
    let flags = MoveMountFlags.fromEmptyPath | MoveMountFlags.toEmptyPath
    let from = descriptor.raw
    let result = unsafe "".withCString {
      systemCall(
        SYS_move_mount, Int(from), Int(bitPattern: $0), Int(number), Int(bitPattern: $0), flags)
    }
    if result < 0 { throw KernelError("move_mount", "", Errno(Int32(-result))) }
  }

  /// Attaches at a path in our own view.
  package borrowing func attach(toPath path: String) throws(KernelError) {
    let from = descriptor.raw
    let result = unsafe path.withCString { target in
      unsafe "".withCString {
        systemCall(
          SYS_move_mount, Int(from), Int(bitPattern: $0), Int(Files.workingDirectory), Int(bitPattern: target),
          MoveMountFlags.fromEmptyPath | MoveMountFlags.toSymlinks)
      }
    }
    if result < 0 { throw KernelError("move_mount", path, Errno(Int32(-result))) }
  }

  /// mount_setattr(2), Linux 5.12.
  package borrowing func change(_ change: MountChange, recursive: Bool) throws(KernelError) {
    try MountTree.change(mountOf: descriptor, change, recursive: recursive)
  }

  /// Changes the mount whose root an open descriptor is; EINVAL when it is not the root of a mount.
  package static func change(
    mountOf file: borrowing Descriptor, _ change: MountChange, recursive: Bool
  ) throws(KernelError) {
    // struct mount_attr: attr_set, attr_clr, propagation, userns_fd.
    var attributes = (change.set, change.clear, change.propagation, UInt64(0))
    let flags = AtFlags.emptyPath | (recursive ? AtFlags.recursive : 0)
    let number = file.raw
    let result = unsafe withUnsafeMutablePointer(to: &attributes) { buffer in
      unsafe "".withCString {
        systemCall(SYS_mount_setattr, Int(number), Int(bitPattern: $0), flags, Int(bitPattern: buffer), 32)
      }
    }
    if result < 0 { throw KernelError("mount_setattr", "", Errno(Int32(-result))) }
  }
}

/// What mount_setattr(2) changes.
package struct MountChange: Equatable, Sendable {
  /// `MountAttributes` to set and to clear.
  package var set: UInt64
  package var clear: UInt64
  /// One of MS_SHARED, MS_SLAVE, MS_PRIVATE, MS_UNBINDABLE; 0 leaves it.
  package var propagation: UInt64

  package init(set: UInt64 = 0, clear: UInt64 = 0, propagation: UInt64 = 0) {
    self.set = set
    self.clear = clear
    self.propagation = propagation
  }

  package var isEmpty: Bool { self.set == 0 && clear == 0 && propagation == 0 }

  /// Exactly these per-mount flags (MS_*): what is not among them is cleared, as mount(2) with MS_BIND and MS_REMOUNT
  /// does; the atime mode stays unless one is among them or `cleared` names one.
  package init(exactly flags: UInt64, cleared: UInt64) {
    self.set = 0
    clear = 0
    propagation = 0
    let pairs: [(UInt64, UInt64)] = [
      (MountFlags.readOnly, MountAttributes.readOnly), (MountFlags.noSetuid, MountAttributes.noSetuid),
      (MountFlags.noDevices, MountAttributes.noDevices), (MountFlags.noExecute, MountAttributes.noExecute),
      (MountFlags.noFollowSymlinks, MountAttributes.noFollowSymlinks),
    ]
    for (flag, attribute) in pairs {
      if flags & flag != 0 { self.set |= attribute } else { clear |= attribute }
    }
    if flags & MountFlags.noDirectoryAccessTime != 0 {
      self.set |= MountAttributes.noDirectoryAccessTime
    } else if cleared & MountFlags.noDirectoryAccessTime != 0 {
      clear |= MountAttributes.noDirectoryAccessTime
    }
    let modes = MountFlags.noAccessTime | MountFlags.relativeAccessTime | MountFlags.strictAccessTime
    if flags & modes != 0 {
      clear |= MountAttributes.accessTime
      // The order in which mount(2) lets one win over the others.
      if flags & MountFlags.strictAccessTime != 0 {
        self.set |= MountAttributes.strictAccessTime
      } else if flags & MountFlags.noAccessTime != 0 {
        self.set |= MountAttributes.noAccessTime
      }
    } else if cleared & modes != 0 {
      // `atime`, `norelatime`, `nostrictatime`: back to the kernel's default, relatime, which is 0.
      clear |= MountAttributes.accessTime
    }
  }
}
