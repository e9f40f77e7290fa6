// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Stops every process of a cgroup, and lets them go on.
enum Freezer {
  /// Whether a cgroup is frozen by a write to its own file; nil for one that cannot be frozen.
  static func state(of place: CgroupDirectory) throws(Failure) -> Bool? {
    if place.isUnified { return try CgroupFiles.text(place.path + "/cgroup.freeze").map { $0 == "1" } }
    // v1: FREEZING while some process is still running.
    return try CgroupFiles.text(place.path + "/freezer.state").map { $0 != "THAWED" }
  }

  static func thaw(_ place: CgroupDirectory) throws(Failure) {
    if place.isUnified {
      try CgroupFiles.write("0", to: place.path + "/cgroup.freeze")
    } else {
      try CgroupFiles.write("THAWED", to: place.path + "/freezer.state")
    }
  }

  /// Returns when every process is stopped; thaws again when that cannot be had in ten seconds.
  static func freeze(_ place: CgroupDirectory) throws(Failure) {
    let deadline = Clock.monotonic().milliseconds + 10_000
    do throws(Failure) {
      if try place.isUnified ? freezeV2(place.path, deadline) : freezeV1(place.path, deadline) { return }
    } catch {
      try? thaw(place)
      throw error
    }
    try thaw(place)
    throw Failure(
      .cgroup, "unable to freeze \(place.path) within 10 seconds",
      hint: "a process in uninterruptible sleep (state D in ps) holds it up")
  }

  /// cgroup.events announces each change to poll(2) with POLLPRI.
  private static func freezeV2(_ path: String, _ deadline: Int64) throws(Failure) -> Bool {
    let urgent: UInt16 = 0x2
    do throws(KernelError) {
      let events = try Files.open(path + "/cgroup.events", OpenFlags.readOnly)
      try Files.write("1", to: path + "/cgroup.freeze")
      while true {
        var bytes: [UInt8] = []
        try events.rewind()
        _ = try events.read(into: &bytes)
        if bytes.split(separator: UInt8(ascii: "\n")).contains(where: { $0.elementsEqual("frozen 1".utf8) }) {
          return true
        }
        let left = deadline - Clock.monotonic().milliseconds
        if left <= 0 { return false }
        var entries = [PollEntry(events.raw, urgent)]
        _ = try Polling.wait(&entries, milliseconds: left)
      }
    } catch {
      throw CgroupFiles.failure("freeze \(path)", error)
    }
  }

  /// v1 can get stuck in FREEZING while processes keep being born: the write is repeated, and from time to time
  /// everything is thawed to let forks finish (freezer-subsystem.rst).
  private static func freezeV1(_ path: String, _ deadline: Int64) throws(Failure) -> Bool {
    let file = path + "/freezer.state"
    var round = 0
    while true {
      try CgroupFiles.write("FROZEN", to: file)
      if try CgroupFiles.text(file) == "FROZEN" { return true }
      if Clock.monotonic().milliseconds > deadline { return false }
      round += 1
      if round % 40 == 0 {
        try CgroupFiles.write("THAWED", to: file)
        Clock.sleep(milliseconds: 10)
      } else if round % 10 == 0 {
        Clock.sleep(milliseconds: 1)
      }
    }
  }
}
