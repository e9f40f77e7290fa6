// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// A container in the making, from its directory to a process that waits at its gate.
///
/// The order serves a runtime that is killed in between: what will be made is recorded first (state.json), the pid is
/// recorded (state.new) before the child may begin, and a child that waits for its parent dies with it.
final class NewContainer {
  let preparation: Preparation
  let settings: RuntimeSettings
  let store: ContainerStore
  private(set) var cgroups: ContainerCgroups
  private(set) var document: StateDocument
  /// The child's process; nil until it has been made.
  private(set) var child: InitChild?
  private var hasCgroups = false
  private var hasPIDFile = false

  /// What the foreground lends to the child.
  struct Lent {
    /// The number of the socket for the console's master end.
    var consoleSocket: Int32?
    /// What becomes the child's standard input, output and error; -1 leaves the runtime's own.
    var stdio: (Int32, Int32, Int32) = (-1, -1, -1)
    /// The signals that were blocked before the foreground blocked them all.
    var blockedSignals: SignalSet?
  }

  /// Takes the container's name and directory.
  init(_ preparation: Preparation, _ settings: RuntimeSettings) throws(Failure) {
    self.preparation = preparation
    self.settings = settings
    store = try ContainerStore.create(preparation.id, root: settings.root)
    cgroups = ContainerCgroups(plan: preparation.cgroups)
    document = preparation.document(cgroups)
  }

  /// Makes everything up to the gate; on failure nothing is left.
  func make(lending lent: Lent, gate: Bool) throws(Failure) {
    do throws(Failure) {
      try prepareHost()
      let fifo = gate ? try store.makeGate() : nil
      try launch(lent, gate: Descriptors.number(of: fifo))
      if gate { try store.publishGate() }
      try store.completeState()
    } catch {
      throw abandon(error)
    }
  }

  private func prepareHost() throws(Failure) {
    try store.writeState(document)
    try store.writeConfig(preparation.config)
    if preparation.notifySocket != nil { try NotifyRelay.makeDirectory(store.path) }
    try cgroups.create()
    // What could not be made, and need not be, is no place for later commands to look at.
    document.cgroups = cgroups.directories
    hasCgroups = true
    if document.cgroups.isEmpty, !document.ownsPIDNamespace {
      settings.report(
        .warning(
          "the container has neither a cgroup nor a pid namespace of its own: its processes cannot be killed together. "
            + "Such configuration is strongly discouraged"))
    }
    try cgroups.apply()
  }

  private func launch(_ lent: Lent, gate: Int32?) throws(Failure) {
    var plan = preparation.plan
    plan.showOwnCgroups(inPlaceOf: cgroups.missing)
    let slots = SlotTable()
    try slots.fill(
      plan.slots,
      from: SlotTable.Sources(
        cgroups: cgroups, consoleSocket: lent.consoleSocket, gate: gate, environment: settings.environment))
    let cgroup = try cgroups.openForClone()
    var launcher = Launcher(plan: plan, settings: settings)
    launcher.blockedSignals = lent.blockedSignals
    launcher.stdio = lent.stdio
    launcher.cgroup = Descriptors.number(of: cgroup)
    launcher.preservedDescriptors = preparation.preservedDescriptors
    let child = try launcher.launch(slots)
    self.child = child
    document.pid = child.pid
    document.startTime = try NewContainer.startTime(of: child.pid)
    try store.stageState(document)
    try launcher.prepare(child)
    try child.say(.begin)
    try serve(child, until: .ready)
    try launcher.finish(child)
    try announce(child)
  }

  /// Does what the child waits for, until it says that.
  private func serve(_ child: InitChild, until end: InitChild.Event) throws(Failure) {
    while true {
      let event = try child.next()
      if event == end { return }
      switch event {
      case .runtimeHooks: try runRuntimeHooks()
      case .treeToMap(let number, let map): try mapIDs(of: number, of: child, map)
      case .seccompListener(let number):
        try SeccompDelivery.deliver(number, of: child, preparation.spec.linux?.seccomp, document.shown(as: .creating))
      case .ready, .executed: throw Failure(.system, "the init stage is ahead of its parent")
      }
      try child.say(.proceed)
    }
  }

