// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// What /proc/PID/stat says of a process (proc_pid_stat(5)).
package struct ProcessStatus: Equatable, Sendable {
  /// `R`, `S`, `D`, `Z`, ...
  package var state: UInt8
  /// Clock ticks since boot: with the pid it names one process for ever.
  package var startTime: UInt64

  /// Ended, and not waited for, or about to be gone.
  package var isDead: Bool {
    state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") || state == UInt8(ascii: "x")
  }

  /// Reads it; nil when there is no such process.
  package static func of(pid: Int32) throws(KernelError) -> ProcessStatus? {
    do {
      return parse(try Files.read("/proc/\(pid)/stat", limit: 4096))
    } catch {
      // ENOENT when opening, ESRCH when the process goes between opening and reading.
      if error.errno == .ENOENT || error.errno == .ESRCH { return nil }
      throw error
    }
  }

  /// Field 3 and field 22.
  ///
  /// The name, field 2, may contain blanks and brackets: what counts is the last bracket.
  package static func parse(_ bytes: [UInt8]) -> ProcessStatus? {
    guard let bracket = bytes.lastIndex(of: UInt8(ascii: ")")), bracket + 2 < bytes.count else { return nil }
    var field = 3
    var index = bracket + 2
    let state = bytes[index]
    while index < bytes.count, field < 22 {
      if bytes[index] == UInt8(ascii: " ") { field += 1 }
      index += 1
    }
    var startTime: UInt64 = 0
    guard index < bytes.count, bytes[index] != UInt8(ascii: " ") else { return nil }
    while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 {
      startTime = startTime &* 10 &+ UInt64(bytes[index] &- 0x30)
      index += 1
    }
    return ProcessStatus(state: state, startTime: startTime)
  }
}
