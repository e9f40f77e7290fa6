// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI

/// The laws behind the order of a plan, each with its reason.
///
/// Asserted on every plan of a debug build and by the tests.
package enum PlanInvariants {
  /// One sentence for each broken law; empty for a sound plan.
  package static func violations(of plan: LaunchPlan) -> [String] {
    var broken: [String] = []
    for law in laws where !law.holds(plan) { broken.append(law.text) }
    return broken
  }

  struct Law: Sendable {
    let text: String
    let holds: @Sendable (LaunchPlan) -> Bool

    init(_ text: String, _ holds: @escaping @Sendable (LaunchPlan) -> Bool) {
      self.text = text
      self.holds = holds
    }

    /// Every step of the first sort comes before every step of the second.
    static func order(_ text: String, _ first: [Sort], before second: [Sort]) -> Law {
      Law(text) { plan in
        var seenSecond = false
        var entered = false
        for step in plan.steps {
          let sort = Sort(step, entered: entered)
          if sort == .enter { entered = true }
          if second.contains(sort) { seenSecond = true }
          if seenSecond, first.contains(sort), !second.contains(sort) { return false }
        }
        return true
      }
    }
  }

  static let laws: [Law] = [
    .order(
      "cgroups are joined before their namespace is made or joined: the namespace's root is where the process is then",
      [.joinCgroups], before: [.unshareCgroup, .joinNamespace]),
    .order(
      "cgroups are joined before the affinity is set: the cpuset decides what is allowed", [.joinCgroups],
      before: [.affinity]),
    .order(
      "joined namespaces come before made ones: those a joined user namespace should own are made inside it",
      [.joinNamespace], before: [.unshare, .unshareCgroup, .timeNamespace]),
    .order(
      "root of the user namespace comes before the keyring, mounts and files: they belong to who makes them",
      [.becomeRoot], before: [.keyring, .mount, .device, .link, .openRootfs]),
    .order(
      "/ is detached from the host before the rootfs is bound: the bind would show on the host", [.detach],
      before: [.isolate, .openRootfs, .mount]),
    .order("the parent mount is private before the rootfs is bound below it", [.isolate], before: [.openRootfs]),
    .order(
      "the rootfs is open before anything is put into it: paths inside are resolved from its descriptor",
      [.openRootfs], before: [.mount, .device, .link]),
    Law("mounts keep the order of the configuration (config.md: MUST mount entries in the listed order)") { plan in
      var last = -1
      for step in plan.steps {
        if case .enterRootfs = step { return true }
        guard case .mount(let mount) = step, let index = mount.configIndex else { continue }
        if index <= last { return false }
        last = index
      }
      return true
    },
    Law("nothing of the host's paths is used once the root is entered: they are gone, or the image's") { plan in
      var entered = false
      for step in plan.steps {
        if case .enterRootfs = step { entered = true }
        guard entered, case .mount(let mount) = step else { continue }
        if case .attributesOnly = mount.kind { continue }
        return false
      }
      return true
    },
    .order(
      "devices and links come after the mounts: /dev is one of them", [.mount], before: [.device, .link, .lateMount]),
    .order(
      "hooks before the root is entered see the finished mounts (config.md, createRuntime and createContainer)",
      [.mount, .device, .link], before: [.runtimeHooks, .createHooks]),
    .order(
      "runtime hooks come before createContainer hooks (runtime.md, lifecycle)", [.runtimeHooks],
      before: [.createHooks]),
    .order(
      "createContainer hooks run before the root is entered: their paths are the host's",
      [.createHooks, .runtimeHooks],
      before: [.enter]),
    .order(
      "the root is entered before its propagation, terminal, directory, names and protections", [.enter],
      before: [
        .rootPropagation, .directory, .lateMount, .readonlyRoot, .sysctl, .readonlyPath, .mask,
      ]),
    .order(
      "what is written into the root comes before it is read-only", [.directory, .console],
      before: [.lateMount, .readonlyRoot]),
    .order(
      "sysctls come before read-only and masked paths: /proc/sys is among them", [.sysctl],
      before: [.readonlyPath, .mask]),
    .order(
      "mounts of any kind come before CAP_SYS_ADMIN may go", [.mount, .lateMount, .readonlyRoot, .readonlyPath, .mask],
      before: [.bounding, .user, .capabilities, .seccomp]),
    .order(
      "the terminal is there before the standard streams get their owner", [.console], before: [.stdio]),
    .order(
      "attributes come before the filter and the user: they need privileges, and calls that a profile may forbid",
      [.attribute, .affinity, .label, .limit, .stdio, .umask], before: [.seccomp, .bounding, .user, .capabilities]),
    .order(
      "no_new_privs comes before the filter: it is what makes loading unprivileged", [.noNewPrivileges],
      before: [.seccomp]),
    .order(
      "labels come before no_new_privs: transitions may be refused after it", [.label], before: [.noNewPrivileges]),
    .order(
      "the bounding set is limited before the user changes: it needs CAP_SETPCAP", [.bounding],
      before: [.user, .capabilities]),
    .order(
      "the user changes before the capabilities: setresuid needs CAP_SETUID and clears what it leaves", [.user],
      before: [.capabilities]),
    .order(
      "the directory is changed to as root before the user changes", [.directoryAsRoot],
      before: [.user, .directoryAsUser]),
    .order(
      "the directory is changed to as the user before capabilities go and the program is looked for from it",
      [.directoryAsUser], before: [.capabilities, .resolve]),
    Law("the filter is late with no_new_privs (fewer calls to allow), early without (loading needs CAP_SYS_ADMIN)") {
      plan in
      let sorts = plan.steps.map { Sort($0, entered: true) }
      guard let filter = sorts.firstIndex(of: .seccomp) else { return true }
      guard sorts.lastIndex(of: .seccomp) == filter else { return false }
      if sorts.contains(.noNewPrivileges) {
        guard let resolve = sorts.firstIndex(of: .resolve) else { return false }
        return resolve < filter
      }
      guard let bounding = sorts.firstIndex(of: .bounding) else { return false }
      return filter < bounding
    },
    .order(
      "the program is found before the gate: a missing one is an error of create", [.resolve, .seccomp, .capabilities],
      before: [.gate]),
    .order("startContainer hooks run after start (runtime.md, lifecycle)", [.gate], before: [.startHooks]),
    Law("the last step executes the process, or waits when there is none") { plan in
      guard let last = plan.steps.last else { return false }
      let executions = plan.steps.filter { Sort($0, entered: true) == .execute }.count
      let sort = Sort(last, entered: true)
      return sort == .execute ? executions == 1 : sort == .gate && executions == 0
    },
    Law("every slot that a step names is asked for") { plan in
      for step in plan.steps {
        for slot in step.slots where !plan.slots.indices.contains(slot.index) { return false }
      }
      return true
    },
  ]

  /// Steps by what matters for their order.
  enum Sort: Equatable, Sendable {
    case joinCgroups, joinNamespace, unshare, unshareCgroup, timeNamespace, becomeRoot, session, keyring, loopback
    case detach, isolate, openRootfs, mount, lateMount, device, link, console, runtimeHooks, createHooks, startHooks
    case enter, rootPropagation, directory, readonlyRoot, name, sysctl, readonlyPath, mask, stdio, umask, limit
    case attribute, affinity, label, noNewPrivileges, seccomp, bounding, user, capabilities, directoryAsRoot
    case directoryAsUser, resolve, gate, execute

    /// `entered`: the root is entered already; mounts are then changes of flags.
    init(_ step: InitStep, entered: Bool) {
      switch step {
      case .joinCgroups: self = .joinCgroups
      case .joinNamespace, .joinNamespacesOf: self = .joinNamespace
      case .unshare(let kinds): self = kinds == Namespaces(.cgroup) ? .unshareCgroup : .unshare
      case .newTimeNamespace: self = .timeNamespace
      case .becomeNamespaceRoot: self = .becomeRoot
      case .newSession: self = .session
      case .newKeyring: self = .keyring
      case .bringUpLoopback: self = .loopback
      case .detachFromHostPropagation: self = .detach
      case .isolateRootfsParent: self = .isolate
      case .openRootfs: self = .openRootfs
      case .mount:
        self = entered ? .lateMount : .mount
      case .makeDevice: self = .device
      case .makeSymlink: self = .link
      case .setUpConsole: self = .console
      case .waitForRuntimeHooks: self = .runtimeHooks
      case .runHooks(let stage, _, _): self = stage == .startContainer ? .startHooks : .createHooks
      case .enterRootfs: self = .enter
      case .setRootPropagation: self = .rootPropagation
      case .makeWorkingDirectory: self = .directory
      case .remountRootReadonly: self = .readonlyRoot
      case .setHostname, .setDomainname: self = .name
      case .setSysctl: self = .sysctl
      case .makeReadonly: self = .readonlyPath
      case .mask: self = .mask
      case .prepareStdio: self = .stdio
      case .setUmask: self = .umask
      case .setRlimit: self = .limit
      case .setScheduler, .setIOPriority, .setPersonality, .setMemoryPolicy: self = .attribute
      case .setCPUAffinity: self = .affinity
      case .setAppArmorProfile, .setSELinuxLabel: self = .label
      case .setNoNewPrivileges: self = .noNewPrivileges
      case .loadSeccomp: self = .seccomp
      case .limitBoundingSet: self = .bounding
      case .becomeUser: self = .user
      case .setCapabilities: self = .capabilities
      case .changeDirectory(_, let asUser): self = asUser ? .directoryAsUser : .directoryAsRoot
      case .resolveProgram: self = .resolve
      case .waitAtGate: self = .gate
      case .execute: self = .execute
      }
    }
  }
}
