// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

extension Operations {
  /// Removes a stopped container, or one that has not been started; with `force` any container, whatever is left of one
  /// that was never completed, and nothing at all when there is none.
  package static func delete(_ id: String, force: Bool, _ settings: RuntimeSettings) throws(Failure) {
    guard let container = try open(id, force: force, settings) else { return }
    if !container.isAborted { try container.require(force ? .deleteByForce : .delete) }
    let hooks = container.document.hasPoststop ? try container.store.readConfig().hooks?.poststop ?? [] : []

    var undo = Undo()
    undo.attempt { () throws(Failure) in try end(container) }
    undo.attempt { () throws(Failure) in try container.cgroups.remove() }
    try undo.finish(.system)
    try container.store.remove()
    HookRunner.runPoststop(HookStep.all(hooks), state: container.document.shown(as: .stopped), settings: settings)
  }

  /// The container; nil when with `force` there was none, or only remains that are removed now.
  private static func open(
    _ id: String, force: Bool, _ settings: RuntimeSettings
  ) throws(Failure) -> ExistingContainer? {
    do throws(Failure) {
      return try ExistingContainer.openLocked(id, settings)
    } catch {
      if !force { throw error }
      try removeRemains(of: id, settings, after: error)
      return nil
    }
  }

  /// Ends whatever of the container lives, and waits for it.
  private static func end(_ container: borrowing ExistingContainer) throws(Failure) {
    let cgroups = container.cgroups
    if container.isAborted {
      // Its child was recorded before it could begin; one that was not recorded ends with its parent.
      guard let staged = try container.store.readStagedState(), staged.pid != 0 else { return }
      try end(pid: staged.pid, startTime: staged.startTime, cgroups)
      try cgroups.kill(signal: Signal.kill.rawValue)
      return
    }
    if let process = try container.openInit() { try end(process, cgroups) }
    if !container.document.ownsPIDNamespace { try cgroups.kill(signal: Signal.kill.rawValue) }
  }

  private static func end(pid: Int32, startTime: UInt64, _ cgroups: ContainerCgroups) throws(Failure) {
    do throws(KernelError) {
      let process = try Processes.open(pid)
      guard let status = try ProcessStatus.of(pid: pid), status.startTime == startTime else { return }
      try? end(process, cgroups)
    } catch {
      if error.errno != .ESRCH && error.errno != .EINVAL { throw Failure(error, .system) }
    }
  }

  private static func end(_ process: borrowing Descriptor, _ cgroups: ContainerCgroups) throws(Failure) {
    let patience: Int64 = 10_000
    let isGone = try asFailure(.system) { () throws(KernelError) in
      do throws(KernelError) {
        try Processes.signal(process, Signal.kill.rawValue)
      } catch {
        if error.errno == .ESRCH { return true }
        throw error
      }
      return false
    }
    if isGone { return }
    if cgroups.isFrozen { try cgroups.thaw() }
    let ended = try asFailure(.system) { () throws(KernelError) in
      try Polling.waitReadable(process, milliseconds: patience)
    }
    if !ended { throw Failure(.system, "the container's process has not ended 10 s after SIGKILL") }
  }

  /// What `openLocked` could not make sense of: a directory without a readable state document.
  private static func removeRemains(
    of id: String, _ settings: RuntimeSettings, after failure: Failure
  ) throws(Failure) {
    let store: ContainerStore
    do throws(Failure) {
      store = try ContainerStore.openLocked(id, root: settings.root)
    } catch {
      // `delete --force` of an unknown container is no error: engines clean up that way.
      if error.code == .containerMissing { return }
      throw error
    }
    // Without a state document nothing had been made besides this directory.
    if failure.code != .containerMissing { settings.report(.warning(failure.message)) }
    try store.remove()
  }
}
