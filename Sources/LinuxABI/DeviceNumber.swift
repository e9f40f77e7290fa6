// SPDX-License-Identifier: Apache-2.0

/// A device number as the kernel encodes it in 64 bits for user space (makedev(3), `st_rdev`).
package struct DeviceNumber: RawRepresentable, Equatable, Hashable, Sendable {
  package let rawValue: UInt64
  package init(rawValue: UInt64) { self.rawValue = rawValue }

  package init(major: UInt32, minor: UInt32) {
    let (high, low) = (UInt64(major), UInt64(minor))
    rawValue = (high & 0xffff_f000) << 32 | (high & 0xfff) << 8 | (low & 0xffff_ff00) << 12 | low & 0xff
  }

  package var major: UInt32 { UInt32(truncatingIfNeeded: (rawValue >> 32) & 0xffff_f000 | (rawValue >> 8) & 0xfff) }
  package var minor: UInt32 { UInt32(truncatingIfNeeded: (rawValue >> 12) & 0xffff_ff00 | rawValue & 0xff) }

  /// /dev/null, 1:3.
  package static let null = DeviceNumber(major: 1, minor: 3)
}
