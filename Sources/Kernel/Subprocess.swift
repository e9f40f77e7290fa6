// SPDX-License-Identifier: Apache-2.0
internal import CLinux
package import LinuxABI

/// A helper program run to its end: hooks, newuidmap(1), ps(1).
package struct Subprocess: Sendable {
  package var path: String
  package var arguments: [String]
  package var environment: [String]
  /// What its standard input holds; an anonymous file, so that neither a program that does not read it nor one that
  /// ends early can make us wait or kill us (SIGPIPE).
  package var input: [UInt8] = []
  /// Milliseconds until its process group is killed; nil waits without limit.
  package var timeout: Int64?
  /// How many bytes of each of its outputs are kept: the last ones.
  package var keptOutput = 4096

  package init(path: String, arguments: [String], environment: [String]) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
  }

  package enum Outcome: Equatable, Sendable {
    case ended(Ending)
    /// execve(2) failed.
    case notExecuted(Errno)
    case timedOut
  }

  package struct Result: Sendable {
    package var outcome: Outcome
    package var output: [UInt8]
    package var errorOutput: [UInt8]
  }

  /// Runs it in a process group of its own and waits for its end, not for the end of its outputs: what it left running
  /// may hold them.
  package func run() throws(KernelError) -> Result {
    var standardInput = try Memfd.create("input")
    try standardInput.write(input)
    try standardInput.rewind()
    var output = try Pipe(polled: true)
    var errors = try Pipe(polled: true)
    var program = Spawn(path: path, arguments: arguments, environment: environment)
    program.stdio = (standardInput.raw, output.writing.raw, errors.writing.raw)
    program.leadsGroup = true
    let child: Processes.Child
    switch try program.attempt() {
    case .running(let running): child = running
    case .notExecuted(let errno): return Result(outcome: .notExecuted(errno), output: [], errorOutput: [])
    }
    output.writing = Descriptor(owning: -1)
    errors.writing = Descriptor(owning: -1)
    standardInput = Descriptor(owning: -1)
    var result = Result(outcome: .timedOut, output: [], errorOutput: [])
    let deadline = timeout.map { Clock.monotonic().milliseconds + $0 }
    while true {
      var entries = [PollEntry(child.pidfd.raw), PollEntry(output.reading.raw), PollEntry(errors.reading.raw)]
      // An output that has ended would answer at once for ever.
      if output.reading.raw < 0 { entries[1].descriptor = -1 }
      if errors.reading.raw < 0 { entries[2].descriptor = -1 }
      let left = deadline.map { max($0 - Clock.monotonic().milliseconds, 0) }
      if try !Polling.wait(&entries, milliseconds: left) {
        try? Processes.signalGroup(child.pid, 9)
        _ = try Processes.wait(child.pidfd)
        drain(&output.reading, &result.output)
        drain(&errors.reading, &result.errorOutput)
        return result
      }
      if entries[1].answer != 0 { drain(&output.reading, &result.output) }
      if entries[2].answer != 0 { drain(&errors.reading, &result.errorOutput) }
      if entries[0].answer != 0 {
        let ending = try Processes.wait(child.pidfd)
        drain(&output.reading, &result.output)
        drain(&errors.reading, &result.errorOutput)
        result.outcome = .ended(ending)
        return result
      }
    }
  }

  /// Takes what is there; closes the descriptor at the end of the file.
  private func drain(_ file: inout Descriptor, _ bytes: inout [UInt8]) {
    if file.raw < 0 { return }
    do {
      while true {
        let length = try file.read(into: &bytes, limit: 4096)
        if bytes.count > keptOutput { bytes.removeFirst(bytes.count - keptOutput) }
        if length == 0 { break }
      }
      file = Descriptor(owning: -1)
    } catch {
      // EAGAIN: nothing more for now.
    }
  }
}

extension Ending {
  /// For messages: `exit status 3`, `signal: bad system call`.
  package var text: String {
    switch self {
    case .exited(let status): return "exit status \(status)"
    case .killed(let signal): return "signal: " + Ending.text(ofSignal: signal)
    }
  }

  /// As Go's syscall package, runc and those who read its messages name signals.
  private static func text(ofSignal signal: Int32) -> String {
    switch signal {
    case 1: return "hangup"
    case 2: return "interrupt"
    case 3: return "quit"
    case 4: return "illegal instruction"
    case 5: return "trace/breakpoint trap"
    case 6: return "aborted"
    case 7: return "bus error"
    case 8: return "floating point exception"
    case 9: return "killed"
    case 11: return "segmentation fault"
    case 13: return "broken pipe"
    case 14: return "alarm clock"
    case 15: return "terminated"
    case 31: return "bad system call"
    default: return Signal(rawValue: signal).name
    }
  }
}
