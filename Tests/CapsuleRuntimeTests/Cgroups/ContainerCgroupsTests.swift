// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import CapsuleRuntime
import Foundation
import Kernel
import OCI
import TestSupport
import Testing

/// Cgroups on the kernel at hand: on the v1 hierarchies, and on the unified tree as if it were the only one.
@Suite(.serialized, .needs(.root)) struct ContainerCgroupsTests {
  /// The hosts a test runs as.
  enum View: String, CaseIterable {
    /// As it is.
    case host
    /// With the unified hierarchy alone.
    case unified

    var facts: HostFacts? {
      var facts = HostFacts()
      guard let found = try? HostProbe.cgroups() else { return nil }
      facts.cgroups = found
      if self == .unified { facts.cgroups.v1 = [] }
      return facts.cgroups.v1.isEmpty && facts.cgroups.unified == nil ? nil : facts
    }
  }

  static func resources(_ json: String) throws -> Resources {
    let spec = try RuntimeSpec.parse(Array((#"{"ociVersion":"1.3.0","linux":{"resources":"# + json + "}}").utf8))
    return spec.linux?.resources ?? Resources()
  }

  /// Runs `body` with cgroups that are gone afterwards; nil where the host has no such view.
  func with(
    _ view: View, _ json: String = "{}", _ body: (inout ContainerCgroups, CgroupPlan, String) throws -> Void
  ) throws {
    guard let facts = view.facts else { return }
    let path = "/capsule-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    let plan = try CgroupPlan.make(resources: Self.resources(json), cgroupsPath: path, id: "t", facts: facts)
    var cgroups = ContainerCgroups(plan: plan)
    defer {
      try? cgroups.kill(signal: 9)
      try? cgroups.remove()
    }
    try body(&cgroups, plan, path)
  }

  /// A shell that joins every cgroup and then runs `script`.
  func start(_ cgroups: ContainerCgroups, _ script: String) throws -> Foundation.Process {
    var text = ""
    for place in cgroups.directories { text += "echo 0 > \(place.path)/cgroup.procs; " }
    let process = Foundation.Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", text + script]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  func waitFor(_ condition: () throws -> Bool) throws {
    for _ in 0..<500 {
      if try condition() { return }
      usleep(10_000)
    }
    Issue.record("waited five seconds in vain")
  }

  func read(_ path: String) -> String {
    ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "missing").trimmingCharacters(in: .newlines)
  }

  @Test(
    "cgroups are made, hold processes, freeze, thaw, die and vanish with what the payload made",
    arguments: View.allCases)
  func life(_ view: View) throws {
    try with(view) { cgroups, _, _ in
      try cgroups.create()
      try cgroups.apply()
      let shell = try start(cgroups, "sleep 100 & sleep 100")
      try waitFor { try cgroups.processes().count == 3 }
      // A cgroup of the payload's own, with a process.
      for place in cgroups.directories where place.key.hasPrefix("freezer") || place.isUnified {
        try FileManager.default.createDirectory(atPath: place.path + "/inner/most", withIntermediateDirectories: true)
        let one = try #require(try cgroups.processes().max())
        try Files.write("\(one)", to: place.path + "/inner/most/cgroup.procs")
      }
      #expect(try cgroups.processes().count == 3)

      #expect(!cgroups.isFrozen)
      try cgroups.freeze()
      #expect(cgroups.isFrozen)
      // Found again as `delete` would, and killed while frozen.
      let again = ContainerCgroups(directories: cgroups.directories)
      try again.thaw()
      #expect(!cgroups.isFrozen)
      try cgroups.freeze()
      try again.kill(signal: 9)
      shell.waitUntilExit()
      #expect(shell.terminationReason == .uncaughtSignal)
      try again.remove()
      for place in cgroups.directories { #expect(!Files.exists(place.path)) }
      try again.remove()
    }
  }

  /// With SIGSTOP: Foundation starts programs with the others blocked.
  @Test("signals other than SIGKILL reach everybody", arguments: View.allCases)
  func signals(_ view: View) throws {
    try with(view) { cgroups, _, _ in
      try cgroups.create()
      let shell = try start(cgroups, "sleep 100 & sleep 100")
      try waitFor { try cgroups.processes().count == 3 }
      try cgroups.kill(signal: 19)
      for pid in try cgroups.processes() {
        // D: a shell waits for its vfork(2)ed child, which is stopped.
        try waitFor { [") T ", ") D "].contains { read("/proc/\(pid)/stat").contains($0) } }
      }
      try cgroups.kill(signal: 9)
      shell.waitUntilExit()
      try waitFor { try cgroups.processes().isEmpty }
    }
  }

  @Test("a cgroup in use, or frozen, is refused and left alone", arguments: View.allCases)
  func inUse(_ view: View) throws {
    try with(view) { cgroups, plan, _ in
      try cgroups.create()
      let shell = try start(cgroups, "sleep 100")
      try waitFor { try cgroups.processes().count >= 1 }
      var second = ContainerCgroups(plan: plan)
      #expect(throws: Failure.self) { try second.create() }
      do throws(Failure) {
        try second.create()
      } catch {
        #expect(error.message.contains("container's cgroup is not empty"))
      }
      #expect(try cgroups.processes().count >= 1)
      try cgroups.kill(signal: 9)
      shell.waitUntilExit()
      try waitFor { try cgroups.processes().isEmpty }

      try cgroups.freeze()
      do throws(Failure) {
        try second.create()
        Issue.record("a frozen cgroup was taken")
      } catch {
        #expect(error.message.contains("container's cgroup unexpectedly frozen"))
      }
      try cgroups.thaw()
      // Empty and thawed, it is taken.
      try second.create()
    }
  }

  @Test("v1's limits are what was asked for", .needs(.cgroupV1))
  func limits() throws {
    let json =
      #"{"memory":{"limit":33554432,"swap":67108864,"reservation":16777216,"swappiness":5,"kernel":-1,"#
      + #""disableOOMKiller":true},"cpu":{"shares":512,"period":50000,"quota":25000,"burst":1000,"cpus":"0"},"#
      + #""pids":{"limit":33},"devices":[{"allow":false,"access":"rwm"},"#
      + #"{"allow":true,"type":"c","major":1,"minor":11,"access":"rw"}]}"#
    try with(.host, json) { cgroups, _, path in
      try cgroups.create()
      try cgroups.apply()
      for (file, value) in [
        ("memory/memory.limit_in_bytes", "33554432"), ("memory/memory.memsw.limit_in_bytes", "67108864"),
        ("memory/memory.soft_limit_in_bytes", "16777216"), ("memory/memory.swappiness", "5"), ("cpu/cpu.shares", "512"),
        ("cpu/cpu.cfs_period_us", "50000"), ("cpu/cpu.cfs_quota_us", "25000"), ("cpu/cpu.cfs_burst_us", "1000"),
        ("cpuset/cpuset.cpus", "0"), ("cpuset/cpuset.mems", "0"), ("pids/pids.max", "33"),
      ] {
        let (controller, name) = (file.split(separator: "/")[0], file.split(separator: "/")[1])
        #expect(read("/sys/fs/cgroup/\(controller)\(path)/\(name)") == value, "\(file)")
      }
      let devices = read("/sys/fs/cgroup/devices\(path)/devices.list").split(separator: "\n")
      #expect(devices.contains("c 1:11 rw") && devices.contains("c 1:3 rwm") && !devices.contains("a *:* rwm"))

      // Raising both, as an update would: memory+swap has to go first.
      var facts = HostFacts()
      facts.cgroups = try HostProbe.cgroups()
      let raised = try CgroupPlan.make(
        resources: Self.resources(#"{"memory":{"limit":134217728,"swap":268435456}}"#), cgroupsPath: path, id: "t",
        facts: facts)
      try cgroups.apply(raised)
      #expect(read("/sys/fs/cgroup/memory\(path)/memory.limit_in_bytes") == "134217728")
      #expect(read("/sys/fs/cgroup/memory\(path)/memory.memsw.limit_in_bytes") == "268435456")
    }
  }

  @Test("a pids limit holds", .needs(.cgroupV1))
  func pids() throws {
    try with(.host, #"{"pids":{"limit":2}}"#) { cgroups, _, path in
      try cgroups.create()
      try cgroups.apply()
      let shell = try start(cgroups, "sleep 0 & sleep 0 & sleep 0 & wait; exit 7")
      shell.waitUntilExit()
      #expect(shell.terminationStatus != 7)
      #expect(read("/sys/fs/cgroup/pids\(path)/pids.events") != "max 0")
    }
  }

  @Test(
    "the device filter lets /dev/null through and /dev/kmsg not, also after it was replaced", arguments: View.allCases)
  func devices(_ view: View) throws {
    try with(view, #"{"devices":[{"allow":false,"access":"rwm"}]}"#) { cgroups, plan, path in
      try cgroups.create()
      try cgroups.apply()
      func status(_ script: String) throws -> Int32 {
        let shell = try start(cgroups, script)
        shell.waitUntilExit()
        return shell.terminationStatus
      }
      #expect(try status("head -c 1 /dev/zero > /dev/null") == 0)
      #expect(try status("exec 3< /dev/kmsg") != 0)
      // Again on the same cgroup.
      var facts = try #require(view.facts)
      facts.effectiveUID = 0
      let wider = try CgroupPlan.make(
        resources: Self.resources(
          #"{"devices":[{"allow":false},{"allow":true,"type":"c","major":1,"minor":11,"access":"r"}]}"#),
        cgroupsPath: path, id: "t", facts: facts)
      let again = ContainerCgroups(plan: wider)
      try again.apply()
      #expect(try status("exec 3< /dev/kmsg") == 0)
      #expect(try status("exec 3> /dev/kmsg") != 0)
      if view == .unified {
        let directory = try Files.open(cgroups.directories[0].path, 0)
        #expect(try BPF.attached(to: directory).count == 1)
      }
      #expect(plan.targets.count == wider.targets.count)
    }
  }

  @Test("a child can be cloned into the cgroup on v2, and writes itself into each on v1")
  func joining() throws {
    try with(.unified) { cgroups, _, _ in
      try cgroups.create()
      // Optionals of what cannot be copied are looked at by hand.
      guard let directory = try cgroups.openForClone() else { throw Failure(.cgroup, "no directory to clone into") }
      #expect(directory.raw >= 0)
    }
    try with(.host) { cgroups, plan, _ in
      try cgroups.create()
      for index in plan.targets.indices {
        let members = try cgroups.openMembers(hierarchy: index)
        #expect(members.raw >= 0)
      }
      if !plan.targets.isEmpty, plan.cloneTarget == nil {
        if let directory = try cgroups.openForClone() { Issue.record("cloned into \(directory.raw)") }
      }
    }
  }

  @Test("a setting the kernel refuses is named with file, value and pointer; what was made goes away")
  func refusal() throws {
    try with(.host, #"{"cpu":{"cpus":"4000"}}"#) { cgroups, _, path in
      guard cgroups.directories.count > 1 else { return }
      try cgroups.create()
      do throws(Failure) {
        try cgroups.apply()
        Issue.record("CPU 4000 was accepted")
      } catch {
        #expect(error.message.hasPrefix("/linux/resources/cpu/cpus: write `4000` to /sys/fs/cgroup/cpuset\(path)"))
      }
    }
  }

  @Test("missing parents are made, and removed when the rest fails", .needs(.cgroupV1))
  func parents() throws {
    guard let facts = View.host.facts else { return }
    let top = "/capsule-test-\(getpid())-parents"
    let plan = try CgroupPlan.make(resources: nil, cgroupsPath: top + "/a/b", id: "t", facts: facts)
    var cgroups = ContainerCgroups(plan: plan)
    try cgroups.create()
    #expect(read("/sys/fs/cgroup/cpuset\(top)/a/b/cpuset.mems") == read("/sys/fs/cgroup/cpuset/cpuset.mems"))
    try cgroups.remove()
    for place in cgroups.directories { #expect(!Files.exists(place.path)) }
    try ContainerCgroups(
      directories: cgroups.directories.map { CgroupDirectory(key: $0.key, path: String($0.path.dropLast(4))) }
    ).remove()
    // The last hierarchy cannot be made: nothing can in /proc.
    var broken = plan
    broken.targets[broken.targets.count - 1].hierarchy = .v2(
      CgroupV2Hierarchy(mountPoint: "/proc", ownPath: "/", controllers: []))
    var failing = ContainerCgroups(plan: broken)
    #expect(throws: Failure.self) { try failing.create() }
    #expect(!Files.exists("/sys/fs/cgroup/cpuset\(top)"))
  }
}
