// SPDX-License-Identifier: Apache-2.0
internal import CLinux

extension Privileges {
  /// The bounding set of this process, and the highest capability the kernel knows: PR_CAPBSET_READ of each, which is
  /// less work than a file of /proc.
  package static func boundingSet() -> (mask: UInt64, last: UInt32) {
    let read = 23
    var mask: UInt64 = 0
    var number: UInt32 = 0
    while number < 64 {
      let result = systemCall(SYS_prctl, read, Int(number))
      if result < 0 { break }
      if result == 1 { mask |= 1 << UInt64(number) }
      number += 1
    }
    return (mask, number == 0 ? 0 : number - 1)
  }
}
