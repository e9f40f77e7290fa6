// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import OCI
import Testing

/// Where the cgroups are, and which hierarchy a setting goes to.
@Suite struct CgroupPlanTests {
  func plan(
    _ json: String = "{}", path: String? = nil, _ facts: HostFacts = CgroupSamples.v2()
  ) throws -> CgroupPlan {
    try CgroupPlan.make(resources: CgroupSamples.resources(json), cgroupsPath: path, id: "c1", facts: facts)
  }

  static func rootless(_ facts: HostFacts) -> HostFacts {
    var facts = facts
    facts.effectiveUID = 1000
    return facts
  }

  @Test(
    "cgroupsPath says where",
    arguments: [
      (nil, "/c1", "/c1"), ("", "/c1", "/c1"), ("/a/b", "/a/b", "/a/b"), ("//a/./b/", "/a/b", "/a/b"),
      ("a", "/user.slice/a", "/user.slice/a.scope/a"),
      ("system.slice:x:y", "/user.slice/system.slice:x:y", "/user.slice/a.scope/system.slice:x:y"),
    ] as [(String?, String, String)])
  func location(_ path: String?, _ v2: String, _ v1: String) throws {
    #expect(try plan(path: path).targets.map(\.path) == [v2])
    let onV1 = try plan(path: path, CgroupSamples.v1(own: "/user.slice/a.scope"))
    #expect(onV1.targets.allSatisfy { $0.path == v1 })
  }

  @Test("a path that leaves its place, or is no place, is refused", arguments: ["/", "/..", "a/../b", "./", "/a\n"])
  func badPath(_ path: String) {
    #expect(CgroupSamples.message { _ = try plan(path: path) }.hasPrefix("/linux/cgroupsPath: "))
  }

