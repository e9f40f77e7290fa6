// SPDX-License-Identifier: Apache-2.0

package import OCI

extension CgroupPlan {
  /// Decides where a container's cgroups are and what is written into them.
  ///
  /// Every mounted v1 hierarchy is joined, the named ones too, and the unified one where there is one. A setting goes to
  /// the v1 hierarchy of its controller, or where v1 does not have it to the unified one (hybrid hosts).
  /// `owner` is that of `CgroupPlan.owner(of:)`.
  package static func make(
    resources: Resources?, cgroupsPath: String?, id: String, facts: HostFacts, owner: UInt32? = nil
  ) throws(Failure) -> CgroupPlan {
    let resources = resources ?? Resources()
    let found = facts.cgroups
    let rootless = facts.isRootless
    let optional = rootless && (cgroupsPath ?? "").utf8.isEmpty
    if found.v1.isEmpty && found.unified == nil {
      if optional && !asksForLimits(resources) { return .none }
      throw Failure(
        .cgroup, "no cgroup hierarchy is mounted",
        hint: "mount cgroup2 on /sys/fs/cgroup, or do without limits and device filter: --cgroup-manager disabled")
    }
    let location = try CgroupLocation.resolve(cgroupsPath: cgroupsPath, id: id, rootless: rootless)

    var settings = CgroupSettings(found: found)
    try settings.place(resources)
    // Neither list nor program can be loaded from a user namespace, where no device node can be made either.
    if !rootless { try settings.placeDevices(resources.devices ?? []) }

    var targets: [CgroupTarget] = []
    for (index, hierarchy) in found.v1.enumerated() {
      guard let path = try reachable(optional, { () throws(Failure) in try location.path(in: hierarchy) }) else {
        continue
      }
      targets.append(CgroupTarget(hierarchy: .v1(hierarchy), path: path, writes: settings.v1[index]))
    }
    if let unified = found.unified,
      let path = try reachable(optional, { () throws(Failure) in try location.path(in: unified) })
    {
      var target = CgroupTarget(hierarchy: .v2(unified), path: path, writes: settings.unified)
      target.deviceProgram = settings.program
      if found.v1.isEmpty {
        target.owner = owner
        target.memoryCheck = V2Writes.check(resources)
      }
      targets.append(target)
    }
    let clone = found.v1.isEmpty && targets.count == 1 ? 0 : nil
    return CgroupPlan(targets: targets, cloneTarget: clone, optional: optional)
  }

  /// No cgroup (`--cgroup-manager disabled`): limits are then refused, since nothing would hold them.
  ///
  /// The device filter is not: `spec` and every engine write one, and it is the first thing a caller gives up who
  /// disables cgroups.
  package static func disabled(resources: Resources?) throws(Failure) -> CgroupPlan {
    if let resources, asksForLimits(resources) {
      throw Failure(
        .configUnsupported, "/linux/resources: cannot set limits without cgroups (--cgroup-manager disabled)",
        hint: "remove the limits, or use --cgroup-manager cgroupfs")
    }
    return .none
  }

  /// Anything but the device filter is asked for.
  static func asksForLimits(_ resources: Resources) -> Bool {
    if !(resources.unified ?? []).isEmpty { return true }
    for controller in V1Writes.controllers {
      // A value that is refused is asked for as well.
      do throws(Failure) {
        if !(try V1Writes.list(controller, resources)).isEmpty { return true }
      } catch {
        return true
      }
    }
    return false
  }

  private static func reachable(
    _ optional: Bool, _ path: () throws(Failure) -> String
  ) throws(Failure) -> String? {
    do throws(Failure) {
      return try path()
    } catch {
      if optional { return nil }
      throw error
    }
  }
}

/// What is written into each hierarchy, in the making.
struct CgroupSettings {
  let found: CgroupFacts
  /// Parallel to `found.v1`.
  var v1: [[CgroupWrite]]
  var unified: [CgroupWrite] = []
  var program: [UInt8] = []

  init(found: CgroupFacts) {
    self.found = found
    v1 = Array(repeating: [], count: found.v1.count)
  }

  mutating func place(_ resources: Resources) throws(Failure) {
    for controller in V1Writes.controllers {
      let unifiedName = controller == "blkio" ? "io" : controller
      if let index = found.v1.firstIndex(where: { $0.controllers.contains(controller) }) {
        v1[index] += try V1Writes.list(controller, resources)
      } else if found.v1.isEmpty || found.unified?.controllers.contains(unifiedName) == true {
        if controller == "net_cls" || controller == "net_prio" {
          try refuseNetwork(controller, resources)
          continue
        }
        let writes = try V2Writes.list(unifiedName, resources)
        if let first = writes.first, found.unified?.controllers.contains(unifiedName) != true {
          throw unavailable(unifiedName, first)
        }
        unified += writes
      } else if let first = try V1Writes.list(controller, resources).first {
        throw unavailable(controller, first)
      }
    }
    unified += try UnifiedWrites.list(
      resources.unified ?? [], available: found.unified?.controllers ?? [], pure: found.v1.isEmpty)
  }

  mutating func placeDevices(_ configured: [DeviceRule]) throws(Failure) {
    let rules = DeviceRules(configured)
    if let index = found.v1.firstIndex(where: { $0.controllers.contains("devices") }) {
      v1[index] += try DeviceList(rules).writes
    } else if found.unified != nil {
      program = try DeviceProgram(rules).bytes
    } else {
      throw Failure(
        .cgroup, "the devices controller is not mounted, so the device filter cannot be set",
        hint: "mount -t cgroup -o devices cgroup /sys/fs/cgroup/devices")
    }
  }

  private func refuseNetwork(_ controller: String, _ resources: Resources) throws(Failure) {
    if try V1Writes.list(controller, resources).isEmpty { return }
    let member = controller == "net_cls" ? "classID" : "priorities"
    throw V2Writes.refuse("network/" + member, "there is no \(controller) controller; nftables can match cgroups")
  }

  private func unavailable(_ controller: String, _ write: CgroupWrite) -> Failure {
    var names: [String] = []
    for hierarchy in found.v1 { names += hierarchy.controllers }
    names += found.unified?.controllers ?? []
    return Failure(
      .cgroup, "\(write.pointer): cannot set \(controller) limit: controller \"\(controller)\" not available",
      hint: "this host has: " + (names.isEmpty ? "none" : names.joined(separator: " ")))
  }
}
