// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel

/// Ends of containers: stopping, killing, removing.
package struct ContainerRemoval: Sendable {
  private let containers: ContainerStore
  private let runtime: RuntimeProgram

  package init(_ containers: ContainerStore, _ runtime: RuntimeProgram) {
    self.containers = containers
    self.runtime = runtime
  }

  /// Sends the stop signal, waits, and kills what is still there; a container that does not run is left alone.
  ///
  /// `seconds`: nil is the container's own.
  package func stop(_ record: ContainerRecord, seconds: Int32?) throws(Failure) {
    guard record.isRunning else { return settle(record) }
    try? thaw(record)
    try signal(record, record.stopSignal)
    let timeout = seconds ?? record.stopTimeout
    if !waitForEnd(record, milliseconds: timeout < 0 ? nil : Int64(timeout) * 1000) {
      try signal(record, 9)
      guard waitForEnd(record, milliseconds: 10_000) else {
        throw Failure(
          .containerState, "container \(record.name) does not end", hint: "a process of it is stuck in the kernel")
      }
    }
    settle(record)
  }

  /// A frozen process takes no signal but SIGKILL.
  private func thaw(_ record: ContainerRecord) throws(Failure) {
    if record.condition(runtime) == .paused {
      try runtime.run(["resume", record.id], during: "unpause \(record.name)")
    }
  }

  /// Sends a signal to the first process.
  package func signal(_ record: ContainerRecord, _ number: Int32) throws(Failure) {
    do {
      try runtime.run(["kill", record.id, "\(number)"], during: "kill \(record.name)")
    } catch {
      if record.isRunning { throw error }
    }
  }

  /// Waits until the container's monitor has done its work; false when the time is up.
  package func waitForEnd(_ record: ContainerRecord, milliseconds: Int64?) -> Bool {
    // The monitor's end comes last: then nothing of the container is mounted any more.
    for (pid, isThere) in [(record.state.monitor, record.isWatched), (record.state.pid, record.isRunning)] where isThere
    {
      guard let process = try? Processes.open(pid) else { continue }
      return (try? Polling.waitReadable(process, milliseconds: milliseconds)) ?? true
    }
    return true
  }

  /// Waits for the end of a container and returns its status; of one that was never started, 0.
  package func wait(_ record: ContainerRecord) throws(Failure) -> Int32 {
    let folder = containers.folder(record.id)
    // Opened before the end: it may remove itself.
    switch ExitFile.open(folder) {
    case .none: throw Failure(.containerMissing, "no such container: \(record.name)")
    case .some(let file):
      _ = waitForEnd(record, milliseconds: nil)
      if let status = ExitFile.read(file) { return status }
    }
    return record.state.startedAt.isEmpty ? 0 : try containers.read(record.id).exitStatus
  }

  /// Takes away what a monitor that was killed has left.
  private func settle(_ record: ContainerRecord) {
    if record.isWatched || record.isRunning { return }
    _ = try? runtime.run(["delete", "--force", record.id], during: "delete")
    Networks(containers).takeDown(record)
    RootFileSystem.unmount(containers.folder(record.id))
  }

  /// Removes a container; `force` kills a running one first.
  package func remove(_ record: ContainerRecord, force: Bool, withVolumes: Bool) throws(Failure) {
    if record.isRunning {
      guard force else {
        throw Failure(
          .containerState, "container \(record.name) is running", hint: "bundle stop \(record.name), or rm -f")
      }
      _ = try? runtime.run(["kill", record.id, "9"], during: "kill")
      guard waitForEnd(record, milliseconds: 10_000) else {
        throw Failure(.containerState, "container \(record.name) does not end")
      }
    } else if record.isWatched {
      // Being started or being taken down.
      _ = waitForEnd(record, milliseconds: force ? 2000 : 10_000)
    }
    // It may have removed itself.
    guard let record = try? containers.read(record.id) else { return }
    settle(record)
    try removeEnded(record, withVolumes: withVolumes || record.removesItself)
  }

  /// Removes what is left of a container that has ended.
  func removeEnded(_ record: ContainerRecord, withVolumes: Bool) throws(Failure) {
    RootFileSystem.unmount(containers.folder(record.id))
    try containers.remove(record)
    guard withVolumes else { return }
    let volumes = VolumeStore(containers.store)
    for mount in record.mounts where mount.kind == .volume && mount.isAnonymous {
      // Another container may have it by its name.
      try? volumes.remove(mount.volume, unlessUsed: true)
    }
  }
}
