// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// How a process ended.
package enum Ending: Equatable, Sendable {
  case exited(Int32)
  case killed(signal: Int32)

  /// The status a shell would report: 128 and the signal's number for a killed process.
  package var status: Int32 {
    switch self {
    case .exited(let status): return status
    case .killed(let signal): return 128 + signal
    }
  }
}

extension Processes {
  private static let anyChild = 0  // P_ALL
  private static let byPID = 1  // P_PID
  private static let byDescriptor = 3  // P_PIDFD, 5.4
  private static let noHang = 1
  private static let exited = 4
  private static let noWait = 0x0100_0000
  /// __WALL: children made with another signal than SIGCHLD as well.
  private static let all = 0x4000_0000

  /// Waits for a child to end, and takes its status.
  package static func wait(_ child: borrowing Descriptor) throws(KernelError) -> Ending {
    while true {
      if let ended = try waitid(byDescriptor, Int(child.raw), exited | all) { return ended.ending }
    }
  }

  /// Takes the status of a child that has ended; nil while it runs.
  package static func poll(_ child: borrowing Descriptor) throws(KernelError) -> Ending? {
    try waitid(byDescriptor, Int(child.raw), exited | all | noHang)?.ending
  }

  /// Waits for the child with that pid.
  package static func wait(pid: Int32) throws(KernelError) -> Ending {
    while true {
      if let ended = try waitid(byPID, Int(pid), exited | all) { return ended.ending }
    }
  }

  /// Takes the status of any one child that has ended, except `kept`, which somebody else waits for; nil when none has.
  package static func reap(except kept: Int32) -> Bool {
    guard let seen = try? waitid(anyChild, 0, exited | all | noHang | noWait) else { return false }
    if seen.pid == kept { return false }
    return (try? waitid(byPID, Int(seen.pid), exited | all | noHang)) != nil
  }

  private static func waitid(
    _ kind: Int, _ identity: Int, _ options: Int
  ) throws(KernelError) -> (pid: Int32, ending: Ending)? {
    // siginfo_t: si_signo, si_errno, si_code, padding, si_pid, si_uid, si_status.
    var words = InlineArray<32, Int32>(repeating: 0)
    var result = 0
    repeat {
      result = unsafe withUnsafeMutablePointer(to: &words) {
        systemCall(SYS_waitid, kind, identity, Int(bitPattern: $0), options, 0)
      }
    } while result == -4  // EINTR
    if result < 0 { throw KernelError("waitid", "", Errno(Int32(-result))) }
    if words[4] == 0 { return nil }
    let codeExited: Int32 = 1  // CLD_EXITED
    return (words[4], words[2] == codeExited ? .exited(words[6]) : .killed(signal: words[6]))
  }
}
