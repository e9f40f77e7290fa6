// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// A container that has been made: its directory, what that remembers, and what is seen of it.
struct ExistingContainer: ~Copyable {
  let store: ContainerStore
  let document: StateDocument
  /// The runtime was killed before the container was complete.
  let isAborted: Bool

  private init(_ store: consuming ContainerStore, _ document: StateDocument, isAborted: Bool) {
    self.store = store
    self.document = document
    self.isAborted = isAborted
  }

  /// Opens a container for an operation that changes it; other commands have to wait.
  static func openLocked(_ id: String, _ settings: RuntimeSettings) throws(Failure) -> ExistingContainer {
    let store = try ContainerStore.openLocked(id, root: settings.root)
    guard let document = try store.readState() else { throw neverCompleted(id) }
    // The pid is missing only while create is at work, and then create has the lock.
    return ExistingContainer(store, document, isAborted: document.pid == 0)
  }

  /// Opens it to look at.
  static func open(_ id: String, _ settings: RuntimeSettings) throws(Failure) -> ExistingContainer {
    let store = try ContainerStore.open(id, root: settings.root)
    guard let document = try store.readState() else {
      if try store.tryLock() { throw neverCompleted(id) }
      throw Failure(.containerState, "container \(id) is still being created")
    }
    let isAborted = document.pid == 0 ? try store.tryLock() : false
    return ExistingContainer(store, document, isAborted: isAborted)
  }

  private static func neverCompleted(_ id: String) -> Failure {
    Failure(
      .containerMissing, "container does not exist: \(id): its runtime was killed while making it",
      hint: "delete --force removes what is left")
  }

  var id: String { document.id }
  var cgroups: ContainerCgroups { ContainerCgroups(directories: document.cgroups) }

  /// A descriptor of init when it is alive and the process that was recorded; nil otherwise.
  ///
  /// The descriptor is opened first and the start time read after it: so it is that process and no later one.
  borrowing func openInit() throws(Failure) -> Descriptor? {
    if document.pid == 0 { return nil }
    do throws(KernelError) {
      let process = try Processes.open(document.pid)
      if try isInitAlive() { return process }
      return nil
    } catch {
      // EINVAL: the pid is now that of a thread.
      if error.errno == .ESRCH || error.errno == .EINVAL { return nil }
      throw Failure(error, .system)
    }
  }

  private borrowing func isInitAlive() throws(KernelError) -> Bool {
    guard let status = try ProcessStatus.of(pid: document.pid) else { return false }
    return !status.isDead && status.startTime == document.startTime
  }

  /// What is seen of it now.
  borrowing func status() throws(Failure) -> ContainerStatus {
    if document.pid == 0 { return isAborted ? .stopped : .creating }
    let isAlive = try asFailure(.system) { () throws(KernelError) in try isInitAlive() }
    if !isAlive { return .stopped }
    if cgroups.isFrozen { return .paused }
    return store.hasGate ? .created : .running
  }

  /// Whether one more process may be made now: the status as far as that depends on it.
  borrowing func requireExec(ignoringPause: Bool) throws(Failure) {
    let isAlive = try asFailure(.system) { () throws(KernelError) in try isInitAlive() }
    let status: ContainerStatus = !isAlive ? .stopped : cgroups.isFrozen ? .paused : .running
    let transition: Transition = ignoringPause ? .execIgnoringPause : .exec
    if let refusal = Transitions.refusal(transition, of: id, when: status) { throw refusal }
  }

  /// Whether an operation may happen now; throws why not.
  borrowing func require(_ transition: Transition) throws(Failure) {
    if let refusal = Transitions.refusal(transition, of: id, when: try status()) { throw refusal }
  }
}
