// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// One more process of a container in the making: `exec`.
final class NewProcess {
  private let request: ExecRequest
  private let paths: RequestPaths
  private let settings: RuntimeSettings
  private let spec: RuntimeSpec
  private let document: StateDocument
  private let cgroups: ContainerCgroups
  private let cgroup: Descriptor?
  private let plan: LaunchPlan
  /// Nil until it has been made.
  private(set) var child: InitChild?

  /// Plans it.
  ///
  /// `process`: what to run (`ExecProcess`).
  init(
    _ request: ExecRequest, _ paths: RequestPaths, _ process: Process, _ spec: RuntimeSpec,
    _ document: StateDocument, _ settings: RuntimeSettings
  ) throws(Failure) {
    self.request = request
    self.paths = paths
    self.settings = settings
    self.spec = spec
    self.document = document
    let directories = try ExecCgroups.directories(document.cgroups, request.cgroups)
    cgroups = ContainerCgroups(directories: directories)
    cgroup = try cgroups.openForClone()
    var options = ExecOptions(id: try ContainerID(request.id), initPID: document.pid)
    options.preservedDescriptors = request.preserveDescriptors
    options.hasConsoleSocket = request.consoleSocket != nil
    options.detached = request.detach
    options.joinCgroups = !directories.isEmpty
    options.clonedIntoCgroup = Descriptors.number(of: cgroup) != nil
    options.hierarchies = directories.count
    var facts = HostProbe.facts(environment: settings.environment)
    HostProbe.findSecurityModules(process, &facts)
    var plan = try LaunchPlan.exec(spec: spec, process: process, facts: facts, options: options)
    try plan.fillSeccomp(spec.linux?.seccomp, settings)
    for warning in plan.warnings { settings.report(.warning(warning)) }
    self.plan = plan
  }

  /// Makes it, up to the moment before the program.
  ///
  /// `check`: asked once the container's init is held by descriptor, whether it is the right process and may
  /// get another beside it.
  func make(lending lent: NewContainer.Lent, check: () throws(Failure) -> Void) throws(Failure) {
    let slots = SlotTable()
    let child: InitChild
    do throws(Failure) {
      try slots.fill(
        plan.slots,
        from: SlotTable.Sources(
          cgroups: cgroups, consoleSocket: lent.consoleSocket, gate: nil, environment: settings.environment))
      try check()
      child = try launcher(lent).launch(slots)
    } catch {
      // A container that has stopped, perhaps just now, is the better explanation.
      try check()
      throw error
    }
    self.child = child
    do throws(Failure) {
      try launcher(lent).prepare(child)
      try child.say(.begin)
      try serve(child, until: .ready)
      try launcher(lent).finish(child)
      if let path = paths.pidfdSocket { try Announcement.send(child.process.pidfd, to: path, as: "setns") }
      if let path = paths.pidFile { try Announcement.writePIDFile(path, child.pid) }
    } catch {
      child.destroy()
      throw error
    }
  }

  private func launcher(_ lent: NewContainer.Lent) -> Launcher {
    var launcher = Launcher(plan: plan, settings: settings)
    launcher.blockedSignals = lent.blockedSignals
    launcher.stdio = lent.stdio
    launcher.cgroup = Descriptors.number(of: cgroup)
    launcher.makesMoreProcesses = false
    launcher.preservedDescriptors = request.preserveDescriptors
    // A cgroup that was named is meant; only the container's own may be replaced by that of its init.
    if request.cgroups.isEmpty {
      let (cgroups, pid) = (self.cgroups, document.pid)
      launcher.cgroupFallback = { () throws(Failure) in try cgroups.openForClone(besides: pid) }
    }
    return launcher
  }

  /// Lets the program run.
  func start() throws(Failure) {
    guard let child else { return }
    do throws(Failure) {
      try child.say(.start)
      try serve(child, until: .executed)
    } catch {
      child.destroy()
      if let path = paths.pidFile { try? Files.unlink(path) }
      throw error
    }
  }

  private func serve(_ child: InitChild, until end: InitChild.Event) throws(Failure) {
    while true {
      let event = try child.next()
      if event == end { return }
      guard case .seccompListener(let number) = event else {
        throw Failure(.system, "the init stage is ahead of its parent")
      }
      try SeccompDelivery.deliver(number, of: child, spec.linux?.seccomp, document.shown(as: .running))
      try child.say(.proceed)
    }
  }
}

/// Handing a child's seccomp listener on.
enum SeccompDelivery {
  /// Fetches descriptor `number` of the child and sends it to the agent that the profile names.
  static func deliver(
    _ number: Int32, of child: InitChild, _ profile: Seccomp?, _ state: State
  ) throws(Failure) {
    let listener = try asFailure(.seccomp) { () throws(KernelError) in
      try Processes.descriptor(number, of: child.process.pidfd)
    }
    try NotifyListener.deliver(
      listener, to: profile?.listenerPath ?? "", pid: child.pid, metadata: profile?.listenerMetadata, state: state)
  }
}
