// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

extension MountTree {
  /// The descriptor alone, for whoever hands it on.
  package consuming func take() -> Descriptor { descriptor }

  /// Maps the owners of a detached tree's files by a user namespace's mappings (MOUNT_ATTR_IDMAP, 5.12); EINVAL where
  /// the file system cannot.
  package borrowing func mapIDs(by userNamespace: borrowing Descriptor, recursive: Bool) throws(KernelError) {
    // struct mount_attr: attr_set, attr_clr, propagation, userns_fd.
    var attributes = (MountAttributes.idMap, UInt64(0), UInt64(0), UInt64(UInt32(bitPattern: userNamespace.raw)))
    let flags = AtFlags.emptyPath | (recursive ? AtFlags.recursive : 0)
    let number = descriptor.raw
    let result = unsafe withUnsafeMutablePointer(to: &attributes) { buffer in
      unsafe "".withCString {
        systemCall(SYS_mount_setattr, Int(number), Int(bitPattern: $0), flags, Int(bitPattern: buffer), 32)
      }
    }
    if result < 0 { throw KernelError("mount_setattr", "MOUNT_ATTR_IDMAP", Errno(Int32(-result))) }
  }
}
