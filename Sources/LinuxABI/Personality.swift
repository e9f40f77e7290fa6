// SPDX-License-Identifier: Apache-2.0

/// Execution domains of personality(2) that runtime-spec names (config-linux.md, "Personality").
package enum PersonalityDomain: UInt64, CaseIterable, Sendable {
  /// PER_LINUX.
  case linux = 0x0
  /// PER_LINUX32: uname(2) reports a 32-bit machine.
  case linux32 = 0x8

  /// The name in config.json.
  package var name: String {
    switch self {
    case .linux: return "LINUX"
    case .linux32: return "LINUX32"
    }
  }

  /// The one of that exact name; nil when Linux has none.
  package init?(name: String) {
    for candidate in PersonalityDomain.allCases where candidate.name == name {
      self = candidate
      return
    }
    return nil
  }
}

/// Flags of personality(2).
///
/// runtime-spec 1.3 defines none for config.json; they are for `/proc/PID/personality`.
package enum PersonalityFlags {
  /// UNAME26.
  package static let uname26: UInt64 = 0x002_0000
  /// ADDR_NO_RANDOMIZE.
  package static let noAddressRandomization: UInt64 = 0x004_0000
  /// FDPIC_FUNCPTRS.
  package static let fdpicFunctionPointers: UInt64 = 0x008_0000
  /// MMAP_PAGE_ZERO.
  package static let mapPageZero: UInt64 = 0x010_0000
  /// ADDR_COMPAT_LAYOUT.
  package static let compatibleLayout: UInt64 = 0x020_0000
  /// READ_IMPLIES_EXEC.
  package static let readImpliesExecute: UInt64 = 0x040_0000
  /// ADDR_LIMIT_32BIT.
  package static let addressLimit32Bit: UInt64 = 0x080_0000
  /// SHORT_INODE.
  package static let shortInode: UInt64 = 0x100_0000
  /// WHOLE_SECONDS.
  package static let wholeSeconds: UInt64 = 0x200_0000
  /// STICKY_TIMEOUTS.
  package static let stickyTimeouts: UInt64 = 0x400_0000
  /// ADDR_LIMIT_3GB.
  package static let addressLimit3GB: UInt64 = 0x800_0000
}
