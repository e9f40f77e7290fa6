// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import OCI

/// Where a container is in its life, in docker's words.
package enum ContainerCondition: String, Sendable {
  case created, running, paused, exited
}

extension ContainerRecord {
  /// Whether its first process is alive: the same process, not another with its pid.
  package var isRunning: Bool {
    guard state.pid > 0, state.finishedAt.isEmpty else { return false }
    guard let status = try? ProcessStatus.of(pid: state.pid) else { return false }
    return status.startTime == state.startTime && !status.isDead
  }

  /// Whether somebody waits for its end, and will say how it was.
  package var isWatched: Bool {
    guard state.monitor > 0 else { return false }
    guard let status = try? ProcessStatus.of(pid: state.monitor) else { return false }
    return status.startTime == state.monitorStartTime && !status.isDead
  }

  /// Its condition by its process; `runtime` is asked only whether a running one is paused.
  package func condition(_ runtime: RuntimeProgram?) -> ContainerCondition {
    if state.startedAt.isEmpty { return .created }
    guard isRunning else { return .exited }
    guard let runtime, let text = try? runtime.run(["state", id], during: "state of \(name)"),
      let document = try? JSONValue(parsing: text)
    else { return .running }
    return document["status"]?.string == "paused" ? .paused : .running
  }

  /// The status of its end; a container whose monitor was killed has none, which engines show as 255.
  package var exitStatus: Int32 { state.finishedAt.isEmpty ? 255 : state.exitCode }
}