  private func mapIDs(of number: Int32, of child: InitChild, _ map: Int) throws(Failure) {
    let maps = preparation.plan.clone.idMaps
    guard maps.indices.contains(map) else { throw Failure(.system, "the init stage asks for a map that there is not") }
    let tree = try asFailure(.system) { () throws(KernelError) in
      MountTree(try Processes.descriptor(number, of: child.process.pidfd))
    }
    try HostTree.mapIDs(of: tree, by: maps[map], "the container's own mount", settings.environment)
  }

  private static func startTime(of pid: Int32) throws(Failure) -> UInt64 {
    guard let status = try asFailure(.system, { () throws(KernelError) in try ProcessStatus.of(pid: pid) }) else {
      throw Failure(.system, "the init stage ended before it began")
    }
    return status.startTime
  }

  private func runRuntimeHooks() throws(Failure) {
    let state = document.shown(as: .creating)
    let duties = preparation.plan.clone
    try HookRunner.run(duties.prestart, .prestart, state: state, environment: settings.environment)
    try HookRunner.run(duties.createRuntime, .createRuntime, state: state, environment: settings.environment)
  }

  /// Tells those who asked: by pidfd and by pid file.
  private func announce(_ child: InitChild) throws(Failure) {
    if let path = preparation.pidfdSocket { try Announcement.send(child.process.pidfd, to: path, as: "standard") }
    if let path = preparation.pidFile {
      try Announcement.writePIDFile(path, child.pid)
      hasPIDFile = true
    }
  }

  // MARK: After the gate

  /// Starts a container that waits for our word (`run`).
  func start() throws(Failure) {
    guard let child else { return }
    do throws(Failure) {
      try child.say(.start)
      try serve(child, until: .executed)
      try runPoststartHooks()
    } catch {
      throw abandon(error)
    }
  }

  private func runPoststartHooks() throws(Failure) {
    let hooks = preparation.spec.hooks?.poststart ?? []
    if hooks.isEmpty { return }
    try HookRunner.run(
      HookStep.all(hooks), .poststart, state: document.shown(as: .running), environment: settings.environment)
  }

  /// Undoes whatever has been made, in reverse; what fails rides along.
  func abandon(_ failure: Failure) -> Failure {
    var undo = Undo()
    if let child {
      child.destroy()
      // Without a pid namespace of its own the hooks' or the program's children outlive init.
      if hasCgroups, !document.ownsPIDNamespace {
        undo.attempt { () throws(Failure) in try cgroups.kill(signal: Signal.kill.rawValue) }
      }
    }
    if hasCgroups { undo.attempt { () throws(Failure) in try cgroups.remove() } }
    if hasPIDFile, let path = preparation.pidFile { try? Files.unlink(path) }
    undo.attempt { () throws(Failure) in try store.remove() }
    if child != nil { runPoststopHooks() }
    return undo.attached(to: failure)
  }

  /// Removes a container that has ended in the foreground.
  func delete() throws(Failure) {
    var undo = Undo()
    if !document.ownsPIDNamespace {
      undo.attempt { () throws(Failure) in try cgroups.kill(signal: Signal.kill.rawValue) }
    }
    undo.attempt { () throws(Failure) in try cgroups.remove() }
    undo.attempt { () throws(Failure) in try store.remove() }
    runPoststopHooks()
    try undo.finish(.system)
  }

  private func runPoststopHooks() {
    let hooks = preparation.spec.hooks?.poststop ?? []
    if hooks.isEmpty { return }
    HookRunner.runPoststop(HookStep.all(hooks), state: document.shown(as: .stopped), settings: settings)
  }
}
