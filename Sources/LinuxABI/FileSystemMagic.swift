// SPDX-License-Identifier: Apache-2.0

/// `f_type` of statfs(2): which file system a path is on; include/uapi/linux/magic.h.
package enum FileSystemMagic {
  /// PROC_SUPER_MAGIC.
  package static let proc: Int = 0x9fa0
  /// SYSFS_MAGIC.
  package static let sysfs: Int = 0x6265_6572
  /// TMPFS_MAGIC.
  package static let tmpfs: Int = 0x0102_1994
  /// RAMFS_MAGIC.
  package static let ramfs: Int = 0x8584_58f6
  /// DEVPTS_SUPER_MAGIC.
  package static let devpts: Int = 0x1cd1
  /// CGROUP_SUPER_MAGIC: version 1.
  package static let cgroup: Int = 0x27_e0eb
  /// CGROUP2_SUPER_MAGIC.
  package static let cgroup2: Int = 0x6367_7270
  /// OVERLAYFS_SUPER_MAGIC.
  package static let overlay: Int = 0x794c_7630
  /// NSFS_MAGIC.
  package static let namespaces: Int = 0x6e73_6673
  /// MQUEUE_MAGIC.
  package static let mqueue: Int = 0x1980_0202
  /// NFS_SUPER_MAGIC.
  package static let nfs: Int = 0x6969
  /// SQUASHFS_MAGIC.
  package static let squashfs: Int = 0x7371_7368
  /// PID_FS_MAGIC: since Linux 6.9.
  package static let pidfd: Int = 0x5049_4446
  /// BPF_FS_MAGIC.
  package static let bpf: Int = 0xcafe_4a11
  /// SECURITYFS_MAGIC.
  package static let securityfs: Int = 0x7363_6673
}
