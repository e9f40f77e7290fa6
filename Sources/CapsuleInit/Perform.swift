// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

extension InitContext {
  /// Does what one step says.
  ///
  /// A failed system call is thrown, and worded by the step's summary; a step that words its failure itself returns it.
  mutating func perform(_ step: InitStep) throws(KernelError) -> Failure? {
    switch step {
    case .joinCgroups(let slots): try joinCgroups(slots)
    case .joinNamespace(let kind, let slot): try ProcessNamespaces.join(number(slot), kind)
    case .joinNamespacesOf(let slot, let kinds): try ProcessNamespaces.join(ofProcess: number(slot), kinds)
    case .unshare(let kinds): try ProcessNamespaces.unshare(kinds)
    case .newTimeNamespace(let offsets): try makeTimeNamespace(offsets)
    case .becomeNamespaceRoot: try becomeNamespaceRoot()
    case .newSession: try Credentials.newSession()
    case .newKeyring(let name, let label): try makeKeyring(name, label: label)
    case .bringUpLoopback: try Interfaces.bringUpLoopback()
    case .detachFromHostPropagation(let propagation): try Mounts.setPropagation("/", propagation.mountFlags)
    case .isolateRootfsParent(let path): try isolateParent(of: path)
    case .openRootfs(let path, let tree, let bind): try openRootfs(path, tree: tree, bind: bind)
    case .mount(let mount): try perform(mount)
    case .makeDevice(let device): try makeDevice(device)
    case .makeSymlink(let path, let target, let replace): try makeSymlink(path, to: target, replace: replace)
    case .setUpConsole(let console): try setUpConsole(console)
    case .waitForRuntimeHooks: waitForRuntimeHooks()
    case .runHooks(let stage, let hooks, let state): return runHooks(stage, hooks, state)
    case .enterRootfs(let entry): try enterRootfs(entry)
    case .setRootPropagation(let propagation): try Mounts.setPropagation("/", propagation.mountFlags)
    case .makeWorkingDirectory(let path): try makeWorkingDirectory(path)
    case .remountRootReadonly: try remountRootReadonly()
    case .setHostname(let name): try ProcessNamespaces.setHostname(name)
    case .setDomainname(let name): try ProcessNamespaces.setDomainname(name)
    case .setSysctl(let key, let value): try setSysctl(key, value)
    case .makeReadonly(let path): try makeReadonly(path)
    case .mask(let paths): try mask(paths)
    case .prepareStdio(let uid): try prepareStdio(uid)
    case .setUmask(let mask): Credentials.setUmask(mask)
    case .setRlimit(let limit): try Limits.set(limit.resource, soft: limit.soft, hard: limit.hard)
    case .setScheduler(let scheduler): try SchedulingCalls.set(SchedulingCalls.Attributes(scheduler))
    case .setIOPriority(let `class`, let priority):
      try SchedulingCalls.setIOPriority(class: `class`, priority: priority)
    case .setPersonality(let personality): try Credentials.setPersonality(personality)
    case .setMemoryPolicy(let mode, let flags, let nodes):
      try SchedulingCalls.setMemoryPolicy(mode: mode, flags: flags, nodes: nodes)
    case .setCPUAffinity(let cpus): try SchedulingCalls.setAffinity(cpus)
    case .setAppArmorProfile(let profile): try setAppArmorProfile(profile)
    case .setSELinuxLabel(let label): try writeAttribute(label, "self/attr/exec")
    case .setNoNewPrivileges: try Credentials.setNoNewPrivileges()
    case .loadSeccomp(let seccomp): try loadSeccomp(seccomp)
    case .limitBoundingSet(let kept): try Privileges.limitBoundingSet(to: kept.mask)
    case .becomeUser(let uid, let gid, let groups): try becomeUser(uid: uid, gid: gid, groups: groups)
    case .setCapabilities(let sets): try setCapabilities(sets)
    case .changeDirectory(let path, let asUser): return changeDirectory(path, asUser: asUser)
    case .resolveProgram: return resolveProgram()
    case .waitAtGate(let gate): waitAtGate(gate)
    case .execute(let execute): return run(execute)
    }
    return nil
  }
}

extension MountPropagation {
  /// MS_PRIVATE and the like.
  var mountFlags: UInt64 {
    switch self {
    case .private: return MountFlags.private
    case .slave: return MountFlags.slave
    case .shared: return MountFlags.shared
    case .unbindable: return MountFlags.unbindable
    case .recursivePrivate: return MountFlags.private | MountFlags.recursive
    case .recursiveSlave: return MountFlags.slave | MountFlags.recursive
    case .recursiveShared: return MountFlags.shared | MountFlags.recursive
    case .recursiveUnbindable: return MountFlags.unbindable | MountFlags.recursive
    }
  }
}

extension SchedulingCalls.Attributes {
  init(_ step: SchedulerStep) {
    self.init()
    policy = step.policy
    flags = step.flags
    nice = step.nice
    priority = step.priority
    runtime = step.runtime
    deadline = step.deadline
    period = step.period
  }
}
