// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Mounts of type cgroup.
///
/// A copy of the host's mount at the container's own directory looks the same as a mount made inside its cgroup
/// namespace, and costs 30 microseconds where `mount -t cgroup2` waits for an RCU grace period of about 10 milliseconds.
extension InitContext {
  /// `own` is the container's directory: of the mount's root the whole host would be seen, and written where it is rw.
  mutating func mountCgroup2(_ step: MountStep, namespaced: Bool, own: String) throws(KernelError) {
    let place = try mountPoint(step.destination, directory: true)
    do throws(KernelError) {
      let tree = try MountTree(copying: own, recursive: false)
      try setFlags(of: tree.descriptor, step)
      try tree.attach(to: place.descriptor)
      try finish(step, tree.descriptor)
    } catch {
      // Where the host's tree cannot be copied a new mount of a cgroup namespace shows the same; without one it would
      // show the whole host.
      guard namespaced else { throw error }
      let flags = step.flags & ~MountFlags.bind
      try Mounts.mount(type: "cgroup2", source: "cgroup", flags: flags, data: step.data, on: place.descriptor)
      try finish(step, try reopen(step.destination, over: place))
    }
  }

  /// A tmpfs with a directory per hierarchy and links for controllers that share one.
  mutating func mountCgroup1(
    _ step: MountStep, _ hierarchies: [CgroupHierarchyMount], namespaced: Bool
  ) throws(KernelError) {
    let place = try mountPoint(step.destination, directory: true)
    let flags = MountFlags.noSetuid | MountFlags.noDevices | MountFlags.noExecute
    try Mounts.mount(type: "tmpfs", source: "tmpfs", flags: flags, data: "mode=755", on: place.descriptor)
    let top = RootDirectory(try reopen(step.destination, over: place))
    for hierarchy in hierarchies {
      let directory = try top.makeDirectory(hierarchy.directory)
      try mount(hierarchy, on: directory, step, namespaced: namespaced)
      for link in hierarchy.links {
        do {
          try Nodes.makeSymlink(link, at: top.descriptor.raw, to: hierarchy.directory)
        } catch {
          if error.errno != .EEXIST { throw error }
        }
      }
    }
    if step.flags & MountFlags.readOnly != 0 {
      try MountTree.change(mountOf: top.descriptor, MountChange(set: MountAttributes.readOnly), recursive: false)
    }
    try finish(step, top.descriptor)
  }

  private func mount(
    _ hierarchy: CgroupHierarchyMount, on directory: borrowing Descriptor, _ step: MountStep, namespaced: Bool
  ) throws(KernelError) {
    do throws(KernelError) {
      let tree = try MountTree(copying: hierarchy.hostPath, recursive: false)
      try setFlags(of: tree.descriptor, step)
      try tree.attach(to: directory)
    } catch {
      guard namespaced else { throw error }
      let data = hierarchy.mountData
      try Mounts.mount(
        type: data == nil ? "cgroup2" : "cgroup", source: "cgroup", flags: step.flags & ~MountFlags.bind,
        data: data ?? "", on: directory)
    }
  }
}
