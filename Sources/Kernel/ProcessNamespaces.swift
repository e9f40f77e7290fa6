// SPDX-License-Identifier: Apache-2.0
internal import CLinux
package import LinuxABI

/// Entering and making namespaces of this process (one thread), and what is set in them.
package enum ProcessNamespaces {
  /// Whether our user namespace is another than the initial one, whose inode is PROC_USER_INIT_INO
  /// (include/linux/proc_ns.h).
  ///
  /// Where /proc does not say, it is taken for the initial.
  package static var isInUserNamespace: Bool {
    guard let status = try? Files.status("/proc/self/ns/user") else { return false }
    return status.inode != 0xefff_fffd
  }

  /// setns(2) with a namespace file; EINVAL when it is of another kind.
  package static func join(_ number: Int32, _ kind: Namespace) throws(KernelError) {
    _ = try call("setns", SYS_setns, kind.ociName + " namespace", Int(number), Int(kind.rawValue))
  }

  /// setns(2) with a pidfd: all of those of one process at once (5.8).
  package static func join(ofProcess pidfd: Int32, _ kinds: Namespaces) throws(KernelError) {
    _ = try call("setns", SYS_setns, "pidfd", Int(pidfd), Int(kinds.rawValue))
  }

  /// unshare(2).
  package static func unshare(_ kinds: Namespaces) throws(KernelError) {
    _ = try call("unshare", SYS_unshare, "", Int(kinds.rawValue))
  }

  /// sethostname(2).
  package static func setHostname(_ name: String) throws(KernelError) {
    try set("sethostname", SYS_sethostname, name)
  }

  /// setdomainname(2).
  package static func setDomainname(_ name: String) throws(KernelError) {
    try set("setdomainname", SYS_setdomainname, name)
  }

  private static func set(_ call: StaticString, _ number: Int32, _ name: String) throws(KernelError) {
    let result = unsafe name.withCString { systemCall(number, Int(bitPattern: $0), name.utf8.count) }
    if result < 0 { throw KernelError(call, name, Errno(Int32(-result))) }
  }
}
