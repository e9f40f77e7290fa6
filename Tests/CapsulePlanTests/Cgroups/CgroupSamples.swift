// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import OCI

/// Hosts and settings for the tests of cgroup plans.
enum CgroupSamples {
  /// `linux.resources` from its JSON text.
  static func resources(_ json: String) throws -> Resources {
    let spec = try RuntimeSpec.parse(Array((#"{"ociVersion":"1.3.0","linux":{"resources":"# + json + "}}").utf8))
    return spec.linux?.resources ?? Resources()
  }

  static let controllers = ["cpuset", "cpu", "io", "memory", "hugetlb", "pids", "rdma"]

  /// A host with cgroup2 alone.
  static func v2(own: String = "/user.slice/a.scope", controllers: [String] = controllers) -> HostFacts {
    var facts = HostFacts()
    facts.cgroups.unified = CgroupV2Hierarchy(mountPoint: "/sys/fs/cgroup", ownPath: own, controllers: controllers)
    return facts
  }

  /// A host with every v1 controller, cpu and cpuacct together, and systemd's named hierarchy.
  static func v1(own: String = "/user/0") -> HostFacts {
    var facts = HostFacts()
    for names in [
      ["cpu", "cpuacct"], ["cpuset"], ["memory"], ["devices"], ["freezer"], ["blkio"], ["pids"], ["hugetlb"], ["rdma"],
      ["net_cls", "net_prio"],
    ] {
      facts.cgroups.v1.append(
        CgroupV1Hierarchy(
          mountPoint: "/sys/fs/cgroup/" + names.joined(separator: ","), controllers: names, name: nil, ownPath: own))
    }
    facts.cgroups.v1.append(
      CgroupV1Hierarchy(mountPoint: "/sys/fs/cgroup/systemd", controllers: [], name: "systemd", ownPath: own))
    return facts
  }

  /// v1 without hugetlb, which the unified tree has: the kind of machine this was written on.
  static func hybrid() -> HostFacts {
    var facts = v1()
    facts.cgroups.v1.removeAll { $0.controllers == ["hugetlb"] }
    facts.cgroups.unified = CgroupV2Hierarchy(
      mountPoint: "/sys/fs/cgroup/unified", ownPath: "/", controllers: ["hugetlb"])
    return facts
  }

  /// `FILE=VALUE` of every write but the device list's, hierarchy by hierarchy.
  static func writes(_ json: String, _ facts: HostFacts) throws -> [String] {
    let plan = try CgroupPlan.make(resources: resources(json), cgroupsPath: "/c", id: "c", facts: facts)
    return plan.targets.flatMap(\.writes).filter { $0.controller != "devices" }.map(show)
  }

  static func show(_ write: CgroupWrite) -> String {
    switch write.whenMissing {
    case .fail: return "\(write.file)=\(write.value)"
    case .skip: return "\(write.file)=\(write.value)?"
    case .instead(let file, let value): return "\(write.file)=\(write.value) else \(file)=\(value)"
    }
  }

  /// The message of the failure that `body` ends in.
  static func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no failure"
    } catch let failure as Failure {
      return failure.message
    } catch {
      return "\(error)"
    }
  }
}
