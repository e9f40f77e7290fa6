// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import OCI

extension Operations {
  /// Changes the limits of a container that runs: all that are asked for, or none.
  package static func update(_ request: UpdateRequest, _ settings: RuntimeSettings) throws(Failure) {
    var resources = try request.resourcesFile.map { (file) throws(Failure) in try read(file) } ?? request.resources
    let container = try ExistingContainer.openLocked(request.id, settings)
    try container.require(.update)
    for warning in try Validate.check(Validate.findings(resources: resources)) { settings.report(.warning(warning)) }
    if resources.memory?.kernel?.unlessZero != nil || resources.memory?.kernelTCP?.unlessZero != nil {
      settings.report(.warning("Kernel memory settings are ignored and will be removed"))
      resources.memory?.kernel = nil
      resources.memory?.kernelTCP = nil
    }
    if let devices = resources.devices {
      let present = try container.store.readConfig().linux?.resources?.devices ?? []
      if DeviceRules(devices) != DeviceRules(present) {
        settings.report(.warning("/devices: the device filter of a container is not changed by update"))
      }
      resources.devices = nil
    }
    let cgroups = container.cgroups
    let plan = try CgroupPlan.update(
      resources, in: cgroups.directories, HostProbe.cgroups(ownPathNeeded: false), present: cgroups.presentLimits())
    try cgroups.update(plan)
  }

  /// Reads the document of `--resources`.
  private static func read(_ file: String) throws(Failure) -> Resources {
    let limit = 4 << 20
    let bytes = try asFailure(.usage) { () throws(KernelError) in
      file == "-" ? try StandardStream.input.readAll(limit: limit) : try Files.read(file, limit: limit)
    }
    do {
      return try Resources.parse(bytes)
    } catch {
      throw Failure(.configSyntax, error.text(file: file == "-" ? "standard input" : file))
    }
  }
}
