// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import LinuxABI

/// Who the runtime runs as.
enum Identity {
  static var effectiveUID: UInt32 { Processes.effectiveUID }

  /// The inode of the initial user namespace (PROC_USER_INIT_INO, include/linux/proc_ns.h).
  private static let initialUserNamespace: UInt64 = 0xefff_fffd

  /// Whether our user namespace is another than the initial one.
  ///
  /// Where /proc does not say, it is taken for the initial.
  static var isInUserNamespace: Bool {
    guard let status = try? Files.status("/proc/self/ns/user") else { return false }
    return status.inode != initialUserNamespace
  }
}
