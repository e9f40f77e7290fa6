// SPDX-License-Identifier: Apache-2.0

/// What the runtime found on this host; the plan is a function of the configuration and of these.
package struct HostFacts: Sendable {
  package var effectiveUID: UInt32 = 0
  package var effectiveGID: UInt32 = 0
  /// The runtime runs inside a user namespace other than the initial one (rootless engines do that).
  package var inUserNamespace = false
  /// `--rootless`: whether cgroups that may not be made are done without; nil: where we are not the host's root.
  package var rootlessOption: Bool?
  /// Its own permitted set: what it cannot hold it cannot grant (config.md: SHOULD warn).
  package var capabilities = CapabilitySet(mask: .max)
  /// Its bounding set.
  package var boundingSet = CapabilitySet(mask: .max)
  /// The highest capability number the kernel knows.
  package var lastCapability: UInt32 = 40
  package var cgroups = CgroupFacts()
  /// LISTEN_FDS of the environment, where LISTEN_PID is ours or absent.
  package var listenDescriptors: UInt32 = 0
  /// NOTIFY_SOCKET of the environment.
  package var notifySocket: String?
  /// Whether the security modules that labels are for are there; looked at only where the configuration has labels.
  package var hasAppArmor = true
  package var hasSELinux = true
  /// /proc/kcore is there: not every kernel is built with it.
  package var hasKernelCore = true
  package init() {}

  /// Missing permission for cgroups is no error.
  package var isRootless: Bool { rootlessOption ?? (effectiveUID != 0 || inUserNamespace) }
}

/// Which cgroup hierarchies are mounted, and where this process is in them.
package struct CgroupFacts: Sendable {
  /// v1 hierarchies in mount order; empty on a pure v2 host.
  package var v1: [CgroupV1Hierarchy] = []
  /// The unified hierarchy: /sys/fs/cgroup (pure v2) or /sys/fs/cgroup/unified (hybrid); nil on pure v1.
  package var unified: CgroupV2Hierarchy?
  package init() {}
}

package struct CgroupV1Hierarchy: Sendable {
  package var mountPoint: String
  /// Controllers, like `cpu`, `cpuacct`; empty for a named hierarchy.
  package var controllers: [String]
  /// `systemd` for name=systemd.
  package var name: String?
  /// Our own cgroup in it, relative to the mount point's root, like `/user/0`.
  package var ownPath: String
  package init(mountPoint: String, controllers: [String], name: String?, ownPath: String) {
    self.mountPoint = mountPoint
    self.controllers = controllers
    self.name = name
    self.ownPath = ownPath
  }
}

package struct CgroupV2Hierarchy: Sendable {
  package var mountPoint: String
  package var ownPath: String
  /// `cgroup.controllers` of the mount's root.
  package var controllers: [String]
  package init(mountPoint: String, ownPath: String, controllers: [String]) {
    self.mountPoint = mountPoint
    self.ownPath = ownPath
    self.controllers = controllers
  }
}
