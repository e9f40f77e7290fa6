// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI

/// A mount of type `cgroup`: the container's own view of whatever the host has.
extension PlanBuilder {
  func cgroupMount(_ cgroup: CgroupPlan) -> MountStep.Kind {
    let namespaced = !namespaces[.cgroup].isInherited
    guard !facts.cgroups.v1.isEmpty else {
      let mountPoint = facts.cgroups.unified?.mountPoint ?? "/sys/fs/cgroup"
      // A container without a cgroup of its own is in ours.
      let ours = LexicalPath.cleaned(mountPoint + "/" + (facts.cgroups.unified?.ownPath ?? ""))
      return .cgroup2(namespaced: namespaced, hostPath: mountPoint, containerPath: unifiedDirectory(cgroup) ?? ours)
    }
    var hierarchies: [CgroupHierarchyMount] = []
    for hierarchy in facts.cgroups.v1 {
      let directory = LexicalPath.lastComponent(hierarchy.mountPoint)
      hierarchies.append(
        CgroupHierarchyMount(
          directory: directory, links: links(to: hierarchy, directory: directory), mountData: mountData(of: hierarchy),
          hostPath: directoryOf(hierarchy, cgroup)))
    }
    if let unified = facts.cgroups.unified {
      hierarchies.append(
        CgroupHierarchyMount(
          directory: LexicalPath.lastComponent(unified.mountPoint), links: [], mountData: nil,
          hostPath: unifiedDirectory(cgroup) ?? unified.mountPoint))
    }
    return .cgroup1(hierarchies, namespaced: namespaced)
  }

  /// Co-mounted controllers are found under each name: `cpu` and `cpuacct` lead to `cpu,cpuacct`.
  private func links(to hierarchy: CgroupV1Hierarchy, directory: String) -> [String] {
    guard hierarchy.controllers.count > 1 else { return [] }
    return hierarchy.controllers.filter { $0 != directory }
  }

  private func mountData(of hierarchy: CgroupV1Hierarchy) -> String {
    if let name = hierarchy.name { return "none,name=" + name }
    return hierarchy.controllers.joined(separator: ",")
  }

  /// The container's directory in that hierarchy, or the runtime's own where it has none.
  private func directoryOf(_ hierarchy: CgroupV1Hierarchy, _ cgroup: CgroupPlan) -> String {
    for target in cgroup.targets {
      if case .v1(let other) = target.hierarchy, other.mountPoint == hierarchy.mountPoint {
        return target.directory.path
      }
    }
    return LexicalPath.cleaned(hierarchy.mountPoint + "/" + hierarchy.ownPath)
  }

  private func unifiedDirectory(_ cgroup: CgroupPlan) -> String? {
    for target in cgroup.targets {
      if case .v2 = target.hierarchy { return target.directory.path }
    }
    return nil
  }
}