  @Test("an own cgroup outside the namespace cannot be a starting point")
  func outside() {
    #expect(
      CgroupSamples.message { _ = try plan(path: "x", CgroupSamples.v2(own: "/../../y/z")) }
        .contains("outside the cgroup namespace"))
  }

  @Test("a pure v2 host clones into its only cgroup, others join each by a write")
  func cloneTarget() throws {
    #expect(try plan().cloneTarget == 0)
    #expect(try plan(CgroupSamples.v1()).cloneTarget == nil)
    let hybrid = try plan(CgroupSamples.hybrid())
    #expect(hybrid.cloneTarget == nil)
    #expect(hybrid.targets.count == CgroupSamples.hybrid().cgroups.v1.count + 1)
  }

  private func plan(_ facts: HostFacts) throws -> CgroupPlan { try plan("{}", path: "/c1", facts) }

  @Test("directories are named as in /proc/PID/cgroup")
  func directories() throws {
    let all = try plan(CgroupSamples.hybrid()).targets.map(\.directory)
    #expect(all.first == CgroupDirectory(key: "cpu,cpuacct", path: "/sys/fs/cgroup/cpu,cpuacct/c1"))
    #expect(all.contains(CgroupDirectory(key: "name=systemd", path: "/sys/fs/cgroup/systemd/c1")))
    #expect(all.last == CgroupDirectory(key: "", path: "/sys/fs/cgroup/unified/c1"))
  }

  @Test("a controller v1 does not have is set in the unified hierarchy of a hybrid host")
  func hybrid() throws {
    let made = try plan(
      #"{"hugepageLimits":[{"pageSize":"2MB","limit":1}],"pids":{"limit":5},"unified":{"hugetlb.1GB.max":"2"}}"#,
      path: "/c", CgroupSamples.hybrid())
    #expect(
      made.targets.last?.writes.map(CgroupSamples.show)
        == ["hugetlb.2MB.max=1", "hugetlb.2MB.rsvd.max=1?", "hugetlb.1GB.max=2"])
    #expect(made.targets.flatMap(\.writes).map(CgroupSamples.show).contains("pids.max=5"))
  }

  @Test(
    "a missing controller is an error that names the setting",
    arguments: [
      (
        #"{"memory":{"limit":1}}"#,
        #"/linux/resources/memory/limit: cannot set memory limit: controller "memory" not available"#
      ),
      (
        #"{"unified":{"memory.min":"1"}}"#,
        #"unified resource "memory.min" can't be set: controller "memory" not available"#
      ),
      (#"{"unified":{"a/memory.min":"1"}}"#, #"unified resource "a/memory.min" must be a file name (no slashes)"#),
      (#"{"unified":{"memory":"1"}}"#, #"unified resource "memory" must be in the form CONTROLLER.PARAMETER"#),
      (
        #"{"unified":{"cgroup.procs":"1"}}"#,
        #"unified resource "cgroup.procs" is a command to the kernel, not a setting"#
      ),
    ])
  func missing(_ json: String, _ message: String) {
    let facts = CgroupSamples.v2(controllers: ["hugetlb"])
    #expect(CgroupSamples.message { _ = try plan(json, path: "/c", facts) } == message)
  }

  @Test("unified is no configuration for v1")
  func unifiedOnV1() {
    let message = CgroupSamples.message {
      _ = try plan(#"{"unified":{"memory.min":"1"}}"#, path: "/c", CgroupSamples.v1())
    }
    #expect(message.hasPrefix("invalid configuration: "))
  }

  @Test("unified values come last, one write per line; core files and pressure need no controller")
  func unified() throws {
    let json =
      #"{"memory":{"limit":5},"unified":{"memory.max":"7","io.max":"8:0 riops=1\n8:16 wiops=2\n","#
      + #""cgroup.max.depth":"3","cpu.pressure":"0","cpuset.cpus":""}}"#
    let facts = CgroupSamples.v2(controllers: ["memory", "io", "cpuset"])
    #expect(
      try plan(json, path: "/c", facts).targets[0].writes.map(CgroupSamples.show) == [
        "memory.max=5", "memory.max=7", "io.max=8:0 riops=1", "io.max=8:16 wiops=2", "cgroup.max.depth=3",
        "cpu.pressure=0", "cpuset.cpus=",
      ])
  }

  @Test("rootless without a path gets a cgroup if it may, and no device filter")
  func rootlessPlan() throws {
    let made = try plan("{}", Self.rootless(CgroupSamples.v2()))
    #expect(made.optional)
    #expect(made.targets.map(\.path) == ["/user.slice/c1"])
    #expect(made.targets[0].deviceProgram.isEmpty)
    #expect(try plan(path: "/x", Self.rootless(CgroupSamples.v2())).optional == false)
    #expect(try plan("{}", Self.rootless(HostFacts())).targets.isEmpty)
  }

  @Test("without any hierarchy root is told so")
  func nothingMounted() {
    #expect(CgroupSamples.message { _ = try plan("{}", HostFacts()) } == "no cgroup hierarchy is mounted")
  }

  @Test("disabled cgroups refuse limits, not the device filter")
  func disabled() throws {
    let filter = try CgroupSamples.resources(#"{"devices":[{"allow":false,"access":"rwm"}]}"#)
    #expect(try CgroupPlan.disabled(resources: filter).targets.isEmpty)
    let limit = try CgroupSamples.resources(#"{"pids":{"limit":5}}"#)
    #expect(CgroupSamples.message { _ = try CgroupPlan.disabled(resources: limit) }.contains("without cgroups"))
  }

  @Test("checkBeforeUpdate is kept for v2, whose kernel would kill instead of refusing")
  func check() throws {
    let made = try plan(#"{"memory":{"limit":10,"swap":20,"checkBeforeUpdate":true}}"#, path: "/c")
    #expect(made.targets[0].memoryCheck == MemoryCheck(limit: 10, swap: 20))
    #expect(try plan(#"{"memory":{"limit":10}}"#, path: "/c").targets[0].memoryCheck == nil)
  }

  @Test(
    "the cgroup is given away only with a namespace of its own and a writable mount",
    arguments: [
      ("rw", #"{"type":"cgroup"},{"type":"user"}"#, 100_005), ("ro", #"{"type":"cgroup"},{"type":"user"}"#, nil),
      ("rw", #"{"type":"user"}"#, nil), ("rw", #"{"type":"cgroup","path":"/x"},{"type":"user"}"#, nil),
      ("rw", #"{"type":"cgroup"}"#, 5),
    ] as [(String, String, UInt32?)])
  func owner(_ option: String, _ namespaces: String, _ owner: UInt32?) throws {
    let json =
      #"{"ociVersion":"1.3.0","process":{"user":{"uid":5,"gid":0},"cwd":"/"},"linux":{"namespaces":["#
      + namespaces + #"],"uidMappings":[{"containerID":0,"hostID":100000,"size":10}]},"mounts":[{"source":"cgroup","#
      + #""destination":"/sys/fs/cgroup","type":"cgroup","options":["nosuid",""# + option + #""]}]}"#
    #expect(CgroupPlan.owner(of: try RuntimeSpec.parse(Array(json.utf8))) == owner)
  }
}
