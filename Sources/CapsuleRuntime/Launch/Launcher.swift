// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Makes the child of a plan: clone3, then the init stage in a protected image of our binary.
struct Launcher {
  let plan: LaunchPlan
  let settings: RuntimeSettings
  /// Signals that were blocked when the runtime was called, when it blocks others now: the child's.
  var blockedSignals: SignalSet?
  /// What becomes the child's standard input, output and error; -1 leaves the runtime's own.
  var stdio: (Int32, Int32, Int32) = (-1, -1, -1)
  /// The cgroup directory to clone into (CLONE_INTO_CGROUP).
  var cgroup: Int32?
  /// Another cgroup to clone into when that one may have no process of its own (EBUSY): `exec` into a container whose
  /// payload, an init system perhaps, has made its top cgroup one for controllers only.
  var cgroupFallback: (() throws(Failure) -> Descriptor?)?
  /// Whether the runtime makes more processes after this one, for example hooks: then it leaves a joined pid namespace
  /// again.
  var makesMoreProcesses = true
  /// `--preserve-fds` and LISTEN_FDS: descriptors from 3 on that the init stage keeps for the program.
  var preservedDescriptors: UInt32 = 0

  /// Makes the child.
  ///
  /// Its maps are not written yet.
  func launch(_ slots: SlotTable) throws(Failure) -> InitChild {
    let image = try SelfImage()
    let orders = try asFailure(.system) { () throws(KernelError) in
      try Memfd.sealed("plan", PlanWire.encode(slots: slots.numbers, steps: plan.steps, debug: settings.debug))
    }
    let pair = try asFailure(.system) { () throws(KernelError) in try SocketPair(.messages) }
    let execution = PreparedExecution(
      path: "", arguments: ["capsule-oci", "init", String(pair.second.raw), String(orders.raw)],
      environment: hookEnvironment)
    let entry = InitEntry(
      plan: plan.clone, image: image.number, socket: pair.second.raw, orders: orders.raw, slots: slots.numbers,
      preservedDescriptors: preservedDescriptors, blockedSignals: blockedSignals, stdio: stdio, execution: execution)
    let process = try plan.clone.intermediateJoins.isEmpty ? clone(entry) : cloneThroughIntermediate(entry)
    return InitChild(process, socket: pair.takeFirst(), steps: plan.steps, report: settings.report)
  }

  /// The init stage itself needs no variables; hooks without an environment of their own inherit it.
  private var hookEnvironment: [String] {
    for step in plan.steps {
      if case .runHooks(_, let hooks, _) = step {
        for hook in hooks where hook.env == nil { return settings.environment.entries }
      }
    }
    return []
  }

  private func clone(_ entry: InitEntry) throws(Failure) -> Processes.Child {
    var request = Processes.CloneRequest()
    request.namespaces = plan.clone.newNamespaces
    request.cgroup = cgroup
    var own: Descriptor?
    if let joined = plan.clone.joinPID {
      own = try asFailure(.namespace) { () throws(KernelError) in
        let own = makesMoreProcesses ? try Files.open("/proc/self/ns/pid", OpenFlags.readOnly) : nil
        try NamespaceFiles.join(entry.slots[joined.index], Namespaces(.pid))
        return own
      }
    }
    switch try clone(request) {
    case .child: entry.enter()
    case .parent(let child):
      if let own {
        do {
          try NamespaceFiles.join(own.raw, Namespaces(.pid))
        } catch {
          try? Processes.signal(child.pidfd, Signal.kill.rawValue)
          _ = try? Processes.wait(child.pidfd)
          throw Failure(error, .namespace)
        }
      }
      return child
    }
  }

  private func clone(_ request: Processes.CloneRequest) throws(Failure) -> Processes.Side {
    do throws(KernelError) {
      return try Processes.clone(request)
    } catch {
      guard error.errno == .EBUSY, let cgroupFallback, let other = try cgroupFallback() else {
        throw Launcher.explain(error)
      }
      var again = request
      again.cgroup = other.raw
      do {
        return try Processes.clone(again)
      } catch {
        throw Launcher.explain(error)
      }
    }
  }

  static func explain(_ error: KernelError) -> Failure {
    var failure = Failure(error, .namespace)
    switch error.errno {
    case .ENOSPC:
      failure.hint = "a limit of /proc/sys/user/max_*_namespaces is reached"
    case .EPERM:
      failure.hint = "namespaces need CAP_SYS_ADMIN, or a user namespace that this host lets users make"
    case .EINVAL:
      failure.hint = "perhaps this kernel has been built without one of the namespaces"
    default:
      failure.hint = ContainerCgroups.joinHint(error.errno)
    }
    return failure
  }
}
