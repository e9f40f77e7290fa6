// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// User, groups, capabilities and labels of the process.
extension InitContext {
  /// Supplementary groups are always set: those of the runtime must not stay (CVE-2023-25173).
  mutating func becomeUser(uid: UInt32, gid: UInt32, groups: [UInt32]) throws(KernelError) {
    // While we may read everything; the file may be closed to the user.
    try learnHome()
    do {
      try Credentials.setGroups(groups)
    } catch {
      // Denied in some user namespaces, where nothing can be dropped because nothing is held.
      if error.errno != .EPERM || !groups.isEmpty { throw error }
    }
    try Credentials.keepCapabilities(true)
    try Credentials.setGID(gid)
    try Credentials.setUID(uid)
    // setresuid(2) may have made us traceable by the user's other processes.
    try Credentials.setDumpable(false)
  }

  /// Ambient capabilities last: they need the other two sets.
  ///
  /// One that cannot be raised is warned of.
  mutating func setCapabilities(_ sets: CapabilitySets) throws(KernelError) {
    try Privileges.set(
      Privileges.Sets(
        effective: sets.effective.mask, permitted: sets.permitted.mask, inheritable: sets.inheritable.mask))
    let refused = try Privileges.setAmbient(sets.ambient.mask)
    if refused != 0, !isFiltered {
      for number in 0..<64 where refused & (1 << UInt64(number)) != 0 {
        parent.send(.warning("capability \(number) cannot be made ambient"))
      }
    }
  }

  mutating func setAppArmorProfile(_ profile: String) throws(KernelError) {
    do {
      try writeAttribute("exec " + profile, "self/attr/apparmor/exec")
    } catch {
      // Before 5.8 the directory of its own is missing.
      if error.errno != .ENOENT { throw error }
      try writeAttribute("exec " + profile, "self/attr/exec")
    }
  }

  /// Writes a security attribute of ours through a procfs that the container cannot have touched.
  func writeAttribute(_ value: String, _ path: String) throws(KernelError) {
    try ProcFS(.processes).write(value, to: path)
  }

  /// Through a full procfs, which is closed again at once.
  func setSysctl(_ key: String, _ value: String) throws(KernelError) {
    try ProcFS(.everything).write(value, to: "sys/" + SysctlKey(key).path)
  }
}
