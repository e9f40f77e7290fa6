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

extension LaunchPlan {
  /// Mounts of type cgroup show the runtime's own cgroups in the place of those that could not be made: a user without
  /// permission has none, and neither has the container then.
  package mutating func showOwnCgroups(inPlaceOf missing: [CgroupTarget]) {
    if missing.isEmpty { return }
    func replaced(_ path: String) -> String {
      for target in missing where target.directory.path == path { return target.hierarchy.ownDirectory }
      return path
    }
    for index in steps.indices {
      guard case .mount(var mount) = steps[index] else { continue }
      switch mount.kind {
      case .cgroup1(var hierarchies, let namespaced):
        for place in hierarchies.indices { hierarchies[place].hostPath = replaced(hierarchies[place].hostPath) }
        mount.kind = .cgroup1(hierarchies, namespaced: namespaced)
      case .cgroup2(let namespaced, let hostPath, let containerPath):
        mount.kind = .cgroup2(namespaced: namespaced, hostPath: hostPath, containerPath: replaced(containerPath))
      case .fileSystem, .bind, .mappedBind, .remount, .attributesOnly: continue
      }
      steps[index] = .mount(mount)
    }
  }
}

extension CgroupHierarchy {
  /// Where the runtime itself is.
  fileprivate var ownDirectory: String {
    switch self {
    case .v1(let found): return LexicalPath.cleaned(found.mountPoint + "/" + found.ownPath)
    case .v2(let found): return LexicalPath.cleaned(found.mountPoint + "/" + found.ownPath)
    }
  }
}
