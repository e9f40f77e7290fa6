// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import OCI

extension Operations {
  /// Makes and starts a container; in the foreground waits for it and removes it.
  ///
  /// - Returns: the status of the container's process, 128 and the signal's number when it was killed; 0 when detached.
  package static func run(_ request: RunRequest, _ settings: RuntimeSettings) throws(Failure) -> Int32 {
    try ProcessHygiene.apply(
      preserving: request.create.preserveDescriptors + HostProbe.listenDescriptors(settings.environment))
    let preparation = try Preparation(request.create, settings, gate: false, detached: request.detach)
    return try request.detach
      ? runDetached(preparation, settings) : runInForeground(preparation, request, settings)
  }

  private static func runDetached(
    _ preparation: Preparation, _ settings: RuntimeSettings
  ) throws(Failure) -> Int32 {
    let console = try Announcement.connectConsole(preparation.consoleSocket)
    let container = try NewContainer(preparation, settings)
    var lent = NewContainer.Lent()
    lent.consoleSocket = Descriptors.number(of: console)
    try container.make(lending: lent, gate: false)
    let relay = try NotifyRelay.listen(container.store.path, host: preparation.notifySocket)
    try container.start()
    if let relay, let child = container.child { try relay.wait(for: child.process.pidfd, pid: child.pid) }
    return 0
  }

  private static func runInForeground(
    _ preparation: Preparation, _ request: RunRequest, _ settings: RuntimeSettings
  ) throws(Failure) -> Int32 {
    if !request.noSubreaper {
      try asFailure(.system) { () throws(KernelError) in try Processes.becomeSubreaper() }
    }
    let foreground = try Foreground(terminal: preparation.spec.process?.terminal ?? false)
    let container = try NewContainer(preparation, settings)
    try container.make(lending: foreground.lent, gate: false)
    let relay: NotifyRelay?
    do throws(Failure) {
      try foreground.attach()
      relay = try NotifyRelay.listen(container.store.path, host: preparation.notifySocket)
    } catch {
      throw container.abandon(error)
    }
    try container.start()
    guard let child = container.child else { return 0 }
    container.store.unlock()
    let ending = try foreground.wait(for: child.process, notify: relay)
    if !request.keep { try container.delete() }
    return ending.status
  }
}
