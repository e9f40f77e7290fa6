// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI

/// One `InitStep` as bytes: its tag, then its values in the order of their declaration.
enum StepWire {
  /// The number of each step on the wire.
  ///
  /// Both directions switch over it exhaustively.
  enum Tag: UInt8, CaseIterable {
    case joinCgroups = 1
    case joinNamespace, joinNamespacesOf, unshare, newTimeNamespace, becomeNamespaceRoot, newSession
    case newKeyring, bringUpLoopback, detachFromHostPropagation, isolateRootfsParent, openRootfs, mount, makeDevice,
      makeSymlink, setUpConsole
    case waitForRuntimeHooks, runHooks, enterRootfs, setRootPropagation, makeWorkingDirectory, remountRootReadonly
    case setHostname, setDomainname, setSysctl, makeReadonly, mask, prepareStdio
    case setUmask, setRlimit, setScheduler, setIOPriority, setPersonality, setMemoryPolicy, setCPUAffinity
    case setAppArmorProfile, setSELinuxLabel, setNoNewPrivileges, loadSeccomp, limitBoundingSet, becomeUser
    case setCapabilities, changeDirectory, resolveProgram, waitAtGate, execute
  }

  static func tag(of step: InitStep) -> Tag {
    switch step {
    case .joinCgroups: return .joinCgroups
    case .joinNamespace: return .joinNamespace
    case .joinNamespacesOf: return .joinNamespacesOf
    case .unshare: return .unshare
    case .newTimeNamespace: return .newTimeNamespace
    case .becomeNamespaceRoot: return .becomeNamespaceRoot
    case .newSession: return .newSession
    case .newKeyring: return .newKeyring
    case .bringUpLoopback: return .bringUpLoopback
    case .detachFromHostPropagation: return .detachFromHostPropagation
    case .isolateRootfsParent: return .isolateRootfsParent
    case .openRootfs: return .openRootfs
    case .mount: return .mount
    case .makeDevice: return .makeDevice
    case .makeSymlink: return .makeSymlink
    case .setUpConsole: return .setUpConsole
    case .waitForRuntimeHooks: return .waitForRuntimeHooks
    case .runHooks: return .runHooks
    case .enterRootfs: return .enterRootfs
    case .setRootPropagation: return .setRootPropagation
    case .makeWorkingDirectory: return .makeWorkingDirectory
    case .remountRootReadonly: return .remountRootReadonly
    case .setHostname: return .setHostname
    case .setDomainname: return .setDomainname
    case .setSysctl: return .setSysctl
    case .makeReadonly: return .makeReadonly
    case .mask: return .mask
    case .prepareStdio: return .prepareStdio
    case .setUmask: return .setUmask
    case .setRlimit: return .setRlimit
    case .setScheduler: return .setScheduler
    case .setIOPriority: return .setIOPriority
    case .setPersonality: return .setPersonality
    case .setMemoryPolicy: return .setMemoryPolicy
    case .setCPUAffinity: return .setCPUAffinity
    case .setAppArmorProfile: return .setAppArmorProfile
    case .setSELinuxLabel: return .setSELinuxLabel
    case .setNoNewPrivileges: return .setNoNewPrivileges
    case .loadSeccomp: return .loadSeccomp
    case .limitBoundingSet: return .limitBoundingSet
    case .becomeUser: return .becomeUser
    case .setCapabilities: return .setCapabilities
    case .changeDirectory: return .changeDirectory
    case .resolveProgram: return .resolveProgram
    case .waitAtGate: return .waitAtGate
    case .execute: return .execute
    }
  }

  static func write(_ step: InitStep, to out: inout WireWriter) {
    out.u8(tag(of: step).rawValue)
    switch step {
    case .joinCgroups(let slots): out.slots(slots)
    case .joinNamespace(let kind, let slot):
      out.u64(kind.rawValue)
      out.slot(slot)
    case .joinNamespacesOf(let slot, let kinds):
      out.slot(slot)
      out.u64(kinds.rawValue)
    case .unshare(let kinds): out.u64(kinds.rawValue)
    case .newTimeNamespace(let offsets):
      out.count(offsets.count)
      for offset in offsets { write(offset, to: &out) }
    case .becomeNamespaceRoot, .newSession, .bringUpLoopback, .waitForRuntimeHooks, .remountRootReadonly,
      .setNoNewPrivileges, .resolveProgram:
      break
    case .newKeyring(let name, let label):
      out.string(name)
      out.optionalString(label)
    case .detachFromHostPropagation(let propagation), .setRootPropagation(let propagation):
      out.u8(propagation.rawValue)
    case .openRootfs(let path, let tree, let bind):
      out.string(path)
      out.optionalSlot(tree)
      out.bool(bind)
    case .mount(let mount): write(mount, to: &out)
    case .makeDevice(let device): write(device, to: &out)
    case .makeSymlink(let path, let target, let replace):
      out.string(path)
      out.string(target)
      out.bool(replace)
    case .setUpConsole(let console): write(console, to: &out)
    case .runHooks(let stage, let hooks, let state):
      out.u8(stage.rawValue)
      out.count(hooks.count)
      for hook in hooks { write(hook, to: &out) }
      out.string(state.head)
      out.string(state.tail)
    case .enterRootfs(let entry): out.u8(entry.rawValue)
    case .setHostname(let name), .setDomainname(let name): out.string(name)
    case .setSysctl(let key, let value):
      out.string(key)
      out.string(value)
    case .isolateRootfsParent(let path), .makeWorkingDirectory(let path), .makeReadonly(let path): out.string(path)
    case .changeDirectory(let path, let asUser):
      out.string(path)
      out.bool(asUser)
    case .mask(let paths): out.strings(paths)
    case .prepareStdio(let uid): out.u32(uid)
    case .setUmask(let mask): out.u32(mask)
    case .setRlimit(let limit): write(limit, to: &out)
    case .setScheduler(let scheduler): write(scheduler, to: &out)
    case .setIOPriority(let `class`, let priority):
      out.u32(`class`)
      out.u32(priority)
    case .setPersonality(let personality): out.u64(personality)
    case .setMemoryPolicy(let mode, let flags, let nodes):
      out.u32(mode)
      out.u32(flags)
      out.u32s(nodes)
    case .setCPUAffinity(let cpus): out.u32s(cpus)
    case .setAppArmorProfile(let name), .setSELinuxLabel(let name): out.string(name)
    case .loadSeccomp(let seccomp):
      out.bytes(seccomp.program)
      out.u32(seccomp.flags)
      out.bool(seccomp.notify)
    case .limitBoundingSet(let set): out.u64(set.mask)
    case .becomeUser(let uid, let gid, let additionalGids):
      out.u32(uid)
      out.u32(gid)
      out.u32s(additionalGids)
    case .setCapabilities(let sets):
      out.u64(sets.bounding.mask)
      out.u64(sets.effective.mask)
      out.u64(sets.permitted.mask)
      out.u64(sets.inheritable.mask)
      out.u64(sets.ambient.mask)
    case .waitAtGate(let gate): out.optionalSlot(gate)
    case .execute(let execute):
      out.strings(execute.args)
      out.strings(execute.env)
      out.u32(execute.uid)
      out.u32(execute.preservedDescriptors)
    }
  }
}
