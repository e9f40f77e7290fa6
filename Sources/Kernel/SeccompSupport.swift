// SPDX-License-Identifier: Apache-2.0
internal import CLinux

/// What the running kernel's seccomp(2) can do.
package enum SeccompSupport {
  /// Whether a filter may be loaded with these flags: without a filter the kernel looks at the flags first (EINVAL for
  /// one it does not know), then misses the filter (EFAULT).
  ///
  /// Nothing is loaded.
  package static func takes(flags: UInt32) -> Bool {
    let setModeFilter = 1
    let badAddress = -14
    return systemCall(SYS_seccomp, setModeFilter, Int(flags), 0) == badAddress
  }
}
