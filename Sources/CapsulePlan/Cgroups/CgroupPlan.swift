// SPDX-License-Identifier: Apache-2.0

/// Where a container's cgroups are and what is written into them, in order; a function of the configuration and of the
/// host's hierarchies.
package struct CgroupPlan: Sendable {
  /// One per hierarchy the container joins; the order is that of `SlotRequest.cgroupMembers(hierarchy:)`.
  package var targets: [CgroupTarget]
  /// The target a child can be cloned into (CLONE_INTO_CGROUP): the only one, on a pure v2 host; nil otherwise, and
  /// the child then moves itself.
  package var cloneTarget: Int?
  /// A cgroup that may not be made (EACCES, EPERM, EROFS) is done without: a rootless runtime that was given neither a
  /// path nor limits.
  ///
  /// `ContainerCgroups` then has no directory for it.
  package var optional: Bool

  package init(targets: [CgroupTarget], cloneTarget: Int?, optional: Bool = false) {
    self.targets = targets
    self.cloneTarget = cloneTarget
    self.optional = optional
  }

  /// No cgroup at all: `--cgroup-manager disabled`, and hosts where no hierarchy is mounted.
  package static var none: CgroupPlan { CgroupPlan(targets: [], cloneTarget: nil) }
}

/// One cgroup directory.
package struct CgroupTarget: Sendable {
  package var hierarchy: CgroupHierarchy
  /// Relative to the hierarchy's mount point, with a leading slash.
  package var path: String
  /// In order; file names relative to the directory.
  package var writes: [CgroupWrite]
  /// v2: the device filter (eBPF instructions of type BPF_PROG_TYPE_CGROUP_DEVICE); empty where there is none to load.
  package var deviceProgram: [UInt8] = []
  /// v2: the host uid that is to own the cgroup (config-linux.md, "Cgroup ownership").
  package var owner: UInt32?
  /// v2, `memory.checkBeforeUpdate`: limits that must be above the usage before anything is written, in bytes.
  package var memoryCheck: MemoryCheck?

  package init(hierarchy: CgroupHierarchy, path: String, writes: [CgroupWrite]) {
    self.hierarchy = hierarchy
    self.path = path
    self.writes = writes
  }

  /// The directory on the host.
  package var directory: CgroupDirectory {
    switch hierarchy {
    case .v1(let found): return CgroupDirectory(key: found.key, path: found.mountPoint + path)
    case .v2(let found): return CgroupDirectory(key: "", path: found.mountPoint + path)
    }
  }
}

package enum CgroupHierarchy: Sendable {
  case v1(CgroupV1Hierarchy)
  case v2(CgroupV2Hierarchy)
}

extension CgroupV1Hierarchy {
  /// The second field of /proc/PID/cgroup (cgroups(7)): `cpu,cpuacct`, `name=systemd`.
  package var key: String {
    if let name { return "name=" + name }
    return controllers.joined(separator: ",")
  }
}

/// One cgroup directory of a container as the state document keeps it.
package struct CgroupDirectory: Equatable, Sendable {
  /// Which hierarchy: the second field of /proc/PID/cgroup, empty for the unified one.
  package var key: String
  /// Absolute, on the host.
  package var path: String
  package init(key: String, path: String) {
    self.key = key
    self.path = path
  }

  /// It is a directory of the unified hierarchy.
  package var isUnified: Bool { key.utf8.isEmpty }
}

/// One value for one control file.
package struct CgroupWrite: Equatable, Sendable {
  package var file: String
  package var value: String
  /// JSON pointer of the setting it comes from, for messages.
  package var pointer: String
  /// What to do when the kernel has no such file.
  package var whenMissing: WhenMissing
  /// A refusal (EINVAL, EBUSY) may be due to the old value of the next file (limit and memory+swap, period and quota):
  /// then this one is tried again after it.
  package var afterNext: Bool

  package enum WhenMissing: Equatable, Sendable {
    case fail
    /// The value is what the kernel does without the file anyway.
    case skip
    /// An equivalent file and the value in its unit.
    case instead(file: String, value: String)
  }

  package init(
    file: String, value: String, pointer: String, whenMissing: WhenMissing = .fail, afterNext: Bool = false
  ) {
    self.file = file
    self.value = value
    self.pointer = pointer
    self.whenMissing = whenMissing
    self.afterNext = afterNext
  }

  /// The controller the file belongs to: its name up to the first dot.
  package var controller: String {
    var bytes: [UInt8] = []
    for byte in file.utf8 {
      if byte == UInt8(ascii: ".") { break }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Limits to compare with the usage before they are written; in bytes, nil when not asked for.
package struct MemoryCheck: Equatable, Sendable {
  package var limit: UInt64?
  /// Memory and swap together.
  package var swap: UInt64?
  package init(limit: UInt64?, swap: UInt64?) {
    self.limit = limit
    self.swap = swap
  }
}
