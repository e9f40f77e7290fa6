// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import LinuxABI
import OCI
import Testing

@Suite struct PlanInvariantsTests {
  /// Plans that together have every step.
  static func plans() throws -> [LaunchPlan] {
    var full = try Samples.spec("user-namespace.json")
    full.linux?.sysctl = [KeyValue(key: "net.core.somaxconn", value: "1")]
    full.linux?.maskedPaths = ["/proc/kcore"]
    full.linux?.readonlyPaths = ["/proc/sys"]
    full.linux?.seccomp = Seccomp()
    full.linux?.seccomp?.defaultAction = "SCMP_ACT_ALLOW"
    full.process?.apparmorProfile = "profile"
    var early = full
    early.process?.noNewPrivileges = false
    return [
      try Samples.plan(full, Hosts.hybrid), try Samples.plan(early, Hosts.v2),
      try Samples.plan(try Samples.spec("docker.json"), Hosts.v1), try Samples.plan(try Samples.spec("joined.json")),
      try Samples.plan(try Samples.standard(rootless: true), Hosts.rootless),
    ]
  }

  @Test("sound plans break no law")
  func sound() throws {
    for plan in try Self.plans() { #expect(PlanInvariants.violations(of: plan) == []) }
  }

  @Test(
    "two steps that a law orders, exchanged, break it",
    arguments: [
      ("join 9 cgroups", "make new namespaces: cgroup", "cgroups are joined before their namespace"),
      ("make / rshared", "bind the rootfs", "/ is detached from the host"),
      ("bind the rootfs", "mount proc on /proc", "the rootfs is open before"),
      ("mount proc on /proc", "mount tmpfs on /dev", "mounts keep the order"),
      ("rbind a tree of the host on /data", "pivot into", "nothing of the host's paths"),
      ("mount tmpfs on /run", "bind the host's /dev/zero", "devices and links come after"),
      ("wait for the prestart", "run 1 createContainer", "runtime hooks come before"),
      ("run 1 createContainer", "pivot into", "createContainer hooks run before"),
      ("make the directory /home/a", "make the root read-only", "what is written into the root"),
      ("set the sysctl", "make /proc/sys read-only", "sysctls come before"),
      ("mask /proc/kcore", "limit the bounding set", "mounts of any kind come before CAP_SYS_ADMIN"),
      ("set up the terminal", "give the standard streams", "the terminal is there before"),
      ("set the scheduler", "limit the bounding set", "attributes come before"),
      ("set the AppArmor profile", "set no_new_privs", "labels come before"),
      ("limit the bounding set", "become uid", "the bounding set is limited before"),
      ("become uid", "set capabilities", "the user changes before"),
      ("change to /home/a as the user", "find the program", "the directory is changed to as the user"),
      ("find the program", "load the seccomp filter", "the filter is late with no_new_privs"),
      ("load the seccomp filter", "wait for the runtime's word", "the program is found before the gate"),
      ("wait for the runtime's word", "run 2 startContainer", "startContainer hooks run after"),
    ])
  func exchanged(_ first: String, _ second: String, _ law: String) throws {
    var plan = try #require(try Self.plans().first)
    let a = try #require(plan.firstIndex(of: first), "\(first)")
    let b = try #require(plan.firstIndex(of: second), "\(second)")
    plan.steps.swapAt(a, b)
    let broken = PlanInvariants.violations(of: plan)
    #expect(broken.contains { $0.hasPrefix(law) }, "\(broken)")
  }

  @Test("without no_new_privs the filter is loaded while CAP_SYS_ADMIN is there")
  func early() throws {
    var plan = try Self.plans()[1]
    let filter = try #require(plan.firstIndex(of: "load the seccomp filter"))
    let bounding = try #require(plan.firstIndex(of: "limit the bounding set"))
    #expect(filter < bounding)
    plan.steps.swapAt(filter, bounding)
    #expect(PlanInvariants.violations(of: plan).contains { $0.hasPrefix("the filter is late") })
  }

  @Test("a step whose slot nobody fills, a plan without end and two filters are found")
  func others() throws {
    let sound = try Samples.plan(try Samples.standard()) { $0.detached = false }
    var plan = sound
    plan.slots = []
    #expect(PlanInvariants.violations(of: plan) == ["every slot that a step names is asked for"])
    plan = sound
    plan.steps.removeLast()
    plan.steps.removeLast()
    #expect(PlanInvariants.violations(of: plan) == ["the last step executes the process, or waits when there is none"])
    plan = try Self.plans()[0]
    let filter = try #require(plan.firstIndex(of: "load the seccomp filter"))
    plan.steps.insert(plan.steps[filter], at: filter)
    #expect(PlanInvariants.violations(of: plan).count == 1)
  }
}
