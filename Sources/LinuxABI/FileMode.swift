// SPDX-License-Identifier: Apache-2.0

/// Types and permission bits of inode(7).
package enum FileMode {
  /// S_IFMT.
  package static let typeMask: UInt32 = 0o170000
  /// S_IFSOCK.
  package static let socket: UInt32 = 0o140000
  /// S_IFLNK.
  package static let symbolicLink: UInt32 = 0o120000
  /// S_IFREG.
  package static let regular: UInt32 = 0o100000
  /// S_IFBLK.
  package static let blockDevice: UInt32 = 0o060000
  /// S_IFDIR.
  package static let directory: UInt32 = 0o040000
  /// S_IFCHR.
  package static let characterDevice: UInt32 = 0o020000
  /// S_IFIFO.
  package static let fifo: UInt32 = 0o010000
  /// S_ISUID.
  package static let setUserID: UInt32 = 0o4000
  /// S_ISGID.
  package static let setGroupID: UInt32 = 0o2000
  /// S_ISVTX.
  package static let sticky: UInt32 = 0o1000
  /// S_IXUSR, S_IXGRP and S_IXOTH.
  package static let executeByAnyone: UInt32 = 0o111
  /// the twelve bits that chmod(2) sets.
  package static let permissions: UInt32 = 0o7777

  /// The type bits of a `st_mode`.
  package static func type(of mode: UInt32) -> UInt32 { mode & typeMask }
}
