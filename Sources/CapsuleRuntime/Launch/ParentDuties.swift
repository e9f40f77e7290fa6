// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

extension Launcher {
  /// What the parent does for a child that waits to begin: its mappings, OOM score, CPU affinity, network devices.
  func prepare(_ child: InitChild) throws(Failure) {
    let duties = plan.clone
    if let uids = duties.uidMap, let gids = duties.gidMap {
      try IDMaps.write(uids: uids, gids: gids, of: child.pid, environment: settings.environment)
      if duties.becomeNamespaceRoot { try child.releaseUnmapped() }
    }
    if let score = duties.oomScoreAdj { try setOOMScore(score, of: child.pid) }
    if let cpus = duties.initialCPUAffinity {
      try asFailure(.system) { () throws(KernelError) in try SchedulingCalls.setAffinity(cpus, of: child.pid) }
    }
    // A namespace joined by path is the child's only when it says that it is ready.
    if duties.newNamespaces.contains(kind: .network) { try moveNetDevices(to: child) }
  }

  /// What has to wait until the child is at its gate.
  func finish(_ child: InitChild) throws(Failure) {
    if let ranges = plan.clone.joinedUIDMap { try IDMaps.check(ranges, "uid_map", of: child.pid) }
    if let ranges = plan.clone.joinedGIDMap { try IDMaps.check(ranges, "gid_map", of: child.pid) }
    for limit in plan.clone.rlimits {
      do {
        try Limits.set(limit.resource, soft: limit.soft, hard: limit.hard, of: child.pid)
      } catch {
        throw Failure(.permission, "set \(limit.name) to \(limit.soft):\(limit.hard): \(error.errno.text)")
      }
    }
    if !plan.clone.newNamespaces.contains(kind: .network) { try moveNetDevices(to: child) }
  }

  private func moveNetDevices(to child: InitChild) throws(Failure) {
    for device in plan.clone.netDevices {
      do {
        try NetworkInterfaces.move(device.hostName, to: child.pid, as: device.name)
      } catch {
        throw Failure(
          .namespace, "move network device \(device.hostName) into the container: \(error.text)",
          hint: error.errno == .ENODEV ? "the host has no such interface" : nil)
      }
    }
  }

  private func setOOMScore(_ score: Int32, of pid: Int32) throws(Failure) {
    let file = "/proc/\(pid)/oom_score_adj"
    do {
      try Files.write(String(score), to: file)
    } catch {
      // Lowering it needs CAP_SYS_RESOURCE of the host: a container must not be worse protected than its caller.
      let isDenied = error.errno == .EACCES || error.errno == .EPERM
      if isDenied, Processes.effectiveUID != 0 || ProcessNamespaces.isInUserNamespace {
        settings.report(.warning("\(error.text): the OOM score stays that of the caller"))
        return
      }
      throw Failure(
        error, isDenied ? .permission : .system)
    }
  }
}
