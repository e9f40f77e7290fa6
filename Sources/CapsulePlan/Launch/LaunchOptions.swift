// SPDX-License-Identifier: Apache-2.0

/// What the command line and the launcher add to the configuration of a new container.
package struct CreateOptions: Sendable {
  package var id: ContainerID
  /// Absolute path of the bundle in the host's view: relative paths of the configuration start here.
  package var bundle: String
  /// `--no-pivot`.
  package var noPivot = false
  /// `--no-new-keyring`.
  package var noNewKeyring = false
  /// `--preserve-fds`: descriptors 3 ..< 3 + n beyond those of LISTEN_FDS.
  package var preservedDescriptors: UInt32 = 0
  /// `--console-socket` was given.
  package var hasConsoleSocket = false
  /// `create` and `run --detach`: nobody stays to carry a terminal's bytes.
  package var detached = false
  /// `create`: the process waits at a FIFO, which the launcher opens for the slot; `run` has the parent's word.
  package var hasStartGate = false
  /// The directory on the host that holds `notify.sock`, when NOTIFY_SOCKET is to be forwarded: it appears read-only
  /// on /run/notify (as with runc).
  package var notifyDirectory: String?

  package init(id: ContainerID, bundle: String) {
    self.id = id
    self.bundle = bundle
  }
}

/// What the command line says about one more process in a container.
package struct ExecOptions: Sendable {
  package var id: ContainerID
  /// The container's init, whose namespaces are joined.
  package var initPID: Int32
  package var noNewKeyring = false
  package var preservedDescriptors: UInt32 = 0
  package var hasConsoleSocket = false
  package var detached = false
  /// Join the container's cgroups.
  ///
  /// False when it has none.
  package var joinCgroups = true
  /// Cloned straight into the container's cgroup (v2, CLONE_INTO_CGROUP); it then has nothing to join.
  package var clonedIntoCgroup = false
  /// How many hierarchies the launcher opens member files of (`SlotRequest.cgroupMembers`).
  package var hierarchies = 0

  package init(id: ContainerID, initPID: Int32) {
    self.id = id
    self.initPID = initPID
  }
}

/// What `exec` says about the process itself: edits of the configuration's process, or nothing when `--process` gave a
/// whole one.
package struct ProcessOverrides: Sendable {
  package var args: [String]?
  package var cwd: String?
  /// Appended, so they win over the configuration's.
  package var env: [String] = []
  package var terminal = false
  package var uid: UInt32?
  package var gid: UInt32?
  package var additionalGids: [UInt32] = []
  /// Names, added to bounding, effective and permitted; to ambient only where inheritable has some.
  package var capabilities: [String] = []
  package var noNewPrivileges = false
  package var apparmorProfile: String?
  package var selinuxLabel: String?
  package init() {}
}
