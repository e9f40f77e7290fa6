// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import LinuxABI
import OCI
import Testing

@Suite struct CreatePlanTests {
  func hook(_ plan: LaunchPlan, _ stage: HookStage) -> ([HookStep], HookState)? {
    for step in plan.steps {
      if case .runHooks(let other, let hooks, let state) = step, other == stage { return (hooks, state) }
    }
    return nil
  }

  func execution(_ plan: LaunchPlan) -> ExecuteStep? {
    guard case .execute(let execute)? = plan.steps.last else { return nil }
    return execute
  }

  @Test("hooks of the init stage read the state, but for the pid, which they learn from the child")
  func hookState() throws {
    let plan = try Samples.plan(try Samples.spec("user-namespace.json"))
    let (hooks, state) = try #require(hook(plan, .createContainer))
    #expect(hooks.map { $0.timeout } == [3])
    #expect(
      state.head + "12" + state.tail
        == #"{"ociVersion":"1.3.0","id":"c1","status":"creating","pid":12,"bundle":"/bundle","#
        + #""annotations":{"k\"ey":"value"}}"#)
    let (inside, later) = try #require(hook(plan, .startContainer))
    #expect(later.head.contains(#""status":"created""#))
    #expect(inside.map { $0.args } == [["/bin/s"], ["/bin/t"]])
    // Nil is the process's own, which only the child knows whole (HOME).
    #expect(inside.map { $0.env } == [nil, []])
  }

