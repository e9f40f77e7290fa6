// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI

extension InitStep {
  /// What the step does, in a few words: `mount proc on /proc`.
  ///
  /// Failures of the init stage and `capsule-oci plan` say it.
  package var summary: String {
    switch self {
    case .joinCgroups(let slots): return slots.count == 1 ? "join the cgroup" : "join \(slots.count) cgroups"
    case .joinNamespace(let kind, _): return "join the \(kind.ociName) namespace"
    case .joinNamespacesOf(_, let kinds): return "join the container's namespaces: \(kinds.names)"
    case .unshare(let kinds): return "make new namespaces: \(kinds.names)"
    case .newTimeNamespace(let offsets): return InitStep.timeNamespace(offsets)
    case .becomeNamespaceRoot: return "become root of the user namespace"
    case .newSession: return "start a new session"
    case .newKeyring(let name, _): return "join the session keyring \(name)"
    case .bringUpLoopback: return "bring up the loopback interface"
    case .detachFromHostPropagation(let propagation): return "make / \(propagation.words)"
    case .isolateRootfsParent(let path): return "make the mount that holds \(path) private"
    case .openRootfs(let path, _, let bind): return bind ? "bind the rootfs \(path)" : "open the rootfs \(path)"
    case .mount(let mount): return mount.summary
    case .makeDevice(let device): return device.summary
    case .makeSymlink(let path, let target, let replace):
      return "link \(path) to \(target)" + (replace ? ", replacing what is there" : "")
    case .setUpConsole(let console):
      return console.bindConsole ? "set up the terminal, /dev/console" : "set up the terminal"
    case .waitForRuntimeHooks: return "wait for the prestart and createRuntime hooks"
    case .runHooks(let stage, let hooks, _): return "run \(hooks.count) \(stage.configName) hook(s)"
    case .enterRootfs(let entry): return entry.summary
    case .setRootPropagation(let propagation): return "make the container's / \(propagation.words)"
    case .makeWorkingDirectory(let path): return "make the directory \(path) if missing"
    case .remountRootReadonly: return "make the root read-only"
    case .setHostname(let name): return "set the hostname to \(name)"
    case .setDomainname(let name): return "set the domainname to \(name)"
    case .setSysctl(let key, let value): return "set the sysctl \(key) to \(value)"
    case .makeReadonly(let path): return "make \(path) read-only"
    case .mask(let paths): return "mask " + paths.joined(separator: " ")
    case .prepareStdio(let uid): return "give the standard streams to uid \(uid)"
    case .setUmask(let mask): return "set the umask to \(octal(mask))"
    case .setRlimit(let limit): return limit.summary
    case .setScheduler(let scheduler):
      return "set the scheduler to \(SchedulingPolicy(rawValue: scheduler.policy)?.name ?? "\(scheduler.policy)")"
    case .setIOPriority(let `class`, let priority):
      return "set the I/O priority to \(IOPriorityClass(rawValue: `class`)?.name ?? "\(`class`)") \(priority)"
    case .setPersonality(let personality):
      return "set the personality to \(PersonalityDomain(rawValue: personality)?.name ?? "\(personality)")"
    case .setMemoryPolicy(let mode, _, let nodes):
      let name = MemoryPolicyMode(rawValue: mode)?.name ?? "\(mode)"
      return "set the memory policy to \(name)" + (nodes.isEmpty ? "" : " of nodes \(list(nodes))")
    case .setCPUAffinity(let cpus):
      return cpus.isEmpty ? "reset the CPU affinity" : "set the CPU affinity to \(list(cpus))"
    case .setAppArmorProfile(let name): return "set the AppArmor profile \(name)"
    case .setSELinuxLabel(let label): return "set the SELinux label \(label)"
    case .setNoNewPrivileges: return "set no_new_privs"
    case .loadSeccomp: return "load the seccomp filter"
    case .limitBoundingSet(let set): return "limit the bounding set to \(set.names)"
    case .becomeUser(let uid, let gid, let groups):
      return "become uid \(uid), gid \(gid)" + (groups.isEmpty ? ", no other groups" : ", groups \(list(groups))")
    case .setCapabilities(let sets): return sets.summary
    case .changeDirectory(let path, let asUser):
      return "change to \(path)" + (asUser ? " as the user, if not done" : "")
    case .resolveProgram: return "find the program"
    case .waitAtGate(let gate): return gate == nil ? "wait for the runtime's word" : "wait for start"
    case .execute(let execute): return "execute " + execute.args.joined(separator: " ")
    }
  }

  private static func timeNamespace(_ offsets: [ClockOffset]) -> String {
    var text = "make a new time namespace"
    for offset in offsets {
      text += ", \(offset.clock) \(offset.seconds < 0 ? "" : "+")\(offset.seconds) s"
      if offset.nanoseconds > 0 { text += " \(offset.nanoseconds) ns" }
    }
    return text
  }
}

private func list(_ numbers: [UInt32]) -> String {
  var texts: [String] = []
  for number in numbers { texts.append("\(number)") }
  return texts.joined(separator: ",")
}

func octal(_ value: UInt32) -> String {
  var text = String(value, radix: 8)
  while text.utf8.count < 4 { text = "0" + text }
  return text
}

extension Namespaces {
  /// `mount, pid`: in the order of Namespace.
  package var names: String {
    var names: [String] = []
    for kind in Namespace.allCases where contains(kind: kind) { names.append(kind.ociName) }
    return names.joined(separator: ", ")
  }
}

extension CapabilitySet {
  /// `CAP_CHOWN CAP_KILL`, `none`, or their number when they are many.
  package var names: String {
    var names: [String] = []
    for capability in Capability.allCases where contains(capability) { names.append(capability.name) }
    return names.isEmpty ? "none" : names.joined(separator: " ")
  }
}

extension CapabilitySets {
  fileprivate var summary: String {
    var text = "set capabilities: permitted \(permitted.names)"
    if effective != permitted { text += "; effective \(effective.names)" }
    if inheritable.mask != 0 { text += "; inheritable \(inheritable.names)" }
    if ambient.mask != 0 { text += "; ambient \(ambient.names)" }
    return text
  }
}

extension RlimitStep {
  package var summary: String { "set \(name) to \(RlimitStep.text(soft)):\(RlimitStep.text(hard))" }

  private static func text(_ value: UInt64) -> String { value == ResourceLimit.infinity ? "unlimited" : "\(value)" }
}

extension RootEntry {
  fileprivate var summary: String {
    switch self {
    case .pivot: return "pivot into the rootfs"
    case .move: return "move the rootfs onto / and change into it"
    case .chroot: return "change the root to the rootfs"
    }
  }
}

extension MountPropagation {
  /// The option's name, like `rslave`.
  package var words: String {
    switch self {
    case .private: return "private"
    case .slave: return "slave"
    case .shared: return "shared"
    case .unbindable: return "unbindable"
    case .recursivePrivate: return "rprivate"
    case .recursiveSlave: return "rslave"
    case .recursiveShared: return "rshared"
    case .recursiveUnbindable: return "runbindable"
    }
  }
}

extension HookStage {
  /// The property in config.json.
  package var configName: String {
    switch self {
    case .prestart: return "prestart"
    case .createRuntime: return "createRuntime"
    case .createContainer: return "createContainer"
    case .startContainer: return "startContainer"
    case .poststart: return "poststart"
    case .poststop: return "poststop"
    }
  }
}
