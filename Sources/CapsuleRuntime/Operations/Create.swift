// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel

extension Operations {
  /// Makes a container whose process waits for `start` (runtime.md, "Create").
  package static func create(_ request: CreateRequest, _ settings: RuntimeSettings) throws(Failure) {
    try ProcessHygiene.apply(
      preserving: request.preserveDescriptors + HostProbe.listenDescriptors(settings.environment))
    let preparation = try Preparation(request, settings, gate: true, detached: true)
    let console = try Announcement.connectConsole(preparation.consoleSocket)
    let container = try NewContainer(preparation, settings)
    var lent = NewContainer.Lent()
    lent.consoleSocket = Descriptors.number(of: console)
    try container.make(lending: lent, gate: true)
  }

  /// What `create` would do, decided but not done: one line for each step.
  package static func plan(_ request: CreateRequest, _ settings: RuntimeSettings) throws(Failure) -> [String] {
    let preparation = try Preparation(request, settings, gate: true, detached: true)
    return preparation.plan.text(cgroup: preparation.cgroups)
  }
}
