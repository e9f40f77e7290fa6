// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// Something `events` tells of a container.
package enum ContainerEvent: Sendable {
  case statistics(Statistics)
  /// A process was killed for want of memory.
  case outOfMemory
}

extension Operations {
  /// What a container uses now.
  package static func statistics(_ id: String, _ settings: RuntimeSettings) throws(Failure) -> Statistics {
    let container = try ExistingContainer.open(id, settings)
    try container.require(.events)
    return container.cgroups.statistics()
  }

  /// Tells what a container uses, every so many milliseconds, and when memory ran out, until it has ended.
  package static func events(
    _ id: String, interval: Int64, _ settings: RuntimeSettings, tell: (ContainerEvent) throws(Failure) -> Void
  ) throws(Failure) {
    let container = try ExistingContainer.open(id, settings)
    try container.require(.events)
    guard let process = try container.openInit() else { return }
    var watch = try MemoryWatch.start(container.cgroups)
    if watch == nil { settings.report(.warning("\(id) has no memory cgroup: that memory ran out is not seen")) }
    var next = Clock.monotonic().milliseconds + interval
    while true {
      var entries = [PollEntry(process.raw), watch?.entry ?? PollEntry(-1)]
      let left = next - Clock.monotonic().milliseconds
      _ = try asFailure(.system) { () throws(KernelError) in try Polling.wait(&entries, milliseconds: left) }
      // Asked after every wait: init itself may be the one who was killed.
      if try watch?.hasKilled() == true { try tell(.outOfMemory) }
      if entries[0].answer != 0 { return }
      if Clock.monotonic().milliseconds >= next {
        try tell(.statistics(container.cgroups.statistics()))
        next += interval
      }
    }
  }
}
