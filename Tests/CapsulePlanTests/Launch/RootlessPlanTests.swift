// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import OCI
import Testing

/// What is different where the runtime has no privileges of its own.
@Suite struct RootlessPlanTests {
  private func devices(_ facts: HostFacts) throws -> [BindSource?] {
    try Samples.plan(try Samples.standard(rootless: true), facts).steps.compactMap { (step) -> BindSource?? in
      if case .makeDevice(let device) = step { return .some(device.bind) }
      return nil
    }
  }

  @Test("the host's devices are bound by path by the child: without privileges the parent cannot copy a mount")
  func unprivilegedDevices() throws {
    let sources = try devices(Hosts.rootless)
    #expect(sources.count == 6)
    for source in sources {
      guard case .path(let path)? = source else {
        Issue.record("\(String(describing: source))")
        continue
      }
      #expect(path.hasPrefix("/dev/"))
    }
  }

  @Test("with privileges the parent copies them: they may be behind what the container's root cannot pass")
  func privilegedDevices() throws {
    for source in try devices(Hosts.v2) {
      guard case .tree? = source else {
        Issue.record("\(String(describing: source))")
        continue
      }
    }
  }

  @Test("a mount of type cgroup shows the runtime's own cgroup where the container could not get one")
  func cgroupMounts() throws {
    var facts = Hosts.rootless
    facts.cgroups.unified?.ownPath = "/user.slice/session"
    let spec = try Samples.standard(rootless: true)
    let cgroups = try CgroupPlan.make(resources: nil, cgroupsPath: nil, id: "c1", facts: facts)
    var plan = try LaunchPlan.create(spec: spec, facts: facts, options: Samples.options(), cgroup: cgroups)
    func shown() -> [String] {
      plan.steps.compactMap { step in
        if case .mount(let mount) = step, case .cgroup2(_, _, let path) = mount.kind { return path }
        return nil
      }
    }
    #expect(shown() == ["/sys/fs/cgroup/user.slice/c1"])
    plan.showOwnCgroups(inPlaceOf: [])
    #expect(shown() == ["/sys/fs/cgroup/user.slice/c1"])
    plan.showOwnCgroups(inPlaceOf: cgroups.targets)
    #expect(shown() == ["/sys/fs/cgroup/user.slice/session"])
  }

  @Test(
    "a label is refused where no security module reads it",
    arguments: [
      (#""apparmorProfile":"p""#, "", "/process/apparmorProfile: apparmor: config provided but apparmor not supported"),
      (
        #""selinuxLabel":"l""#, "",
        "/process/selinuxLabel: selinux label is specified in config, but selinux is disabled or not supported"
      ),
      (
        "", #""mountLabel":"l""#,
        "/linux/mountLabel: selinux label is specified in config, but selinux is disabled or not supported"
      ),
      (#""apparmorProfile":"""#, #""mountLabel":"""#, nil),
    ] as [(String, String, String?)])
  func labels(inProcess: String, inLinux: String, message: String?) throws {
    var spec = try parse(inProcess.isEmpty ? document() : process(inProcess))
    if !inLinux.isEmpty { spec.linux?.mountLabel = try parse(linux(inLinux)).linux?.mountLabel }
    _ = try Samples.plan(spec)
    var facts = Hosts.v2
    facts.hasAppArmor = false
    facts.hasSELinux = false
    do throws(Failure) {
      _ = try LaunchPlan.create(
        spec: spec, facts: facts, options: CreateOptions(id: ContainerID("c1"), bundle: "/b"), cgroup: .none)
      #expect(message == nil)
    } catch {
      #expect(error.message == message)
    }
  }
}
