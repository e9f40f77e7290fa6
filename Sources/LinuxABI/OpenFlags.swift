// SPDX-License-Identifier: Apache-2.0

/// Flags of open(2), openat(2) and openat2(2).
package enum OpenFlags {
  /// O_RDONLY.
  package static let readOnly: Int = 0
  /// O_WRONLY.
  package static let writeOnly: Int = 0x1
  /// O_RDWR.
  package static let readWrite: Int = 0x2
  /// O_CREAT.
  package static let create: Int = 0x40
  /// O_EXCL.
  package static let exclusive: Int = 0x80
  /// O_NOCTTY.
  package static let noControllingTerminal: Int = 0x100
  /// O_TRUNC.
  package static let truncate: Int = 0x200
  /// O_APPEND.
  package static let append: Int = 0x400
  /// O_NONBLOCK.
  package static let nonBlocking: Int = 0x800
  /// O_CLOEXEC.
  package static let closeOnExec: Int = 0x8_0000
  /// O_PATH.
  package static let path: Int = 0x20_0000
  #if arch(arm64)
    // arch/arm64/include/uapi/asm/fcntl.h: four numbers are those of 32-bit ARM.
    /// O_DIRECTORY.
    package static let directory: Int = 0x4000
    /// O_NOFOLLOW.
    package static let noFollow: Int = 0x8000
    /// O_DIRECT.
    package static let direct: Int = 0x1_0000
    /// O_LARGEFILE.
    package static let largeFile: Int = 0x2_0000
  #else
    // include/uapi/asm-generic/fcntl.h.
    /// O_DIRECT.
    package static let direct: Int = 0x4000
    /// O_LARGEFILE.
    package static let largeFile: Int = 0x8000
    /// O_DIRECTORY.
    package static let directory: Int = 0x1_0000
    /// O_NOFOLLOW.
    package static let noFollow: Int = 0x2_0000
  #endif
  /// O_TMPFILE.
  package static let temporaryFile: Int = 0x40_0000 | directory
}

/// `resolve` of openat2(2); Linux 5.6.
package enum ResolveFlags {
  /// RESOLVE_NO_XDEV.
  package static let noCrossingMounts: UInt64 = 0x1
  /// RESOLVE_NO_MAGICLINKS.
  package static let noMagicLinks: UInt64 = 0x2
  /// RESOLVE_NO_SYMLINKS.
  package static let noSymlinks: UInt64 = 0x4
  /// RESOLVE_BENEATH.
  package static let beneath: UInt64 = 0x8
  /// RESOLVE_IN_ROOT.
  package static let inRoot: UInt64 = 0x10
  /// RESOLVE_CACHED: since Linux 5.12.
  package static let cached: UInt64 = 0x20
}
