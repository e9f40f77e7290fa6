// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Who this process is.
///
/// The system calls themselves, which change the calling thread only: the runtime has one.
package enum Credentials {
  /// setgroups(2).
  ///
  /// EPERM where /proc/PID/setgroups says deny.
  package static func setGroups(_ gids: [UInt32]) throws(KernelError) {
    let result = unsafe gids.withUnsafeBufferPointer {
      systemCall(SYS_setgroups, gids.count, gids.isEmpty ? 0 : Int(bitPattern: $0.baseAddress))
    }
    if result < 0 { throw KernelError("setgroups", "", Errno(Int32(-result))) }
  }

  /// setresgid(2), all three.
  ///
  /// EINVAL when the user namespace does not map it.
  package static func setGID(_ gid: UInt32) throws(KernelError) {
    _ = try call("setresgid", SYS_setresgid, "gid \(gid)", Int(gid), Int(gid), Int(gid))
  }

  /// setresuid(2), all three.
  ///
  /// EINVAL when the user namespace does not map it.
  package static func setUID(_ uid: UInt32) throws(KernelError) {
    _ = try call("setresuid", SYS_setresuid, "uid \(uid)", Int(uid), Int(uid), Int(uid))
  }

  /// Whether the next change from uid 0 to another keeps the permitted capabilities (PR_SET_KEEPCAPS).
  package static func keepCapabilities(_ keep: Bool) throws(KernelError) {
    let setKeepCapabilities = 8
    _ = try call("prctl", SYS_prctl, "PR_SET_KEEPCAPS", setKeepCapabilities, keep ? 1 : 0)
  }

  /// Whether others may trace this process and open its /proc files (PR_SET_DUMPABLE).
  ///
  /// execve(2) sets it again.
  package static func setDumpable(_ dumpable: Bool) throws(KernelError) {
    let setDumpable = 4
    _ = try call("prctl", SYS_prctl, "PR_SET_DUMPABLE", setDumpable, dumpable ? 1 : 0)
  }

  /// PR_SET_NO_NEW_PRIVS.
  package static func setNoNewPrivileges() throws(KernelError) {
    let setNoNewPrivileges = 38
    _ = try call("prctl", SYS_prctl, "PR_SET_NO_NEW_PRIVS", setNoNewPrivileges, 1)
  }

  /// umask(2).
  package static func setUmask(_ mask: UInt32) { _ = systemCall(SYS_umask, Int(mask)) }

  /// setsid(2); EPERM when it leads a session already.
  package static func newSession() throws(KernelError) { _ = try call("setsid", SYS_setsid) }

  /// personality(2).
  package static func setPersonality(_ personality: UInt64) throws(KernelError) {
    _ = try call("personality", SYS_personality, "", Int(personality))
  }
}
