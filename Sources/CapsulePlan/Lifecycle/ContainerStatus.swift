// SPDX-License-Identifier: Apache-2.0

/// Where a container stands (runtime.md, "State"), and the extension `paused` of every peer.
package enum ContainerStatus: String, CaseIterable, Sendable {
  case creating
  case created
  case running
  case paused
  case stopped
}

/// What was seen of a container; its status is a function of this.
package struct ContainerSight: Equatable, Sendable {
  /// Its process is there: the pid is alive, not a zombie, and has the recorded start time.
  package var isAlive: Bool
  /// The runtime that makes it is still at work, or was killed at it.
  package var isIncomplete: Bool
  /// The start gate's FIFO is there.
  package var hasGate: Bool
  /// Its cgroup is frozen.
  package var isFrozen: Bool

  package init(isAlive: Bool, isIncomplete: Bool, hasGate: Bool, isFrozen: Bool) {
    self.isAlive = isAlive
    self.isIncomplete = isIncomplete
    self.hasGate = hasGate
    self.isFrozen = isFrozen
  }

  /// The status that follows from it.
  package var status: ContainerStatus {
    if isIncomplete { return .creating }
    if !isAlive { return .stopped }
    if isFrozen { return .paused }
    return hasGate ? .created : .running
  }
}
