// SPDX-License-Identifier: Apache-2.0

/// Attributes of mount_setattr(2) and fsmount(2); Linux 5.12.
package enum MountAttributes {
  /// MOUNT_ATTR_RDONLY.
  package static let readOnly: UInt64 = 0x1
  /// MOUNT_ATTR_NOSUID.
  package static let noSetuid: UInt64 = 0x2
  /// MOUNT_ATTR_NODEV.
  package static let noDevices: UInt64 = 0x4
  /// MOUNT_ATTR_NOEXEC.
  package static let noExecute: UInt64 = 0x8
  /// MOUNT_ATTR__ATIME: the field of the next three; cleared whenever one of them is set.
  package static let accessTime: UInt64 = 0x70
  /// MOUNT_ATTR_RELATIME.
  package static let relativeAccessTime: UInt64 = 0x0
  /// MOUNT_ATTR_NOATIME.
  package static let noAccessTime: UInt64 = 0x10
  /// MOUNT_ATTR_STRICTATIME.
  package static let strictAccessTime: UInt64 = 0x20
  /// MOUNT_ATTR_NODIRATIME.
  package static let noDirectoryAccessTime: UInt64 = 0x80
  /// MOUNT_ATTR_IDMAP.
  package static let idMap: UInt64 = 0x100000
  /// MOUNT_ATTR_NOSYMFOLLOW: since Linux 5.14.
  package static let noFollowSymlinks: UInt64 = 0x200000
}

/// Flags of open_tree(2); Linux 5.2.
package enum OpenTreeFlags {
  /// OPEN_TREE_CLONE.
  package static let clone: Int = 1
  /// OPEN_TREE_CLOEXEC.
  package static let closeOnExec: Int = OpenFlags.closeOnExec
}

/// Flags of move_mount(2); Linux 5.2.
package enum MoveMountFlags {
  /// MOVE_MOUNT_F_SYMLINKS.
  package static let fromSymlinks: Int = 0x1
  /// MOVE_MOUNT_F_AUTOMOUNTS.
  package static let fromAutomounts: Int = 0x2
  /// MOVE_MOUNT_F_EMPTY_PATH.
  package static let fromEmptyPath: Int = 0x4
  /// MOVE_MOUNT_T_SYMLINKS.
  package static let toSymlinks: Int = 0x10
  /// MOVE_MOUNT_T_AUTOMOUNTS.
  package static let toAutomounts: Int = 0x20
  /// MOVE_MOUNT_T_EMPTY_PATH.
  package static let toEmptyPath: Int = 0x40
  /// MOVE_MOUNT_SET_GROUP.
  package static let setGroup: Int = 0x100
  /// MOVE_MOUNT_BENEATH: since Linux 6.5.
  package static let beneath: Int = 0x200
}

/// Flags of fsopen(2), fspick(2) and fsmount(2); Linux 5.2.
package enum FileSystemFlags {
  /// FSOPEN_CLOEXEC.
  package static let openCloseOnExec: Int = 1
  /// FSMOUNT_CLOEXEC.
  package static let mountCloseOnExec: Int = 1
  /// FSPICK_CLOEXEC.
  package static let pickCloseOnExec: Int = 1
  /// FSPICK_SYMLINK_NOFOLLOW.
  package static let pickNoFollow: Int = 2
  /// FSPICK_NO_AUTOMOUNT.
  package static let pickNoAutomount: Int = 4
  /// FSPICK_EMPTY_PATH.
  package static let pickEmptyPath: Int = 8
}

/// Commands of fsconfig(2); Linux 5.2.
package enum FileSystemCommand {
  /// FSCONFIG_SET_FLAG.
  package static let setFlag: Int = 0
  /// FSCONFIG_SET_STRING.
  package static let setString: Int = 1
  /// FSCONFIG_SET_BINARY.
  package static let setBinary: Int = 2
  /// FSCONFIG_SET_PATH.
  package static let setPath: Int = 3
  /// FSCONFIG_SET_PATH_EMPTY.
  package static let setPathEmpty: Int = 4
  /// FSCONFIG_SET_FD.
  package static let setDescriptor: Int = 5
  /// FSCONFIG_CMD_CREATE.
  package static let create: Int = 6
  /// FSCONFIG_CMD_RECONFIGURE.
  package static let reconfigure: Int = 7
  /// FSCONFIG_CMD_CREATE_EXCL: since Linux 6.6.
  package static let createExclusive: Int = 8
}

/// Flags of the `*at` system calls; include/uapi/linux/fcntl.h.
package enum AtFlags {
  /// AT_FDCWD: in place of a directory's descriptor.
  package static let workingDirectory: Int = -100
  /// AT_SYMLINK_NOFOLLOW.
  package static let noFollow: Int = 0x100
  /// AT_EACCESS: of faccessat2(2).
  package static let effectiveAccess: Int = 0x200
  /// AT_REMOVEDIR: of unlinkat(2).
  package static let removeDirectory: Int = 0x200
  /// AT_SYMLINK_FOLLOW: of linkat(2).
  package static let follow: Int = 0x400
  /// AT_NO_AUTOMOUNT.
  package static let noAutomount: Int = 0x800
  /// AT_EMPTY_PATH.
  package static let emptyPath: Int = 0x1000
  /// AT_RECURSIVE: of open_tree(2) and mount_setattr(2).
  package static let recursive: Int = 0x8000
}
