// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Getting into the places the container lives in.
extension InitContext {
  /// Writes 0, ourselves, to each member file and closes it.
  mutating func joinCgroups(_ slots: [Slot]) throws(KernelError) {
    for slot in slots {
      let members = Descriptor(owning: number(slot))
      do throws(KernelError) {
        try members.writeOnce("0")
      } catch {
        let path = try? Files.readLink("/proc/self/fd/\(members.raw)")
        throw KernelError(error.call, path ?? error.subject, error.errno)
      }
    }
  }

  mutating func makeTimeNamespace(_ offsets: [ClockOffset]) throws(KernelError) {
    try ProcessNamespaces.unshare(Namespaces(.time))
    var lines = ""
    for offset in offsets { lines += "\(offset.clock) \(offset.seconds) \(offset.nanoseconds)\n" }
    // One write: the kernel takes all offsets or none, and none after the first process is in.
    if !lines.isEmpty { try Files.write(lines, to: "/proc/self/timens_offsets") }
    let namespace = try Files.open("/proc/self/ns/time_for_children", OpenFlags.readOnly)
    try ProcessNamespaces.join(namespace.raw, .time)
  }

  mutating func becomeNamespaceRoot() throws(KernelError) {
    do {
      try Credentials.setGroups([])
    } catch {
      // Denied in a user namespace whose gid_map an unprivileged process wrote (user_namespaces(7)).
      if error.errno != .EPERM { throw error }
    }
    try Credentials.setGID(0)
    try Credentials.setUID(0)
  }

  /// Kernels without keys, and containers in which they are forbidden, do without.
  mutating func makeKeyring(_ name: String, label: String?) throws(KernelError) {
    if let label { try writeAttribute(label, "self/attr/keycreate") }
    do {
      let keyring = try Keyring.joinSession(name)
      if label != nil { try writeAttribute("", "self/attr/keycreate") }
      try Keyring.letUserSearch(keyring)
    } catch {
      if error.errno != .ENOSYS { throw error }
      parent.send(.warning("no session keyring was made: " + error.words))
    }
  }
}
