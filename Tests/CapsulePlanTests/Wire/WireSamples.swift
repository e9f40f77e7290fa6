// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import LinuxABI

/// A plan that has every kind of step, with values that differ from each other and from zero.
enum WireSamples {
  static let slots: [Int32] = [7, 8, 9, 10, 11, 12]

  static var steps: [InitStep] {
    [
      .joinCgroups([Slot(0), Slot(1)]), .joinNamespace(.network, Slot(2)),
      .joinNamespacesOf(Slot(3), [Namespaces(.mount), Namespaces(.pid)]), .unshare(Namespaces(.cgroup)),
      .newTimeNamespace([ClockOffset(clock: "boottime", seconds: -5, nanoseconds: 7)]), .becomeNamespaceRoot,
      .newSession, .newKeyring(name: "_ses.c1", label: nil), .newKeyring(name: "_ses.c1", label: "system_u:x"),
      .bringUpLoopback, .detachFromHostPropagation(.recursiveSlave), .isolateRootfsParent(path: "/a/b"),
      .openRootfs(path: "/bundle/rootfs", tree: Slot(4), bind: false),
      .openRootfs(path: "/bundle/rootfs", tree: nil, bind: true), .makeWorkingDirectory("/w"),
      .makeDevice(device), .makeSymlink(path: "/dev/ptmx", target: "pts/ptmx", replace: true),
      .setUpConsole(ConsoleStep(socket: Slot(5), width: 80, height: 24, uid: 1000, bindConsole: true)),
      .waitForRuntimeHooks, .runHooks(.createContainer, hooks, HookState(head: "{\"pid\":", tail: "}")),
      .enterRootfs(.pivot), .enterRootfs(.chroot), .setRootPropagation(.shared), .remountRootReadonly,
      .setHostname("häst"), .setDomainname("example"), .setSysctl(key: "net/ipv4/ip_forward", value: "1"),
      .makeReadonly(path: "/proc/sys"), .mask(["/proc/kcore", "/proc/acpi"]), .prepareStdio(uid: 5), .setUmask(0o27),
      .setRlimit(RlimitStep(resource: 7, name: "RLIMIT_NOFILE", soft: 1024, hard: .max)),
      .setScheduler(
        SchedulerStep(
          policy: 6, flags: 1, nice: -3, priority: 2, runtime: 1 << 40, deadline: 1 << 41, period: 1 << 42)),
      .setIOPriority(class: 2, priority: 4), .setPersonality(8),
      .setMemoryPolicy(mode: 3, flags: 0x8000, nodes: [0, 2]), .setCPUAffinity([0, 63, 64]), .setCPUAffinity([]),
      .setAppArmorProfile("profile"), .setSELinuxLabel("label"), .setNoNewPrivileges,
      .loadSeccomp(SeccompStep(program: [1, 2, 3, 4, 5, 6, 7, 8], flags: 8, notify: true)),
      .limitBoundingSet(CapabilitySet(mask: 0x1234)), .becomeUser(uid: 1, gid: 2, additionalGids: [3, 4]),
      .setCapabilities(capabilities), .changeDirectory("/w", asUser: true), .resolveProgram, .waitAtGate(Slot(1)),
      .waitAtGate(nil), .execute(ExecuteStep(args: ["a", ""], env: ["A=b"], uid: 9, preservedDescriptors: 2)),
    ] + mounts.map { .mount($0) }
  }

  static var device: DeviceStep {
    DeviceStep(
      path: "/dev/fuse", kind: .block, major: 10, minor: 229, mode: 0o644, uid: 1, gid: 2, bind: .tree(Slot(2)),
      configIndex: 3)
  }

  static var hooks: [HookStep] {
    [
      HookStep(path: "/h", args: ["h", "x"], env: ["A=1"], timeout: 3, index: 0),
      HookStep(path: "/i", args: [], env: nil, timeout: nil, index: 1),
    ]
  }

  static var capabilities: CapabilitySets {
    var sets = CapabilitySets()
    sets.bounding.mask = 1
    sets.effective.mask = 2
    sets.permitted.mask = 4
    sets.inheritable.mask = 8
    sets.ambient.mask = 1 << 40
    return sets
  }

  static var mounts: [MountStep] {
    let hierarchy = CgroupHierarchyMount(
      directory: "cpu,cpuacct", links: ["cpu", "cpuacct"], mountData: "cpu,cpuacct", hostPath: "/sys/fs/cgroup/cpu/c1")
    let kinds: [MountStep.Kind] = [
      .fileSystem(type: "tmpfs", source: "t"), .bind(source: .path("/src"), recursive: true),
      .bind(source: .tree(Slot(3)), recursive: false), .remount, .attributesOnly,
      .cgroup2(namespaced: true, hostPath: "/h", containerPath: "/c"),
      .cgroup1([hierarchy], namespaced: false), .mappedBind(source: "/rootfs/src", map: 2, recursive: true),
    ]
    return kinds.enumerated().map { index, kind in
      var mount = MountStep(destination: "/dst\(index)", kind: kind)
      mount.configIndex = index
      mount.flags = 1
      mount.clearedFlags = 2
      mount.propagation = [.shared, .recursiveUnbindable]
      mount.recursiveSet = 4
      mount.recursiveClear = 8
      mount.data = "size=1"
      mount.copyUp = true
      mount.mountLabel = index == 0 ? "label" : nil
      return mount
    }
  }
}
