// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI

extension Operations {
  /// Sends a signal to a container's first process (runtime.md, "Kill"), or with `all` to each of its cgroup.
  ///
  /// SIGKILL to a container without a pid namespace of its own reaches all of them too: nothing else would end with
  /// init. A frozen container is thawed for it, since on v1 nothing frozen dies.
  package static func kill(_ request: KillRequest, _ settings: RuntimeSettings) throws(Failure) {
    let container = try ExistingContainer.open(request.id, settings)
    let signal = request.signal.rawValue
    let isFatal = request.signal == .kill
    let process = try container.openInit()
    if request.all || (isFatal && !container.document.ownsPIDNamespace) {
      let cgroups = container.cgroups
      if case .none = process, !request.all, try cgroups.processes().isEmpty { throw notRunning() }
      try cgroups.kill(signal: signal)
      if isFatal, cgroups.isFrozen { try cgroups.thaw() }
      return
    }
    guard let process else {
      if container.document.pid == 0, !container.isAborted {
        throw Failure(.containerState, "container \(request.id) is still being created")
      }
      throw notRunning()
    }
    do {
      try Processes.signal(process, signal)
    } catch {
      if error.errno == .ESRCH { throw notRunning() }
      throw Failure(error, .system)
    }
    if isFatal, container.cgroups.isFrozen { try container.cgroups.thaw() }
  }

  private static func notRunning() -> Failure { Failure(.containerState, "container not running") }
}
