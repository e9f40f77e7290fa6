// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// mount(2) and its relatives, always on the working directory: a directory that was opened safely is entered by its
/// descriptor and mounted on as `.`, so that no path is resolved twice.
package enum Mounts {
  /// fchdir(2).
  package static func enter(_ directory: borrowing Descriptor) throws(KernelError) {
    _ = try call("fchdir", SYS_fchdir, "fd \(directory.raw)", Int(directory.raw))
  }

  /// Mounts a file system on a directory.
  ///
  /// `flags` are `MountFlags`, `data` the file system's own options, joined by commas.
  package static func mount(
    type: String, source: String, flags: UInt64, data: String, on directory: borrowing Descriptor
  ) throws(KernelError) {
    try enter(directory)
    try mount(source: source, at: ".", type: type, flags: flags, data: data)
  }

  /// Changes the mount, and with MS_REMOUNT alone the file system, at a directory that was opened on top of it.
  package static func remount(
    _ directory: borrowing Descriptor, flags: UInt64, data: String
  ) throws(KernelError) {
    try enter(directory)
    try mount(source: "none", at: ".", type: "", flags: flags | MountFlags.remount, data: data)
  }

  /// Changes propagation at a path in the host's view (MS_PRIVATE and the like, perhaps with MS_REC).
  ///
  /// EINVAL when it is no mount point.
  package static func setPropagation(_ path: String, _ flags: UInt64) throws(KernelError) {
    try mount(source: "none", at: path, type: "", flags: flags, data: "")
  }

  /// mount(2) as it is.
  package static func mount(
    source: String, at target: String, type: String, flags: UInt64, data: String
  ) throws(KernelError) {
    let result = unsafe source.withCString { sourceBytes in
      unsafe target.withCString { targetBytes in
        unsafe type.withCString { typeBytes in
          unsafe data.withCString { dataBytes in
            systemCall(
              SYS_mount, Int(bitPattern: sourceBytes), Int(bitPattern: targetBytes),
              type.isEmpty ? 0 : Int(bitPattern: typeBytes), Int(flags),
              data.isEmpty ? 0 : Int(bitPattern: dataBytes))
          }
        }
      }
    }
    if result < 0 { throw KernelError("mount", type.isEmpty ? target : type, Errno(Int32(-result))) }
  }

  /// umount2(2) (`UnmountFlags`).
  package static func unmount(_ path: String, _ flags: Int) throws(KernelError) {
    let result = unsafe path.withCString { systemCall(SYS_umount2, Int(bitPattern: $0), flags) }
    if result < 0 { throw KernelError("umount", path, Errno(Int32(-result))) }
  }

  /// Makes a mounted directory the root of this mount namespace and unmounts the old root.
  ///
  /// pivot_root(".", ".") stacks the old root over the new one, which needs no directory to put it in. The old tree is
  /// made a slave first so that the unmount does not travel; detached, so that it may be busy.
  package static func pivotRoot(into root: borrowing Descriptor) throws(KernelError) {
    let old = try Files.open("/", OpenFlags.path | OpenFlags.directory)
    try enter(root)
    let result = unsafe ".".withCString {
      systemCall(SYS_pivot_root, Int(bitPattern: $0), Int(bitPattern: $0))
    }
    if result < 0 { throw KernelError("pivot_root", "", Errno(Int32(-result))) }
    try enter(old)
    try setPropagation(".", MountFlags.slave | MountFlags.recursive)
    try unmount(".", UnmountFlags.detach)
    try Files.changeDirectory("/")
  }

  /// chroot(2) into an open directory, which becomes the working directory.
  package static func changeRoot(to directory: borrowing Descriptor) throws(KernelError) {
    try enter(directory)
    let result = unsafe ".".withCString { systemCall(SYS_chroot, Int(bitPattern: $0)) }
    if result < 0 { throw KernelError("chroot", "", Errno(Int32(-result))) }
    try Files.changeDirectory("/")
  }
}
