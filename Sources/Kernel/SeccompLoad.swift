// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Installing a compiled seccomp filter.
package enum SeccompLoad {
  /// seccomp(2), SECCOMP_SET_MODE_FILTER.
  ///
  /// From the return on, every system call of this process is judged.
  ///
  /// - Parameters:
  ///   - program: struct sock_filter[], 8 bytes each.
  ///   - flags: SECCOMP_FILTER_FLAG_*.
  /// - Returns: the listener's descriptor with SECCOMP_FILTER_FLAG_NEW_LISTENER, otherwise 0.
  /// - Throws: EACCES without no_new_privs and CAP_SYS_ADMIN; EINVAL for a bad program or an unknown flag.
  package static func load(_ program: [UInt8], flags: UInt32) throws(KernelError) -> Int32 {
    let setModeFilter = 1
    let result = unsafe program.withUnsafeBufferPointer { bytes in
      // struct sock_fprog: a 16-bit count of instructions, padding, the pointer.
      var filter = (program.count / 8, Int(bitPattern: bytes.baseAddress))
      return unsafe withUnsafeMutablePointer(to: &filter) {
        systemCall(SYS_seccomp, setModeFilter, Int(flags), Int(bitPattern: $0))
      }
    }
    if result < 0 { throw KernelError("seccomp", "", Errno(Int32(-result))) }
    return Int32(result)
  }
}
