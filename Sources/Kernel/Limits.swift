// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Resource limits (prlimit(2)).
package enum Limits {
  /// Sets one limit of a process; 0 is this one.
  ///
  /// `resource` is RLIMIT_*. EPERM when it raises the hard limit without CAP_SYS_RESOURCE.
  package static func set(
    _ resource: UInt32, soft: UInt64, hard: UInt64, of pid: Int32 = 0
  ) throws(KernelError) {
    var limit = (soft, hard)
    let result = unsafe withUnsafeMutablePointer(to: &limit) {
      systemCall(SYS_prlimit64, Int(pid), Int(resource), Int(bitPattern: $0), 0)
    }
    if result < 0 { throw KernelError("prlimit", "resource \(resource)", Errno(Int32(-result))) }
  }

  /// Soft and hard limit of this process.
  package static func current(_ resource: UInt32) throws(KernelError) -> (soft: UInt64, hard: UInt64) {
    var limit: (UInt64, UInt64) = (0, 0)
    let result = unsafe withUnsafeMutablePointer(to: &limit) {
      systemCall(SYS_prlimit64, 0, Int(resource), 0, Int(bitPattern: $0))
    }
    if result < 0 { throw KernelError("prlimit", "resource \(resource)", Errno(Int32(-result))) }
    return (limit.0, limit.1)
  }
}
