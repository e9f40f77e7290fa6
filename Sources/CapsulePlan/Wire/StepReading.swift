// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI

extension StepWire {
  static func read(from source: inout WireReader) throws(WireError) -> InitStep {
    let offset = source.offset
    let number = try source.u8()
    guard let tag = Tag(rawValue: number) else { throw .unknownKind(offset: offset, UInt64(number)) }
    switch tag {
    case .joinCgroups: return .joinCgroups(try source.slots())
    case .joinNamespace:
      let kind = try namespace(from: &source)
      return .joinNamespace(kind, try source.slot())
    case .joinNamespacesOf:
      let slot = try source.slot()
      return .joinNamespacesOf(slot, Namespaces(rawValue: try source.u64()))
    case .unshare: return .unshare(Namespaces(rawValue: try source.u64()))
    case .newTimeNamespace:
      let count = try source.count()
      var offsets: [ClockOffset] = []
      for _ in 0..<count { offsets.append(try clockOffset(from: &source)) }
      return .newTimeNamespace(offsets)
    case .becomeNamespaceRoot: return .becomeNamespaceRoot
    case .newSession: return .newSession
    case .newKeyring:
      let name = try source.string()
      return .newKeyring(name: name, label: try source.optionalString())
    case .bringUpLoopback: return .bringUpLoopback
    case .detachFromHostPropagation: return .detachFromHostPropagation(try propagation(from: &source))
    case .isolateRootfsParent: return .isolateRootfsParent(path: try source.string())
    case .openRootfs:
      let path = try source.string()
      let tree = try source.optionalSlot()
      return .openRootfs(path: path, tree: tree, bind: try source.bool())
    case .mount: return .mount(try mount(from: &source))
    case .makeDevice: return .makeDevice(try device(from: &source))
    case .makeSymlink:
      let path = try source.string()
      let target = try source.string()
      return .makeSymlink(path: path, target: target, replace: try source.bool())
    case .setUpConsole: return .setUpConsole(try console(from: &source))
    case .waitForRuntimeHooks: return .waitForRuntimeHooks
    case .runHooks:
      let offset = source.offset
      let number = try source.u8()
      guard let stage = HookStage(rawValue: number) else { throw .unknownKind(offset: offset, UInt64(number)) }
      let count = try source.count()
      var hooks: [HookStep] = []
      for _ in 0..<count { hooks.append(try hook(from: &source)) }
      let head = try source.string()
      return .runHooks(stage, hooks, HookState(head: head, tail: try source.string()))
    case .enterRootfs:
      let offset = source.offset
      let number = try source.u8()
      guard let entry = RootEntry(rawValue: number) else { throw .unknownKind(offset: offset, UInt64(number)) }
      return .enterRootfs(entry)
    case .setRootPropagation: return .setRootPropagation(try propagation(from: &source))
    case .makeWorkingDirectory: return .makeWorkingDirectory(try source.string())
    case .remountRootReadonly: return .remountRootReadonly
    case .setHostname: return .setHostname(try source.string())
    case .setDomainname: return .setDomainname(try source.string())
    case .setSysctl:
      let key = try source.string()
      return .setSysctl(key: key, value: try source.string())
    case .makeReadonly: return .makeReadonly(path: try source.string())
    case .mask: return .mask(try source.strings())
    case .prepareStdio: return .prepareStdio(uid: try source.u32())
    case .setUmask: return .setUmask(try source.u32())
    case .setRlimit: return .setRlimit(try rlimit(from: &source))
    case .setScheduler: return .setScheduler(try scheduler(from: &source))
    case .setIOPriority:
      let `class` = try source.u32()
      return .setIOPriority(class: `class`, priority: try source.u32())
    case .setPersonality: return .setPersonality(try source.u64())
    case .setMemoryPolicy:
      let mode = try source.u32()
      let flags = try source.u32()
      return .setMemoryPolicy(mode: mode, flags: flags, nodes: try source.u32s())
    case .setCPUAffinity: return .setCPUAffinity(try source.u32s())
    case .setAppArmorProfile: return .setAppArmorProfile(try source.string())
    case .setSELinuxLabel: return .setSELinuxLabel(try source.string())
    case .setNoNewPrivileges: return .setNoNewPrivileges
    case .loadSeccomp:
      let program = try source.bytes()
      let flags = try source.u32()
      return .loadSeccomp(SeccompStep(program: program, flags: flags, notify: try source.bool()))
    case .limitBoundingSet: return .limitBoundingSet(CapabilitySet(mask: try source.u64()))
    case .becomeUser:
      let uid = try source.u32()
      let gid = try source.u32()
      return .becomeUser(uid: uid, gid: gid, additionalGids: try source.u32s())
    case .setCapabilities: return .setCapabilities(try capabilities(from: &source))
    case .changeDirectory:
      let path = try source.string()
      return .changeDirectory(path, asUser: try source.bool())
    case .resolveProgram: return .resolveProgram
    case .waitAtGate: return .waitAtGate(try source.optionalSlot())
    case .execute:
      let args = try source.strings()
      let env = try source.strings()
      let uid = try source.u32()
      return .execute(ExecuteStep(args: args, env: env, uid: uid, preservedDescriptors: try source.u32()))
    }
  }

  private static func namespace(from source: inout WireReader) throws(WireError) -> Namespace {
    let offset = source.offset
    let number = try source.u64()
    guard let kind = Namespace(rawValue: number) else { throw .unknownKind(offset: offset, number) }
    return kind
  }

  static func propagation(from source: inout WireReader) throws(WireError) -> MountPropagation {
    let offset = source.offset
    let number = try source.u8()
    guard let kind = MountPropagation(rawValue: number) else { throw .unknownKind(offset: offset, UInt64(number)) }
    return kind
  }

  private static func capabilities(from source: inout WireReader) throws(WireError) -> CapabilitySets {
    var sets = CapabilitySets()
    sets.bounding = CapabilitySet(mask: try source.u64())
    sets.effective = CapabilitySet(mask: try source.u64())
    sets.permitted = CapabilitySet(mask: try source.u64())
    sets.inheritable = CapabilitySet(mask: try source.u64())
    sets.ambient = CapabilitySet(mask: try source.u64())
    return sets
  }
}
