// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// Tells when processes of a cgroup were killed for want of memory.
struct MemoryWatch: ~Copyable {
  /// v1: the kernel counts into it.
  private let counter: EventCounter?
  /// v2: `memory.events`, of which poll(2) says when it has changed.
  private let events: Descriptor?
  /// v1: gone when the cgroup is, which is counted as well.
  private let control: String
  private var kills: UInt64 = 0

  private init(counter: consuming EventCounter?, events: consuming Descriptor?, control: String) {
    self.counter = counter
    self.events = events
    self.control = control
  }

  /// Nil where the container has no cgroup that counts memory.
  static func start(_ cgroups: ContainerCgroups) throws(Failure) -> MemoryWatch? {
    for place in cgroups.directories where place.isOf("memory") {
      let control = place.path + "/cgroup.event_control"
      return MemoryWatch(counter: try register(place.path, control), events: nil, control: control)
    }
    for place in cgroups.directories where place.isUnified {
      let file = place.path + "/memory.events"
      guard Files.exists(file) else { continue }
      let events = try asFailure(.cgroup) { () throws(KernelError) in try Files.open(file, OpenFlags.readOnly) }
      var watch = MemoryWatch(counter: nil, events: events, control: "")
      watch.kills = try watch.readKills()
      return watch
    }
    return nil
  }

  /// cgroup-v1/memory.rst, "OOM Control": the numbers of an eventfd and of memory.oom_control.
  private static func register(_ directory: String, _ control: String) throws(Failure) -> EventCounter {
    try asFailure(.cgroup) { () throws(KernelError) in
      let counter = try EventCounter()
      let subject = try Files.open(directory + "/memory.oom_control", OpenFlags.readOnly)
      try Files.write("\(counter.descriptor.raw) \(subject.raw)", to: control)
      return counter
    }
  }

  /// What to ask poll(2).
  var entry: PollEntry {
    let urgent: UInt16 = 0x2
    switch events {
    case .some(let file): return PollEntry(file.raw, urgent)
    case .none: break
    }
    switch counter {
    case .some(let counter): return PollEntry(counter.descriptor.raw)
    case .none: return PollEntry(-1)
    }
  }

  /// Whether somebody was killed since the last call.
  mutating func hasKilled() throws(Failure) -> Bool {
    switch counter {
    case .some(let counter):
      let count = try asFailure(.cgroup) { () throws(KernelError) in try counter.take() }
      return count > 0 && Files.exists(control)
    case .none: break
    }
    let now = try readKills()
    defer { kills = now }
    return now > kills
  }

  /// Reading also arms the next poll(2).
  private borrowing func readKills() throws(Failure) -> UInt64 {
    switch events {
    case .none: return 0
    case .some(let file):
      var bytes: [UInt8] = []
      do throws(KernelError) {
        try file.rewind()
        _ = try file.read(into: &bytes)
      } catch {
        // The cgroup is gone.
        if error.errno == .ENODEV { return kills }
        throw Failure(error, .cgroup)
      }
      return Statistics.outOfMemoryKills(bytes)
    }
  }
}
