// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI

extension LaunchPlan {
  /// The plan as people read it, one line each: what the runtime does around the clone, then the steps of the init
  /// stage under the numbers that failures use (`init step 7/31`).
  package func text(cgroup: CgroupPlan) -> [String] {
    var lines = ["runtime:"]
    for (index, duty) in (cgroup.duties + clone.duties(slots)).enumerated() {
      lines.append(LaunchPlan.numbered(index + 1, duty))
    }
    lines.append("init stage:")
    for (index, step) in steps.enumerated() { lines.append(LaunchPlan.numbered(index + 1, describe(step))) }
    for warning in warnings { lines.append("warning: " + warning) }
    return lines
  }

  private static func numbered(_ number: Int, _ text: String) -> String {
    var digits = "\(number)"
    while digits.utf8.count < 4 { digits = " " + digits }
    return digits + "  " + text
  }

  /// With what is behind its slot, where the summary cannot tell.
  private func describe(_ step: InitStep) -> String {
    if case .joinNamespace(_, let slot) = step { return step.summary + " " + describe(slot) }
    if case .mount(let mount) = step, case .bind(.tree(let slot), _) = mount.kind {
      return step.summary + " from " + describe(slot)
    }
    return step.summary
  }

  private func describe(_ slot: Slot) -> String { slots.indices.contains(slot.index) ? slots[slot.index].summary : "" }
}

extension SlotRequest {
  package var summary: String {
    switch self {
    case .namespace(_, let path, _): return path
    case .pidfd(let pid): return "process \(pid)"
    case .cgroupMembers(let hierarchy): return "cgroup \(hierarchy + 1)"
    case .mountTree(let source, _, let idMap, _): return idMap == nil ? source : source + ", ID-mapped"
    case .consoleSocket: return "console socket"
    case .startGate: return "start gate"
    case .hostDevice(let path): return path
    }
  }
}

extension CgroupPlan {
  fileprivate var duties: [String] {
    var duties: [String] = []
    for target in targets {
      duties.append("make the cgroup \(target.directory.path)")
      for write in target.writes { duties.append("write \"\(write.value)\" to \(target.directory.path)/\(write.file)") }
      if !target.deviceProgram.isEmpty {
        duties.append("attach a device filter of \(target.deviceProgram.count / 8) instructions")
      }
      if let owner = target.owner { duties.append("give the cgroup to uid \(owner)") }
    }
    return duties
  }
}

extension ClonePlan {
  fileprivate func duties(_ slots: [SlotRequest]) -> [String] {
    var duties: [String] = []
    for join in intermediateJoins {
      duties.append(
        "by an intermediate process, join the \(join.kind.ociName) namespace \(slots[join.slot.index].summary)")
    }
    if let joinPID { duties.append("join the pid namespace of \(slots[joinPID.index].summary) for the new process") }
    if let cpus = initialCPUAffinity {
      var texts: [String] = []
      for cpu in cpus { texts.append("\(cpu)") }
      duties.append("set the CPU affinity to " + texts.joined(separator: ","))
    }
    duties.append(
      newNamespaces.isEmpty ? "clone the process" : "clone the process into new namespaces: \(newNamespaces.names)")
    for range in uidMap ?? [] { duties.append("write uid_map: \(range.line)") }
    for range in gidMap ?? [] { duties.append("write gid_map: \(range.line)") }
    if let oomScoreAdj { duties.append("write \(oomScoreAdj) to oom_score_adj") }
    for move in netDevices { duties.append("move the network device \(move.hostName) in, as \(move.name)") }
    for limit in rlimits { duties.append(limit.summary) }
    for hook in prestart { duties.append("run prestart hook #\(hook.index): \(hook.path)") }
    for hook in createRuntime { duties.append("run createRuntime hook #\(hook.index): \(hook.path)") }
    return duties
  }
}

extension IDRange {
  /// As in uid_map (user_namespaces(7)).
  package var line: String { "\(containerID) \(hostID) \(size)" }
}
