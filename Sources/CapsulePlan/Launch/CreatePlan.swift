// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
package import OCI

extension LaunchPlan {
  /// The plan of `create` and `run`; the order of its lines is the order of the container's making, and PlanInvariants
  /// has the laws behind it.
  ///
  /// - Throws: a configuration with errors (the first one), a combination that no plan can serve.
  package static func create(spec: RuntimeSpec, facts: HostFacts, options: CreateOptions, cgroup: CgroupPlan)
    throws(Failure) -> LaunchPlan
  {
    let warnings = try Validate.check(Validate.findings(spec))
    var builder = PlanBuilder(id: options.id, spec: spec, facts: facts)
    for warning in warnings { builder.warn(warning) }
    try builder.refuseImpossible(options)
    builder.rootfs = LexicalPath.absolute(spec.root?.path ?? "", from: options.bundle)

    builder.mapIDs()
    builder.planParentDuties(spec.process)
    builder.enterNamespaces(cgroup: cgroup)
    builder.add(.newSession)
    if !options.noNewKeyring {
      builder.add(.newKeyring(name: "_ses." + options.id.text, label: spec.process?.selinuxLabel))
    }
    if builder.namespaces[.network].isNew { builder.add(.bringUpLoopback) }

    builder.openRootfs(path: builder.rootfs)
    builder.mountAll(options: options, cgroup: cgroup)
    builder.makeDevices()
    builder.waitForRuntimeHooks()
    builder.runCreateContainerHooks(bundle: options.bundle)
    builder.enterRootfs(noPivot: options.noPivot)

    builder.finishRoot(spec)
    builder.add(contentsOf: spec.linux)
    try builder.addProcess(options)
    assert(PlanInvariants.violations(of: builder.plan).isEmpty)
    return builder.plan
  }
}

extension PlanBuilder {
  /// What depends on facts or options, so that no rule of the document alone could tell.
  func refuseImpossible(_ options: CreateOptions) throws(Failure) {
    let process = spec.process
    if process == nil, !options.hasStartGate {
      throw Failure(.configInvalid, "invalid configuration: /process: required to run a container")
    }
    try refuseLabels(process)
    try PlanBuilder.checkConsole(
      terminal: process?.terminal ?? false, hasSocket: options.hasConsoleSocket, detached: options.detached)
    if options.noPivot, let propagation = rootfsPropagation,
      propagation == .private || propagation == .recursivePrivate
    {
      throw Failure(
        .configInvalid, "invalid configuration: /linux/rootfsPropagation: [r]private is not safe without pivot_root",
        hint: "leave out --no-pivot")
    }
    if facts.effectiveUID != 0, namespaces[.user].isInherited {
      throw Failure(
        .permission, "rootless container requires user namespaces",
        hint: "add {\"type\": \"user\"} to /linux/namespaces, and mappings; `capsule-oci spec --rootless` writes both")
    }
    if spec.linux?.intelRdt != nil {
      throw Failure(
        .configUnsupported, "invalid configuration: /linux/intelRdt: Intel RDT is not supported by this runtime")
    }
    if facts.effectiveUID != 0, !(spec.linux?.netDevices ?? []).isEmpty {
      throw Failure(.configInvalid, "network devices are not supported for rootless containers")
    }
  }

  /// What the parent does around the clone.
  mutating func planParentDuties(_ process: Process?) {
    let score = process?.oomScoreAdj.map { Int32(truncatingIfNeeded: $0) }
    var moves: [NetDeviceMove] = []
    for device in spec.linux?.netDevices ?? [] {
      let name = device.name ?? ""
      moves.append(NetDeviceMove(hostName: device.hostName, name: name.isEmpty ? device.hostName : name))
    }
    clone {
      $0.oomScoreAdj = score
      $0.netDevices = moves
    }
  }

  /// Inside the entered root: what must be written before it may become read-only.
  mutating func finishRoot(_ spec: RuntimeSpec) {
    if let cwd = spec.process?.cwd, LexicalPath.cleaned(cwd) != "/" { add(.makeWorkingDirectory(cwd)) }
    if let process = spec.process { setUpConsole(process, bindConsole: true) }
    finishReadonlyMounts()
    if spec.root?.readonly ?? false { add(.remountRootReadonly) }
    if let hostname = spec.hostname, !hostname.isEmpty { add(.setHostname(hostname)) }
    if let domainname = spec.domainname, !domainname.isEmpty { add(.setDomainname(domainname)) }
  }

  /// Kernel parameters, then the paths that hide or protect them.
  mutating func add(contentsOf linux: Linux?) {
    for entry in linux?.sysctl ?? [] { add(.setSysctl(key: entry.key, value: entry.value)) }
    for path in linux?.readonlyPaths ?? [] { add(.makeReadonly(path: LexicalPath.cleaned(path))) }
    var masked: [String] = []
    for path in linux?.maskedPaths ?? [] {
      let clean = LexicalPath.cleaned(path)
      if !masked.contains(clean) { masked.append(clean) }
    }
    if !masked.isEmpty { add(.mask(masked)) }
  }

  mutating func addProcess(_ options: CreateOptions) throws(Failure) {
    let gate = options.hasStartGate ? slot(.startGate) : nil
    guard let process = spec.process else {
      // config.md: `process` is required when `start` is called, not before; `start` then refuses (as with crun).
      add(.waitAtGate(gate))
      return
    }
    // The runtime's own affinity must not be inherited: the cpuset decides (execCPUAffinity is not for init).
    setAttributes(process, affinity: [])
    becomeProcess(process)
    add(.waitAtGate(gate))
    let environment = Environment.resolved(
      (process.env ?? [])
        + Environment.additions(listenDescriptors: facts.listenDescriptors, notify: options.notifyDirectory != nil))
    runStartContainerHooks(bundle: options.bundle)
    add(
      .execute(
        ExecuteStep(
          args: process.args ?? [], env: environment, uid: UInt32(truncatingIfNeeded: process.user?.uid ?? 0),
          preservedDescriptors: facts.listenDescriptors + options.preservedDescriptors)))
  }
}
