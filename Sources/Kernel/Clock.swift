// SPDX-License-Identifier: Apache-2.0
internal import CLinux

/// A point in time, or a span, as struct timespec.
package struct TimeSpec: Equatable, Sendable {
  package var seconds: Int64
  package var nanoseconds: Int64
  package init(seconds: Int64, nanoseconds: Int64) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// Whole milliseconds, rounded down.
  package var milliseconds: Int64 { seconds * 1000 + nanoseconds / 1_000_000 }
}

package enum Clock {
  /// The time of day (CLOCK_REALTIME).
  package static func now() -> TimeSpec { read(0) }
  /// Time that only goes forward (CLOCK_MONOTONIC), for timeouts.
  package static func monotonic() -> TimeSpec { read(1) }

  private static func read(_ clock: Int) -> TimeSpec {
    var time: (Int64, Int64) = (0, 0)
    _ = unsafe withUnsafeMutablePointer(to: &time) { systemCall(SYS_clock_gettime, clock, Int(bitPattern: $0)) }
    return TimeSpec(seconds: time.0, nanoseconds: time.1)
  }

  /// Waits; a signal may end it early.
  package static func sleep(milliseconds: Int64) {
    var time: (Int64, Int64) = (milliseconds / 1000, milliseconds % 1000 * 1_000_000)
    _ = unsafe withUnsafeMutablePointer(to: &time) { systemCall(SYS_nanosleep, Int(bitPattern: $0)) }
  }
}
