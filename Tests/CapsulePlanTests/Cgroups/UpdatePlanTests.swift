// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Testing

/// What `update` writes into the cgroups of a container that runs.
@Suite struct UpdatePlanTests {
  /// A container's place on a host with cgroup2 alone.
  static let unified = [CgroupDirectory(key: "", path: "/sys/fs/cgroup/c")]

  static func writes(_ json: String, _ present: PresentLimits) throws -> [String] {
    let plan = try CgroupPlan.update(
      CgroupSamples.resources(json), in: unified, CgroupSamples.v2().cgroups, present: present)
    return plan.targets.flatMap(\.writes).map(CgroupSamples.show)
  }

  @Test(
    "on v2, what is given by half is completed by what the cgroup has",
    arguments: [
      (#"{"cpu":{"period":900000}}"#, ["cpu.max=500000 900000"]),
      (#"{"cpu":{"quota":600000}}"#, ["cpu.max=600000 1000000"]),
      (#"{"cpu":{"quota":-1}}"#, ["cpu.max=max 1000000"]),
      (#"{"cpu":{"quota":5000,"period":50000}}"#, ["cpu.max=5000 50000"]),
      (#"{"cpu":{"shares":1024}}"#, ["cpu.weight=100"]),
      // 100 and 50 of swap: 150 together, of which 120 are memory now.
      (#"{"memory":{"limit":120}}"#, ["memory.swap.max=30", "memory.max=120"]),
      (#"{"memory":{"swap":400}}"#, ["memory.swap.max=300", "memory.max=100"]),
      (#"{"memory":{"swap":-1}}"#, ["memory.swap.max=max?"]),
      (#"{"memory":{"limit":-1}}"#, ["memory.swap.max=max?", "memory.max=max"]),
      (#"{"pids":{"limit":7}}"#, ["pids.max=7"]),
    ])
  func completed(_ json: String, _ expected: [String]) throws {
    let present = PresentLimits(cpuMax: "500000 1000000", memoryMax: "100", memorySwapMax: "50")
    #expect(try Self.writes(json, present) == expected)
  }

  @Test("a container without limits gets the kernel's defaults for the other half")
  func unlimited() throws {
    let present = PresentLimits(cpuMax: "max 100000", memoryMax: "max", memorySwapMax: "max")
    #expect(try Self.writes(#"{"cpu":{"period":50000}}"#, present) == ["cpu.max=max 50000"])
    #expect(try Self.writes(#"{"cpu":{"quota":30000}}"#, present) == ["cpu.max=30000 100000"])
    #expect(try Self.writes(#"{"memory":{"limit":100}}"#, present) == ["memory.max=100"])
    let message = CgroupSamples.message { _ = try Self.writes(#"{"memory":{"swap":100}}"#, present) }
    #expect(message.contains("unable to set swap limit without memory limit"))
  }

  @Test("memory and swap together stay what they were: memory beyond that is refused")
  func beyondSwap() {
    let present = PresentLimits(memoryMax: "100", memorySwapMax: "0")
    let message = CgroupSamples.message { _ = try Self.writes(#"{"memory":{"limit":200}}"#, present) }
    #expect(message.contains("memory+swap limit should be >= memory limit"))
  }

  @Test("on v1, every file is the kernel's business")
  func v1() throws {
    let places = [
      CgroupDirectory(key: "memory", path: "/sys/fs/cgroup/memory/a/c"),
      CgroupDirectory(key: "cpu,cpuacct", path: "/sys/fs/cgroup/cpu,cpuacct/a/c"),
    ]
    let plan = try CgroupPlan.update(
      CgroupSamples.resources(#"{"memory":{"limit":100},"cpu":{"period":900000}}"#), in: places,
      CgroupSamples.v1().cgroups, present: PresentLimits(cpuMax: "1 2", memoryMax: "3", memorySwapMax: "4"))
    #expect(
      plan.targets.map { $0.writes.map(CgroupSamples.show) } == [
        ["memory.limit_in_bytes=100"], ["cpu.cfs_period_us=900000"],
      ])
    #expect(plan.targets.map(\.directory) == places)
    #expect(plan.targets.allSatisfy { $0.deviceProgram.isEmpty })
  }

  @Test("a limit in a hierarchy where the container has no cgroup is refused")
  func withoutPlace() {
    let message = CgroupSamples.message {
      _ = try CgroupPlan.update(
        CgroupSamples.resources(#"{"pids":{"limit":3}}"#),
        in: [CgroupDirectory(key: "memory", path: "/sys/fs/cgroup/memory/c")], CgroupSamples.v1().cgroups,
        present: PresentLimits())
    }
    #expect(message == "/linux/resources/pids/limit: cannot set pids limit: the container has no cgroup for it")
  }

  @Test("checkBeforeUpdate is asked on v2")
  func check() throws {
    let plan = try CgroupPlan.update(
      CgroupSamples.resources(#"{"memory":{"limit":1024,"swap":2048,"checkBeforeUpdate":true}}"#), in: Self.unified,
      CgroupSamples.v2().cgroups, present: PresentLimits())
    #expect(plan.targets.first?.memoryCheck == MemoryCheck(limit: 1024, swap: 2048))
  }
}
