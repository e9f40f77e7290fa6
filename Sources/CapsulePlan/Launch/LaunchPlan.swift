// SPDX-License-Identifier: Apache-2.0

package import LinuxABI

/// Everything `create`, `run` or `exec` will do, as a value: the last pure line.
///
/// `capsule-oci plan` prints it.
package struct LaunchPlan: Sendable {
  package var id: String
  /// What clone3(2) makes and what the parent does around it.
  package var clone: ClonePlan
  /// `slots[n]` says how slot n is filled.
  package var slots: [SlotRequest] = []
  /// What the init stage performs, in order.
  package var steps: [InitStep] = []
  /// Warnings for people (unknown capability, newer ociVersion minor, ...).
  package var warnings: [String] = []
  package init(id: String, clone: ClonePlan) {
    self.id = id
    self.clone = clone
  }
}

/// The parent's side of making the child.
package struct ClonePlan: Sendable {
  /// New namespaces made by clone3 itself.
  ///
  /// Never time (InitStep.newTimeNamespace) and never cgroup: clone3 roots a cgroup namespace at the parent's cgroup
  /// even with CLONE_INTO_CGROUP, so the child unshares it once it is there.
  package var newNamespaces = Namespaces()
  /// A pid namespace (namespace file or pidfd) that the cloning process joins before the clone: setns(2) moves only
  /// later children.
  ///
  /// The parent leaves it again after the clone; an intermediate child need not.
  package var joinPID: Slot?
  /// Joined in this order by an intermediate child, which then joins `joinPID` and makes the container's process with
  /// `newNamespaces` and CLONE_PARENT.
  ///
  /// Needed where the clone itself must happen inside what is joined: joins that need the host's privileges before a
  /// new user namespace, and a user namespace joined by path before a new pid namespace. Empty nearly always: then the
  /// parent clones by itself.
  package var intermediateJoins: [NamespaceJoin] = []
  /// The child becomes uid and gid 0 of its user namespace (after its maps are written, if it has a new one) before it
  /// executes the image of the runtime: execve(2) leaves capabilities only to the namespace's root.
  package var becomeNamespaceRoot = false
  /// Written by the parent while the child waits; nil without a new user namespace.
  package var uidMap: [IDRange]?
  package var gidMap: [IDRange]?
  /// What the mappings of a joined user namespace must be, when the configuration has some as well: containerd and
  /// CRI-O give both.
  ///
  /// Looked at when the child says `ready`; others would give files the wrong owners.
  package var joinedUIDMap: [IDRange]?
  package var joinedGIDMap: [IDRange]?
  /// Set by the parent with prlimit(2) when the child says `ready`: raising a hard limit needs CAP_SYS_RESOURCE of the
  /// initial user namespace, which a child in another one lacks.
  ///
  /// Otherwise the limits are steps of the child.
  package var rlimits: [RlimitStep] = []
  /// Written to /proc/PID/oom_score_adj by the parent: lowering it needs privilege outside the user namespace.
  package var oomScoreAdj: Int32?
  /// Interfaces moved into the child's network namespace: host name and name inside.
  package var netDevices: [NetDeviceMove] = []
  /// CPU affinity the child starts with (`execCPUAffinity.initial`); nil leaves it.
  package var initialCPUAffinity: [UInt32]?
  /// What the parent maps the owners of trees by that the child has opened (`MountStep.Kind.mappedBind`).
  package var idMaps: [IDMap] = []
  /// Hooks the parent runs when the child says its mounts stand.
  package var prestart: [HookStep] = []
  package var createRuntime: [HookStep] = []
  package init() {}
}

/// A namespace to join and the slot of its file (or of a pidfd).
package struct NamespaceJoin: Equatable, Sendable {
  package var kind: Namespace
  package var slot: Slot
  package init(kind: Namespace, slot: Slot) {
    self.kind = kind
    self.slot = slot
  }
}

/// One line of /proc/PID/timens_offsets (time_namespaces(7)).
package struct ClockOffset: Equatable, Sendable {
  /// `monotonic` or `boottime`.
  package var clock: String
  package var seconds: Int64
  package var nanoseconds: UInt32
  package init(clock: String, seconds: Int64, nanoseconds: UInt32) {
    self.clock = clock
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }
}

package struct NetDeviceMove: Sendable {
  package var hostName: String
  package var name: String
  package init(hostName: String, name: String) {
    self.hostName = hostName
    self.name = name
  }
}
