// SPDX-License-Identifier: Apache-2.0

package import LinuxABI

/// A descriptor that the launcher opens in the parent and the init stage finds open: plans name descriptors by slot,
/// the launcher maps slots to numbers, and the numbers travel with the plan.
package struct Slot: Equatable, Hashable, Sendable {
  package let index: Int
  package init(_ index: Int) { self.index = index }
}

/// How the launcher fills a slot; `LaunchPlan.slots[n]` is the request of slot n.
package enum SlotRequest: Sendable {
  /// A namespace file, checked by NS_GET_NSTYPE to be of that kind; `notHosts`: and not to be the runtime's own, because
  /// kernel parameters of it are to be set, which would change the host (runc looks at the network namespace only).
  case namespace(Namespace, path: String, notHosts: Bool = false)
  /// A pidfd of a running process (`exec`: the container's init).
  case pidfd(pid: Int32)
  /// `tasks` (v1) or `cgroup.procs` (v2 without CLONE_INTO_CGROUP) of one of the container's cgroups, write-only;
  /// the index counts the hierarchies in the order of the cgroup plan.
  case cgroupMembers(hierarchy: Int)
  /// A detached copy of a host tree (open_tree OPEN_TREE_CLONE), with AT_RECURSIVE when asked, ID-mapped when
  /// mappings are given. Opened by the parent where the child's user namespace could not (sources, mapped mounts), and
  /// made a slave of the host's mounts, recursively, before it is handed over: the copy of a shared mount is in the
  /// same peer group, and what the container mounts below it would appear on the host. `locked`: the container's root,
  /// who is not the host's, can neither take back what the host's mounts forbid nor uncover what is mounted below.
  case mountTree(source: String, recursive: Bool, idMap: IDMap?, locked: Bool)
  /// The stream socket to which the console's master end is sent.
  case consoleSocket
  /// The FIFO of the start gate, open for reading and writing.
  case startGate
  /// A detached copy of the mount of a host device node, locked, to be bound where mknod is refused (user namespaces).
  case hostDevice(path: String)
}

/// An ID-mapped mount's translation (mount_setattr(2), MOUNT_ATTR_IDMAP).
package struct IDMap: Sendable {
  package var uids: [IDRange]
  package var gids: [IDRange]
  /// Map submounts as well (`ridmap`).
  package var recursive: Bool
  /// Use this user namespace's mappings (a file of it) in place of `uids` and `gids`: the container joins it by path.
  package var namespacePath: String?
  package init(uids: [IDRange], gids: [IDRange], recursive: Bool) {
    self.uids = uids
    self.gids = gids
    self.recursive = recursive
  }
}

/// One line of a uid_map or gid_map (user_namespaces(7)).
package struct IDRange: Equatable, Sendable {
  package var containerID: UInt32
  package var hostID: UInt32
  package var size: UInt32
  package init(containerID: UInt32, hostID: UInt32, size: UInt32) {
    self.containerID = containerID
    self.hostID = hostID
    self.size = size
  }
}
