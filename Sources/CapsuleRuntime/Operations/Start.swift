// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

extension Operations {
  /// Lets a created container's program run (runtime.md, "Start"), then runs its poststart hooks.
  package static func start(_ id: String, _ settings: RuntimeSettings) throws(Failure) {
    let container = try ExistingContainer.openLocked(id, settings)
    try container.require(.start)
    guard container.document.hasProcess else {
      throw Failure(
        .configInvalid, "cannot start \(id): its configuration had no `process` when it was created")
    }
    guard let gate = try container.store.openGate(), let process = try container.openInit() else {
      throw Failure(.containerState, "cannot start a container that has stopped")
    }
    let relay = try NotifyRelay.listen(container.store.path, host: settings.environment["NOTIFY_SOCKET"])
    try asFailure(.system) { () throws(KernelError) in try gate.write([1]) }
    try container.store.removeGate()
    if container.document.hasPoststart {
      try waitForExecution(gate, process)
      try runPoststart(container, process, settings)
    }
    if let relay { try relay.wait(for: process, pid: container.document.pid) }
  }

  /// Waits until the init stage has executed the program, or ended: either closes its end of the gate.
  private static func waitForExecution(
    _ gate: borrowing Descriptor, _ process: borrowing Descriptor
  ) throws(Failure) {
    while true {
      var entries = [PollEntry(gate.raw, 0), PollEntry(process.raw)]
      _ = try asFailure(.system) { () throws(KernelError) in try Polling.wait(&entries) }
      if entries[0].answer & PollEntry.failed != 0 || entries[1].answer != 0 { return }
    }
  }

  /// A failing poststart hook ends the container, as with runc.
  private static func runPoststart(
    _ container: borrowing ExistingContainer, _ process: borrowing Descriptor, _ settings: RuntimeSettings
  ) throws(Failure) {
    let hooks = try container.store.readConfig().hooks?.poststart ?? []
    do {
      try HookRunner.run(
        HookStep.all(hooks), .poststart, state: container.document.shown(as: .running),
        environment: settings.environment)
    } catch {
      try? Processes.signal(process, Signal.kill.rawValue)
      throw error
    }
  }
}
