// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Foundation
import OCI

/// Hosts as HostProbe finds them.
enum Hosts {
  static var v2: HostFacts {
    var facts = HostFacts()
    facts.cgroups.unified = CgroupV2Hierarchy(
      mountPoint: "/sys/fs/cgroup", ownPath: "/system.slice/engine.service",
      controllers: ["cpuset", "cpu", "io", "memory", "hugetlb", "pids", "rdma", "misc"])
    return facts
  }

  static var v1: HostFacts {
    var facts = HostFacts()
    for controllers in ["cpu,cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids"] {
      facts.cgroups.v1.append(
        CgroupV1Hierarchy(
          mountPoint: "/sys/fs/cgroup/" + controllers, controllers: controllers.split(separator: ",").map(String.init),
          name: nil, ownPath: "/"))
    }
    facts.cgroups.v1.append(
      CgroupV1Hierarchy(mountPoint: "/sys/fs/cgroup/systemd", controllers: [], name: "systemd", ownPath: "/engine"))
    return facts
  }

  static var hybrid: HostFacts {
    var facts = v1
    facts.cgroups.unified = CgroupV2Hierarchy(
      mountPoint: "/sys/fs/cgroup/unified", ownPath: "/", controllers: ["hugetlb"])
    return facts
  }

  /// An unprivileged user on a v2 host.
  static var rootless: HostFacts {
    var facts = v2
    facts.effectiveUID = 1000
    facts.effectiveGID = 1000
    facts.capabilities = CapabilitySet()
    return facts
  }
}

/// Configurations of the golden plans.
enum Samples {
  static func spec(_ file: String) throws -> RuntimeSpec {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try RuntimeSpec.parse([UInt8](Data(contentsOf: url.appendingPathComponent("Golden/" + file))))
  }

  static func standard(rootless: Bool = false) throws -> RuntimeSpec {
    var document = DefaultSpec()
    if rootless { document.rootless = DefaultSpec.Caller(uid: 1000, gid: 1000) }
    return try RuntimeSpec.parse(document.bytes)
  }

  static func options(_ edit: (inout CreateOptions) -> Void = { _ in }) throws -> CreateOptions {
    var options = CreateOptions(id: try ContainerID("c1"), bundle: "/bundle")
    edit(&options)
    return options
  }

  /// The plan of `create` for a spec on a host, with the cgroups it would get there.
  static func plan(
    _ spec: RuntimeSpec, _ facts: HostFacts = Hosts.v2, _ edit: (inout CreateOptions) -> Void = { _ in }
  ) throws -> LaunchPlan {
    try LaunchPlan.create(spec: spec, facts: facts, options: try options(edit), cgroup: try cgroup(spec, facts))
  }

  static func cgroup(_ spec: RuntimeSpec, _ facts: HostFacts) throws -> CgroupPlan {
    try CgroupPlan.make(
      resources: spec.linux?.resources, cgroupsPath: spec.linux?.cgroupsPath, id: "c1", facts: facts)
  }

  /// As `capsule-oci plan` prints it, with what is behind slots and steps that the words leave out.
  static func text(_ spec: RuntimeSpec, _ facts: HostFacts, _ edit: (inout CreateOptions) -> Void = { _ in }) throws
    -> String
  {
    let plan = try plan(spec, facts, edit)
    return plan.text(cgroup: try cgroup(spec, facts)).joined(separator: "\n") + "\n"
  }
}

extension LaunchPlan {
  /// The words of the steps.
  var summaries: [String] { steps.map { $0.summary } }

  func firstIndex(of summary: String) -> Int? { summaries.firstIndex { $0.hasPrefix(summary) } }
}
