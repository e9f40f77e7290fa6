// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Testing

/// What is written for each setting, on v1 and on v2.
@Suite struct CgroupWritesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var json: String
    var v1: [String]
    var v2: [String]
    init(_ json: String, v1: [String], v2: [String]) {
      self.json = json
      self.v1 = v1
      self.v2 = v2
    }
    var testDescription: String { json }
  }

  static let memory = [
    Case(
      #"{"memory":{"limit":100,"swap":300}}"#,
      v1: ["memory.limit_in_bytes=100", "memory.memsw.limit_in_bytes=300"],
      v2: ["memory.swap.max=200", "memory.max=100"]),
    Case(
      #"{"memory":{"limit":-1}}"#,
      v1: ["memory.memsw.limit_in_bytes=-1?", "memory.limit_in_bytes=-1"],
      v2: ["memory.swap.max=max?", "memory.max=max"]),
    Case(
      #"{"memory":{"limit":100,"swap":100}}"#,
      v1: ["memory.limit_in_bytes=100", "memory.memsw.limit_in_bytes=100"],
      v2: ["memory.swap.max=0?", "memory.max=100"]),
    Case(
      #"{"memory":{"limit":100,"swap":-1}}"#,
      v1: ["memory.limit_in_bytes=100", "memory.memsw.limit_in_bytes=-1?"],
      v2: ["memory.swap.max=max?", "memory.max=100"]),
    Case(
      #"{"memory":{"limit":-1,"swap":300}}"#,
      v1: ["memory.limit_in_bytes=-1", "memory.memsw.limit_in_bytes=300"],
      v2: ["memory.swap.max=300", "memory.max=max"]),
    Case(
      #"{"memory":{"reservation":50,"useHierarchy":true,"kernel":-1,"kernelTCP":-1}}"#,
      v1: [
        "memory.soft_limit_in_bytes=50", "memory.kmem.limit_in_bytes=-1?", "memory.kmem.tcp.limit_in_bytes=-1?",
        "memory.use_hierarchy=1?",
      ], v2: ["memory.low=50"]),
    Case(
      #"{"memory":{"limit":0,"swap":0,"reservation":0,"kernel":0,"kernelTCP":0,"disableOOMKiller":false,"#
        + #""swappiness":18446744073709551615}}"#, v1: [], v2: []),
  ]

  static let others = [
    Case(
      #"{"cpu":{"shares":1024,"quota":50000,"period":100000,"burst":10000,"idle":0}}"#,
      v1: [
        "cpu.shares=1024", "cpu.cfs_period_us=100000", "cpu.cfs_quota_us=50000", "cpu.cfs_burst_us=10000",
        "cpu.idle=0?",
      ], v2: ["cpu.weight=100", "cpu.idle=0?", "cpu.max=50000 100000", "cpu.max.burst=10000"]),
    Case(#"{"cpu":{"quota":-1}}"#, v1: ["cpu.cfs_quota_us=-1"], v2: ["cpu.max=max 100000"]),
    Case(#"{"cpu":{"period":50000}}"#, v1: ["cpu.cfs_period_us=50000"], v2: ["cpu.max=max 50000"]),
    Case(#"{"cpu":{"idle":1}}"#, v1: ["cpu.idle=1"], v2: ["cpu.idle=1"]),
    Case(
      #"{"cpu":{"shares":0,"quota":0,"period":0,"realtimePeriod":0,"realtimeRuntime":0,"cpus":"","mems":""}}"#,
      v1: [], v2: []),
    Case(
      #"{"cpu":{"cpus":"0-1","mems":"0"}}"#, v1: ["cpuset.cpus=0-1", "cpuset.mems=0"],
      v2: ["cpuset.cpus=0-1", "cpuset.mems=0"]),
    Case(#"{"pids":{"limit":42}}"#, v1: ["pids.max=42"], v2: ["pids.max=42"]),
    Case(#"{"pids":{"limit":0}}"#, v1: ["pids.max=1"], v2: ["pids.max=1"]),
    Case(#"{"pids":{"limit":-1}}"#, v1: ["pids.max=max"], v2: ["pids.max=max"]),
    Case(
      #"{"blockIO":{"weight":500,"weightDevice":[{"major":8,"minor":16,"weight":10}]}}"#,
      v1: [
        "blkio.weight=500 else blkio.bfq.weight=500",
        "blkio.weight_device=8:16 10 else blkio.bfq.weight_device=8:16 10",
      ],
      v2: [
        "io.bfq.weight=500 else io.weight=4950", "io.bfq.weight=8:16 10 else io.weight=8:16 1",
      ]),
    Case(
      #"{"blockIO":{"throttleReadBpsDevice":[{"major":8,"minor":0,"rate":600}],"#
        + #""throttleWriteBpsDevice":[{"major":8,"minor":0,"rate":0}],"#
        + #""throttleReadIOPSDevice":[{"major":8,"minor":0,"rate":3}],"#
        + #""throttleWriteIOPSDevice":[{"major":8,"minor":16,"rate":4}]}}"#,
      v1: [
        "blkio.throttle.read_bps_device=8:0 600", "blkio.throttle.write_bps_device=8:0 0",
        "blkio.throttle.read_iops_device=8:0 3", "blkio.throttle.write_iops_device=8:16 4",
      ], v2: ["io.max=8:0 rbps=600", "io.max=8:0 wbps=max", "io.max=8:0 riops=3", "io.max=8:16 wiops=4"]),
    Case(
      #"{"hugepageLimits":[{"pageSize":"2MB","limit":4194304}]}"#,
      v1: ["hugetlb.2MB.limit_in_bytes=4194304", "hugetlb.2MB.rsvd.limit_in_bytes=4194304?"],
      v2: ["hugetlb.2MB.max=4194304", "hugetlb.2MB.rsvd.max=4194304?"]),
    Case(
      #"{"rdma":{"mlx5_1":{"hcaHandles":3,"hcaObjects":10000},"rxe3":{"hcaObjects":5}}}"#,
      v1: ["rdma.max=mlx5_1 hca_handle=3 hca_object=10000", "rdma.max=rxe3 hca_object=5"],
      v2: ["rdma.max=mlx5_1 hca_handle=3 hca_object=10000", "rdma.max=rxe3 hca_object=5"]),
  ]

  @Test("each setting has its writes on v1 and on v2", arguments: memory + others)
  func writes(_ one: Case) throws {
    #expect(try CgroupSamples.writes(one.json, CgroupSamples.v1()) == one.v1)
    #expect(try CgroupSamples.writes(one.json, CgroupSamples.v2()) == one.v2)
  }

  @Test(
    "v1 alone has some settings",
    arguments: [
      (#"{"memory":{"swappiness":0}}"#, ["memory.swappiness=0"]),
      (#"{"memory":{"disableOOMKiller":true}}"#, ["memory.oom_control=1"]),
      (#"{"memory":{"useHierarchy":false}}"#, ["memory.use_hierarchy=0"]),
      (#"{"memory":{"kernel":5}}"#, ["memory.kmem.limit_in_bytes=5"]),
      (#"{"memory":{"kernelTCP":6}}"#, ["memory.kmem.tcp.limit_in_bytes=6"]),
      (
        #"{"cpu":{"realtimeRuntime":950000,"realtimePeriod":1000000}}"#,
        ["cpu.rt_period_us=1000000", "cpu.rt_runtime_us=950000"]
      ),
      (
        #"{"blockIO":{"leafWeight":10,"weightDevice":[{"major":8,"minor":0,"leafWeight":300}]}}"#,
        ["blkio.leaf_weight=10", "blkio.leaf_weight_device=8:0 300"]
      ),
      (
        #"{"network":{"classID":1048577,"priorities":[{"name":"eth0","priority":500}]}}"#,
        ["net_cls.classid=1048577", "net_prio.ifpriomap=eth0 500"]
      ),
    ])
  func v1Only(_ json: String, _ writes: [String]) throws {
    #expect(try CgroupSamples.writes(json, CgroupSamples.v1()) == writes)
    let refusal = CgroupSamples.message { _ = try CgroupSamples.writes(json, CgroupSamples.v2()) }
    #expect(refusal.contains("cannot be set on cgroup v2"))
  }

  @Test(
    "what contradicts itself is refused",
    arguments: [
      (#"{"memory":{"swap":5}}"#, "unable to set swap limit without memory limit"),
      (#"{"memory":{"limit":10,"swap":5}}"#, "memory+swap limit should be >= memory limit: 5 < 10"),
    ])
  func contradictions(_ json: String, _ message: String) {
    #expect(
      CgroupSamples.message { _ = try CgroupSamples.writes(json, CgroupSamples.v2()) }.hasSuffix(message))
  }

  @Test("v1's kernel clamps shares silently, so they are refused here")
  func sharesRange() {
    #expect(
      CgroupSamples.message { _ = try CgroupSamples.writes(#"{"cpu":{"shares":262145}}"#, CgroupSamples.v1()) }
        .hasSuffix("the maximum allowed cpu-shares is 262144"))
    #expect(
      CgroupSamples.message { _ = try CgroupSamples.writes(#"{"cpu":{"shares":1}}"#, CgroupSamples.v1()) }
        .hasSuffix("the minimum allowed cpu-shares is 2"))
  }

  @Test("a value whose acceptance depends on the old one of the next file is tried again after it")
  func order() throws {
    let json = #"{"memory":{"limit":1,"swap":2},"cpu":{"period":1000,"quota":1000}}"#
    let plan = try CgroupPlan.make(
      resources: CgroupSamples.resources(json), cgroupsPath: "/c", id: "c", facts: CgroupSamples.v1())
    let again = plan.targets.flatMap(\.writes).filter(\.afterNext).map(\.file)
    #expect(again == ["cpu.cfs_period_us", "memory.limit_in_bytes"])
  }
}
