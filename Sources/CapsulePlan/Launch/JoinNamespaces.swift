// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
internal import OCI

/// Which namespaces clone3 makes, which are joined, by whom and in which order.
extension PlanBuilder {
  /// Kinds joined with setns(2) besides user and pid, least intrusive first: the mount namespace last, because paths
  /// mean something else from then on.
  private static let joinOrder: [Namespace] = [.ipc, .uts, .network, .cgroup, .time, .mount]
  /// Kinds clone3(2) can make besides user; cgroup and time have steps of their own.
  private static let cloneable: [Namespace] = [.mount, .pid, .network, .ipc, .uts]

  mutating func enterNamespaces(cgroup: CgroupPlan) {
    var made = Namespaces()
    for kind in PlanBuilder.cloneable where namespaces[kind].isNew { made.insert(Namespaces(kind)) }
    let joinPID = namespaces[.pid].path.map { slot(.namespace(.pid, path: $0)) }
    var joins: [NamespaceJoin] = []
    for kind in PlanBuilder.joinOrder {
      guard let path = namespaces[kind].path else { continue }
      joins.append(
        NamespaceJoin(kind: kind, slot: slot(.namespace(kind, path: path, notHosts: setsParameters(of: kind)))))
    }
    let members = cgroupMembers(cgroup)
    clone { $0.joinPID = joinPID }

    switch namespaces[.user] {
    case .inherited:
      clone { $0.newNamespaces = made }
      if !members.isEmpty { add(.joinCgroups(members)) }
      join(joins)
      unshare(cgroupNamespace())
    case .new:
      // Inside the new user namespace nothing that the host owns can be joined any more: an intermediate does it first.
      clone {
        $0.newNamespaces = made.union(Namespaces(.user))
        $0.intermediateJoins = joins
        $0.becomeNamespaceRoot = true
      }
      if !members.isEmpty { add(.joinCgroups(members)) }
      unshare(cgroupNamespace())
    case .joined(let path):
      let user = NamespaceJoin(kind: .user, slot: slot(.namespace(.user, path: path)))
      // With privileges, what belongs to the host is joined while they last; without, the user namespace gives the only
      // ones there are (runc's nsexec tries both; here HostFacts tell which).
      let ordered = isPrivileged ? joins + [user] : [user] + joins
      if needsIntermediate(made) {
        clone {
          $0.newNamespaces = made
          $0.intermediateJoins = ordered
          $0.becomeNamespaceRoot = true
        }
        if !members.isEmpty { add(.joinCgroups(members)) }
        unshare(cgroupNamespace())
      } else {
        if !members.isEmpty { add(.joinCgroups(members)) }
        join(ordered)
        add(.becomeNamespaceRoot)
        // Made after the user namespace is joined, so that it owns them.
        unshare(made.union(cgroupNamespace()))
      }
    }
    if namespaces[.time].isNew { add(.newTimeNamespace(clockOffsets())) }
  }

  /// A joined user namespace must own the new pid namespace, which only a clone inside it achieves; a pid namespace
  /// of an unprivileged user can only be joined from inside it; devices move to a network namespace that exists
  /// before the first step.
  private func needsIntermediate(_ made: Namespaces) -> Bool {
    if made.contains(kind: .pid) { return true }
    if namespaces[.pid].path != nil, !isPrivileged { return true }
    return made.contains(kind: .network) && !(spec.linux?.netDevices ?? []).isEmpty
  }

  private func setsParameters(of kind: Namespace) -> Bool {
    for entry in spec.linux?.sysctl ?? [] where SysctlOwner(SysctlKey(entry.key)).kind == kind { return true }
    return false
  }

  private mutating func join(_ joins: [NamespaceJoin]) {
    for join in joins { add(.joinNamespace(join.kind, join.slot)) }
  }

  private mutating func unshare(_ kinds: Namespaces) {
    if !kinds.isEmpty { add(.unshare(kinds)) }
  }

  /// Always unshared by the child, when it is in its cgroups: they become the namespace's roots (cgroup_namespaces(7)).
  private func cgroupNamespace() -> Namespaces {
    namespaces[.cgroup].isNew ? Namespaces(.cgroup) : Namespaces()
  }

  /// Nothing to join where the child is cloned into its cgroup.
  private mutating func cgroupMembers(_ cgroup: CgroupPlan) -> [Slot] {
    guard cgroup.cloneTarget == nil else { return [] }
    var members: [Slot] = []
    for hierarchy in cgroup.targets.indices { members.append(slot(.cgroupMembers(hierarchy: hierarchy))) }
    return members
  }

  private func clockOffsets() -> [ClockOffset] {
    var offsets: [ClockOffset] = []
    for offset in spec.linux?.timeOffsets ?? [] {
      offsets.append(
        ClockOffset(
          clock: offset.clock, seconds: offset.secs ?? 0,
          nanoseconds: UInt32(truncatingIfNeeded: offset.nanosecs ?? 0)))
    }
    return offsets
  }
}
