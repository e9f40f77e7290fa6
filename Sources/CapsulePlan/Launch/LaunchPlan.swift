// SPDX-License-Identifier: Apache-2.0

package import LinuxABI

/// Everything `create`, `run` or `exec` will do, as a value: the last pure line. `capsule-oci plan` prints it.
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
  /// New namespaces made by clone3 itself (never time; cgroup only where the child is cloned into its cgroup).
  package var newNamespaces = Namespaces()
  /// A pid namespace the parent joins before the clone, and leaves after it.
  package var joinPID: Slot?
  /// A user namespace by path together with a new pid namespace: an intermediate child is needed.
  package var joinUserThroughIntermediate: Slot?
  /// A new time namespace: the parent unshares it, writes the offsets, then clones.
  package var newTimeNamespace = false
  package var timeOffsets: [ClockOffset] = []
  /// Written by the parent while the child waits; nil without a new user namespace.
  package var uidMap: [IDRange]?
  package var gidMap: [IDRange]?
  /// Written to /proc/PID/oom_score_adj by the parent: lowering it needs privilege outside the user namespace.
  package var oomScoreAdj: Int32?
  /// Interfaces moved into the child's network namespace: host name and name inside.
  package var netDevices: [NetDeviceMove] = []
  /// CPU affinity the child starts with (`execCPUAffinity.initial`); nil leaves it.
  package var initialCPUAffinity: [UInt32]?
  /// Hooks the parent runs when the child says its mounts stand.
  package var prestart: [HookStep] = []
  package var createRuntime: [HookStep] = []
  package init() {}
}

package struct ClockOffset: Sendable {
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
