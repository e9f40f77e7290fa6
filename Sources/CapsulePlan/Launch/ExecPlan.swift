// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
package import OCI

extension LaunchPlan {
  /// The plan of `exec`: one more process in a running container, whose configuration as created is `spec`.
  ///
  /// What to run is `process`, made by ExecProcess. Refused are processes that break a rule, and terminals nobody reads.
  package static func exec(spec: RuntimeSpec, process: Process, facts: HostFacts, options: ExecOptions)
    throws(Failure) -> LaunchPlan
  {
    let process = ExecProcess.completed(process, by: spec.process)
    let warnings = try Validate.check(Validate.findings(process: process))
    var builder = PlanBuilder(id: options.id, spec: spec, facts: facts)
    for warning in warnings { builder.warn(warning) }
    try builder.refuseLabels(process)
    try PlanBuilder.checkConsole(
      terminal: process.terminal ?? false, hasSocket: options.hasConsoleSocket, detached: options.detached)

    builder.planExecAffinity(process)
    builder.joinContainer(options)
    builder.add(.newSession)
    if !options.noNewKeyring {
      builder.add(.newKeyring(name: "_ses." + options.id.text, label: process.selinuxLabel))
    }
    // Before the umask and the user, like in create; no rootfs to bind it in: exec's terminal is found by its peer.
    builder.setUpConsole(process, bindConsole: false)
    builder.setAttributes(process, affinity: PlanBuilder.finalAffinity(process))
    builder.becomeProcess(process)
    builder.add(.waitAtGate(nil))
    builder.add(
      .execute(
        ExecuteStep(
          args: process.args ?? [], env: Environment.resolved(process.env ?? []),
          uid: UInt32(truncatingIfNeeded: process.user?.uid ?? 0),
          preservedDescriptors: options.preservedDescriptors)))
    assert(PlanInvariants.violations(of: builder.plan).isEmpty)
    return builder.plan
  }
}

extension PlanBuilder {
  mutating func planExecAffinity(_ process: Process) {
    let score = process.oomScoreAdj.map { Int32(truncatingIfNeeded: $0) }
    let initial = process.execCPUAffinity?.initial.flatMap { $0.isEmpty ? nil : NumberList.parse($0) }
    clone {
      $0.oomScoreAdj = score
      $0.initialCPUAffinity = initial
    }
  }

  /// After the cgroup is joined.
  ///
  /// Nothing configured: the runtime's affinity must not stay, the cpuset decides. Only `initial`: SHOULD NOT be
  /// changed (config.md, `execCPUAffinity`).
  static func finalAffinity(_ process: Process) -> [UInt32]? {
    guard let affinity = process.execCPUAffinity else { return [] }
    if let final = affinity.final, !final.isEmpty { return NumberList.parse(final) }
    return (affinity.initial ?? "").isEmpty ? [] : nil
  }

  /// The container's namespaces by its init's pidfd, all in one setns(2): either all are joined or none, and no pid can
  /// be reused in between.
  ///
  /// Only kinds the configuration names differ from the runtime's; entering one's own user namespace again is refused
  /// by the kernel.
  mutating func joinContainer(_ options: ExecOptions) {
    let container = slot(.pidfd(pid: options.initPID))
    var kinds = Namespaces()
    for kind in Namespace.allCases where kind != .pid && !namespaces[kind].isInherited {
      kinds.insert(Namespaces(kind))
    }
    if !namespaces[.pid].isInherited { clone { $0.joinPID = container } }
    // Without privileges the pid namespace opens only to those who are in its user namespace already.
    let userFirst = !isPrivileged && kinds.contains(kind: .user) && !namespaces[.pid].isInherited
    if userFirst {
      kinds.remove(Namespaces(.user))
      clone {
        $0.intermediateJoins = [NamespaceJoin(kind: .user, slot: container)]
        $0.becomeNamespaceRoot = true
      }
    }
    if options.joinCgroups, !options.clonedIntoCgroup, options.hierarchies > 0 {
      var members: [Slot] = []
      for hierarchy in 0..<options.hierarchies { members.append(slot(.cgroupMembers(hierarchy: hierarchy))) }
      add(.joinCgroups(members))
    }
    if !kinds.isEmpty { add(.joinNamespacesOf(container, kinds)) }
    if kinds.contains(kind: .user) { add(.becomeNamespaceRoot) }
  }
}