  @Test("the last value of a variable wins, and the runtime's own come last")
  func environment() throws {
    var facts = Hosts.v2
    facts.listenDescriptors = 2
    var spec = try parse(process(#""env":["A=1","B=2","A=3","LISTEN_FDS=9"]"#))
    spec.linux?.namespaces?.append(NamespaceEntry())
    spec.linux?.namespaces?.removeLast()
    let plan = try Samples.plan(spec, facts) {
      $0.notifyDirectory = "/state/notify"
      $0.preservedDescriptors = 1
    }
    let execute = try #require(execution(plan))
    #expect(
      execute.env == ["B=2", "A=3", "LISTEN_FDS=2", "LISTEN_PID=1", "NOTIFY_SOCKET=/run/notify/notify.sock"])
    #expect(execute.preservedDescriptors == 3)
    #expect(plan.summaries.contains("bind /state/notify on /run/notify (nodev,noexec,nosuid,ro)"))
  }

  @Test("/dev/core is left out where the kernel has no /proc/kcore", arguments: [true, false])
  func kernelCore(_ isThere: Bool) throws {
    var facts = Hosts.v2
    facts.hasKernelCore = isThere
    let links = try Samples.plan(try parse(document()), facts).summaries.filter { $0.hasPrefix("link /dev/") }
    #expect(links.contains("link /dev/core to /proc/kcore") == isThere)
    #expect(links.contains("link /dev/fd to /proc/self/fd"))
  }

  @Test("names of variables are compared whole")
  func names() {
    #expect(Environment.resolved(["AB=1", "A=2", "A=", "=x"]) == ["AB=1", "A=", "=x"])
  }

  @Test("what cannot be granted is left out with a warning, once")
  func capabilities() throws {
    var facts = Hosts.v2
    facts.capabilities = CapabilitySet(mask: Capability.kill.mask | Capability.chown.mask)
    facts.boundingSet = facts.capabilities
    facts.lastCapability = 37
    let all = #"["CAP_KILL","CAP_MKNOD","CAP_BPF","CAP_NONE"]"#
    let sets = #""bounding":\#(all),"effective":\#(all),"permitted":\#(all),"inheritable":["CAP_CHOWN"]"#
    let plan = try Samples.plan(try parse(process(#""capabilities":{\#(sets)}"#)), facts)
    #expect(
      plan.warnings.filter { !$0.hasPrefix("/process") } == [
        "ignoring capability CAP_MKNOD: the runtime does not have it and cannot grant it",
        "ignoring capability CAP_BPF: this kernel does not know it",
        "can't set inheritable capability CAP_CHOWN: it is not in the bounding set",
      ])
    #expect(plan.summaries.contains("set capabilities: permitted CAP_KILL"))
  }

  @Test("no capabilities object gives none")
  func noCapabilities() throws {
    #expect(try Samples.plan(try parse(document())).summaries.contains("limit the bounding set to none"))
  }

  @Test("a user namespace grants every capability, whatever the runtime has")
  func userNamespaceCapabilities() throws {
    let plan = try Samples.plan(try Samples.standard(rootless: true), Hosts.rootless)
    #expect(plan.warnings == [])
  }

  @Test("a process may be missing until start, but not for run")
  func noProcess() throws {
    let spec = try parse(document(process: "null"))
    #expect(throws: Failure.self) { _ = try Samples.plan(spec) }
    let plan = try Samples.plan(spec) {
      $0.hasStartGate = true
      $0.detached = true
    }
    #expect(plan.summaries.last == "wait for start")
  }

  @Test("a terminal needs a reader, a console socket a terminal")
  func consoles() throws {
    let terminal = try parse(process(#""terminal":true"#))
    #expect(throws: Failure.self) { _ = try Samples.plan(terminal) { $0.detached = true } }
    #expect(throws: Failure.self) { _ = try Samples.plan(terminal) { $0.hasConsoleSocket = true } }
    #expect(throws: Failure.self) {
      _ = try Samples.plan(try parse(document())) {
        $0.hasConsoleSocket = true
        $0.detached = true
      }
    }
    _ = try Samples.plan(terminal)
  }

  @Test("private propagation is not safe without pivot_root")
  func noPivot() throws {
    let spec = try parse(linux(#""rootfsPropagation":"private""#))
    #expect(throws: Failure.self) { _ = try Samples.plan(spec) { $0.noPivot = true } }
    let plan = try Samples.plan(try parse(document())) { $0.noPivot = true }
    #expect(plan.summaries.contains("move the rootfs onto / and change into it"))
  }

  @Test("Intel RDT is refused by name")
  func intelRdt() throws {
    let failure = #expect(throws: Failure.self) { _ = try Samples.plan(try parse(linux(#""intelRdt":{}"#))) }
    #expect(failure?.code == .configUnsupported)
  }

  @Test("nothing is made in a /dev that is a bind of the host's")
  func boundDev() throws {
    let plan = try Samples.plan(try parse(mount(#"{"destination":"/dev/","source":"/dev","options":["rbind"]}"#)))
    #expect(plan.firstIndex(of: "make the character device") == nil)
    #expect(plan.firstIndex(of: "link /dev") == nil)
  }

  @Test("a tmpfs is filled before it is read-only, a bind is read-only at once")
  func readonlyLater() throws {
    let plan = try Samples.plan(
      try parse(
        document(
          mounts: #"[{"destination":"/a","type":"tmpfs","options":["ro","nosuid"]},"#
            + #"{"destination":"/b","source":"/b","options":["bind","ro"]}]"#)))
    let enter = try #require(plan.firstIndex(of: "pivot"))
    #expect(plan.summaries[..<enter].contains("mount tmpfs on /a (nosuid)"))
    #expect(plan.summaries[..<enter].contains("bind /b on /b (ro)"))
    #expect(plan.summaries[enter...].contains("change the mount on /a (nosuid,ro)"))
  }

  @Test("bind,remount changes the mount alone, remount the file system")
  func remounts() throws {
    let plan = try Samples.plan(
      try parse(
        document(
          mounts: #"[{"destination":"/a","options":["bind","remount","ro"]},"#
            + #"{"destination":"/b","type":"tmpfs","options":["remount","size=1k"]}]"#)))
    #expect(plan.summaries.contains("change the mount on /a (ro)"))
    #expect(plan.summaries.contains("remount /b (size=1k)"))
  }

  @Test("a destination below the rootfs's own path on the host means below the root")
  func belowRootfs() throws {
    let plan = try Samples.plan(
      try parse(mount(#"{"destination":"/bundle/rootfs/a","type":"tmpfs"}"#)))
    #expect(plan.summaries.contains("mount tmpfs on /a"))
    let other = try Samples.plan(try parse(mount(#"{"destination":"/bundle/rootfs2","type":"tmpfs"}"#)))
    #expect(other.summaries.contains("mount tmpfs on /bundle/rootfs2"))
  }

  @Test("a relative destination starts at the root")
  func relativeDestination() throws {
    let plan = try Samples.plan(try parse(mount(#"{"destination":"a/../b","type":"tmpfs"}"#)))
    #expect(plan.summaries.contains("mount tmpfs on /b"))
    #expect(plan.warnings.count == 1)
  }
}
