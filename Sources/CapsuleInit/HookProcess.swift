// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Runs one hook (config.md, "POSIX-platform Hooks"), for the init stage and for its parent alike.
package enum HookProcess {
  /// How much of each output is told in a message, in bytes.
  private static let excerpt = 4096

  /// Runs a hook to its end: the state document on its standard input, both outputs kept for the message.
  ///
  /// The three streams are files in memory: a hook that does not read cannot block us, and one that leaves a daemon
  /// behind, holding its outputs open, neither.
  ///
  /// - Parameters:
  ///   - hook: what to run; its process group is killed when the time is up.
  ///   - stage: for the message.
  ///   - state: the document of runtime.md, "State".
  ///   - environment: for a hook that has none of its own.
  /// - Throws: `.hook`, `error running STAGE hook #INDEX: exit status 1, stdout: …, stderr: …`.
  package static func run(
    _ hook: HookStep, stage: HookStage, state: [UInt8], environment: [String]
  ) throws(Failure) {
    let name = "error running \(stage.name) hook #\(hook.index): " + hook.path
    let outcome: Outcome
    do {
      outcome = try perform(hook, state: state, environment: hook.env ?? environment)
    } catch {
      throw Failure(error, name, code: .hook)
    }
    switch outcome.ending {
    case .exited(0): return
    case .some(let ending): throw Failure(.hook, name + ": " + ending.words + outcome.said)
    case nil:
      throw Failure(.hook, name + ": ran past its timeout of \(hook.timeout ?? 0) s and was killed" + outcome.said)
    }
  }

  private struct Outcome {
    /// Nil: its time was up.
    var ending: Ending?
    /// The ends of its outputs, worded.
    var said: String
  }

  private static func perform(
    _ hook: HookStep, state: [UInt8], environment: [String]
  ) throws(KernelError) -> Outcome {
    let input = try Memfd.create("hook-state")
    try input.write(state)
    try input.rewind()
    let output = try Memfd.create("hook-stdout")
    let errors = try Memfd.create("hook-stderr")
    switch try Processes.clone(Processes.CloneRequest()) {
    case .child: return become(hook, [input.raw, output.raw, errors.raw], environment)
    case .parent(let child):
      let ending = try wait(child.pidfd, pid: child.pid, timeout: hook.timeout)
      if ending == .exited(0) { return Outcome(ending: ending, said: "") }
      return Outcome(ending: ending, said: ", stdout: " + tail(output) + ", stderr: " + tail(errors))
    }
  }

  /// The child: a process group of its own, so that a timeout reaches what it started.
  ///
  /// Never returns; it is not declared so, because the compiler would then warn of the caller's descriptors, which are
  /// never closed here.
  private static func become(_ hook: HookStep, _ streams: [Int32], _ environment: [String]) -> Outcome {
    do {
      try Processes.becomeGroupLeader()
      for index in streams.indices {
        let stream = Descriptor(owning: streams[index])
        try Processes.place(stream, at: Int32(index))
      }
    } catch {
      Processes.exit(127)
    }
    let errno = Processes.execute(
      hook.path, arguments: hook.args.isEmpty ? [hook.path] : hook.args, environment: environment)
    InitFailure.print(Failure(.hook, "exec " + hook.path + ": " + errno.text))
    Processes.exit(127)
  }

  /// How it ended, or nil when its time was up.
  private static func wait(
    _ process: borrowing Descriptor, pid: Int32, timeout: UInt32?
  ) throws(KernelError) -> Ending? {
    if try Polling.waitReadable(process, milliseconds: timeout.map { Int64($0) * 1000 }) {
      return try Processes.wait(process)
    }
    // The group, or if it has not made itself one yet, the process.
    try? Processes.signalGroup(pid, Signal.kill.rawValue)
    try? Processes.signal(process, Signal.kill.rawValue)
    _ = try Processes.wait(process)
    return nil
  }

  /// The end of what was written to a file in memory, on one line.
  private static func tail(_ file: borrowing Descriptor) -> String {
    guard (try? file.rewind()) != nil, var bytes = try? file.readAll(limit: 1 << 20) else { return "" }
    while let last = bytes.last, last == UInt8(ascii: "\n") { bytes.removeLast() }
    let end = bytes.suffix(excerpt)
    return String(decoding: end.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
  }
}

extension HookStage {
  /// The name in config.json.
  package var name: String {
    switch self {
    case .prestart: return "prestart"
    case .createRuntime: return "createRuntime"
    case .createContainer: return "createContainer"
    case .startContainer: return "startContainer"
    case .poststart: return "poststart"
    case .poststop: return "poststop"
    }
  }
}

extension Ending {
  /// `exit status 3`, `signal: bad system call`; the words that runc's users know.
  fileprivate var words: String {
    switch self {
    case .exited(let status): return "exit status \(status)"
    case .killed(signal: 31): return "signal: bad system call"
    case .killed(signal: 9): return "signal: killed"
    case .killed(signal: 15): return "signal: terminated"
    case .killed(let signal): return "signal: \(signal)"
    }
  }
}
