// SPDX-License-Identifier: Apache-2.0

/// Flags of mount(2); include/uapi/linux/mount.h.
package enum MountFlags {
  /// MS_RDONLY.
  package static let readOnly: UInt64 = 1
  /// MS_NOSUID.
  package static let noSetuid: UInt64 = 2
  /// MS_NODEV.
  package static let noDevices: UInt64 = 4
  /// MS_NOEXEC.
  package static let noExecute: UInt64 = 8
  /// MS_SYNCHRONOUS.
  package static let synchronous: UInt64 = 16
  /// MS_REMOUNT.
  package static let remount: UInt64 = 32
  /// MS_MANDLOCK.
  package static let mandatoryLocks: UInt64 = 64
  /// MS_DIRSYNC.
  package static let directorySynchronous: UInt64 = 128
  /// MS_NOSYMFOLLOW: since Linux 5.10.
  package static let noFollowSymlinks: UInt64 = 256
  /// MS_NOATIME.
  package static let noAccessTime: UInt64 = 1024
  /// MS_NODIRATIME.
  package static let noDirectoryAccessTime: UInt64 = 2048
  /// MS_BIND.
  package static let bind: UInt64 = 4096
  /// MS_MOVE.
  package static let move: UInt64 = 8192
  /// MS_REC.
  package static let recursive: UInt64 = 16384
  /// MS_SILENT.
  package static let silent: UInt64 = 32768
  /// MS_POSIXACL.
  package static let posixACL: UInt64 = 0x10000
  /// MS_UNBINDABLE.
  package static let unbindable: UInt64 = 0x20000
  /// MS_PRIVATE.
  package static let `private`: UInt64 = 0x40000
  /// MS_SLAVE.
  package static let slave: UInt64 = 0x80000
  /// MS_SHARED.
  package static let shared: UInt64 = 0x100000
  /// MS_RELATIME.
  package static let relativeAccessTime: UInt64 = 0x200000
  /// MS_I_VERSION.
  package static let inodeVersion: UInt64 = 0x800000
  /// MS_STRICTATIME.
  package static let strictAccessTime: UInt64 = 0x1000000
  /// MS_LAZYTIME.
  package static let lazyTime: UInt64 = 0x2000000

  /// The flags that belong to a mount, not to its superblock: a bind needs a second, remounting call for them.
  package static let perMount: UInt64 =
    readOnly | noSetuid | noDevices | noExecute | noFollowSymlinks | accessTime
  /// The flags that choose how access times are kept.
  package static let accessTime: UInt64 =
    noAccessTime | noDirectoryAccessTime | relativeAccessTime | strictAccessTime
  /// The flags that change propagation; the kernel takes one of them, alone or with `recursive`.
  package static let propagation: UInt64 = unbindable | `private` | slave | shared
}

/// Flags of umount2(2).
package enum UnmountFlags {
  /// MNT_FORCE.
  package static let force: Int = 1
  /// MNT_DETACH.
  package static let detach: Int = 2
  /// MNT_EXPIRE.
  package static let expire: Int = 4
  /// UMOUNT_NOFOLLOW.
  package static let noFollow: Int = 8
}

/// `f_flags` of statfs(2) and statvfs(3): how a mount is now.
package enum StatfsFlags {
  /// ST_RDONLY.
  package static let readOnly: UInt64 = 1
  /// ST_NOSUID.
  package static let noSetuid: UInt64 = 2
  /// ST_NODEV.
  package static let noDevices: UInt64 = 4
  /// ST_NOEXEC.
  package static let noExecute: UInt64 = 8
  /// ST_SYNCHRONOUS.
  package static let synchronous: UInt64 = 16
  /// ST_MANDLOCK.
  package static let mandatoryLocks: UInt64 = 64
  /// ST_NOATIME.
  package static let noAccessTime: UInt64 = 1024
  /// ST_NODIRATIME.
  package static let noDirectoryAccessTime: UInt64 = 2048
  /// ST_RELATIME.
  package static let relativeAccessTime: UInt64 = 4096
  /// ST_NOSYMFOLLOW.
  package static let noFollowSymlinks: UInt64 = 8192
}
