// SPDX-License-Identifier: Apache-2.0

/// Where a container's cgroups are and what is written into them, in order; a function of the configuration and of the
/// host's hierarchies.
package struct CgroupPlan: Sendable {
  /// One per hierarchy the container joins; the order is that of `SlotRequest.cgroupMembers(hierarchy:)`.
  package var targets: [CgroupTarget]
  /// The target a child can be cloned into (CLONE_INTO_CGROUP): the only one, on a pure v2 host; nil otherwise, and
  /// the child then moves itself.
  package var cloneTarget: Int?
  package init(targets: [CgroupTarget], cloneTarget: Int?) {
    self.targets = targets
    self.cloneTarget = cloneTarget
  }
}

/// One cgroup directory.
package struct CgroupTarget: Sendable {
  package var hierarchy: CgroupHierarchy
  /// Relative to the hierarchy's mount point, with a leading slash.
  package var path: String
  /// In order; file names relative to the directory.
  package var writes: [CgroupWrite]
  package init(hierarchy: CgroupHierarchy, path: String, writes: [CgroupWrite]) {
    self.hierarchy = hierarchy
    self.path = path
    self.writes = writes
  }
}

package enum CgroupHierarchy: Sendable {
  case v1(CgroupV1Hierarchy)
  case v2(CgroupV2Hierarchy)
}

/// One value for one control file.
package struct CgroupWrite: Equatable, Sendable {
  package var file: String
  package var value: String
  /// JSON pointer of the setting it comes from, for messages.
  package var pointer: String
  package init(file: String, value: String, pointer: String) {
    self.file = file
    self.value = value
    self.pointer = pointer
  }
}
