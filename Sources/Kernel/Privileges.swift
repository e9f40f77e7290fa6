// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Capabilities of this process, as 64-bit masks (capabilities(7)).
package enum Privileges {
  private static let version3: UInt32 = 0x2008_0522

  /// Effective, permitted and inheritable.
  package struct Sets: Equatable, Sendable {
    package var effective: UInt64
    package var permitted: UInt64
    package var inheritable: UInt64
    package init(effective: UInt64, permitted: UInt64, inheritable: UInt64) {
      self.effective = effective
      self.permitted = permitted
      self.inheritable = inheritable
    }
  }

  /// capget(2).
  package static func current() throws(KernelError) -> Sets {
    var header: (UInt32, Int32) = (version3, 0)
    // struct __user_cap_data_struct[2]: effective, permitted, inheritable; low words, then high words.
    var data = InlineArray<6, UInt32>(repeating: 0)
    let result = unsafe withUnsafeMutablePointer(to: &header) { headerBytes in
      unsafe withUnsafeMutablePointer(to: &data) {
        systemCall(SYS_capget, Int(bitPattern: headerBytes), Int(bitPattern: $0))
      }
    }
    if result < 0 { throw KernelError("capget", "", Errno(Int32(-result))) }
    return Sets(
      effective: UInt64(data[0]) | UInt64(data[3]) << 32, permitted: UInt64(data[1]) | UInt64(data[4]) << 32,
      inheritable: UInt64(data[2]) | UInt64(data[5]) << 32)
  }

  /// capset(2).
  ///
  /// EPERM when something is not permitted now.
  package static func set(_ sets: Sets) throws(KernelError) {
    var header: (UInt32, Int32) = (version3, 0)
    var data = InlineArray<6, UInt32>(repeating: 0)
    data[0] = UInt32(truncatingIfNeeded: sets.effective)
    data[1] = UInt32(truncatingIfNeeded: sets.permitted)
    data[2] = UInt32(truncatingIfNeeded: sets.inheritable)
    data[3] = UInt32(truncatingIfNeeded: sets.effective >> 32)
    data[4] = UInt32(truncatingIfNeeded: sets.permitted >> 32)
    data[5] = UInt32(truncatingIfNeeded: sets.inheritable >> 32)
    let result = unsafe withUnsafeMutablePointer(to: &header) { headerBytes in
      unsafe withUnsafeMutablePointer(to: &data) {
        systemCall(SYS_capset, Int(bitPattern: headerBytes), Int(bitPattern: $0))
      }
    }
    if result < 0 { throw KernelError("capset", "", Errno(Int32(-result))) }
  }

  /// Drops every capability from the bounding set that is not in `kept`, up to the last one the kernel has.
  package static func limitBoundingSet(to kept: UInt64) throws(KernelError) {
    let dropFromBoundingSet = 24
    for number in 0..<64 where kept & (1 << UInt64(number)) == 0 {
      let result = systemCall(SYS_prctl, dropFromBoundingSet, number, 0, 0, 0)
      if result == -22 { return }  // EINVAL: past the last one
      if result < 0 { throw KernelError("prctl", "PR_CAPBSET_DROP \(number)", Errno(Int32(-result))) }
    }
  }

  /// Makes the ambient set exactly `ambient`; the ones that cannot be raised (not permitted and inheritable) are
  /// returned, not refused.
  package static func setAmbient(_ ambient: UInt64) throws(KernelError) -> UInt64 {
    let (ambientOperation, raise, clearAll) = (47, 2, 4)
    let cleared = systemCall(SYS_prctl, ambientOperation, clearAll, 0, 0, 0)
    // EINVAL: before 4.3 there is none, and nothing to clear.
    if cleared < 0, cleared != -22 || ambient != 0 {
      throw KernelError("prctl", "PR_CAP_AMBIENT_CLEAR_ALL", Errno(Int32(-cleared)))
    }
    var refused: UInt64 = 0
    for number in 0..<64 where ambient & (1 << UInt64(number)) != 0 {
      if systemCall(SYS_prctl, ambientOperation, raise, number, 0, 0) < 0 { refused |= 1 << UInt64(number) }
    }
    return refused
  }
}
