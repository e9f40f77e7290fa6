// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// What a runtime does that stays until its container's process ends: it passes on signals, and input and output where
/// those of the caller cannot be lent themselves.
final class Foreground {
  private let signals: Descriptor
  private let console: Console?
  private var relays: [Relay] = []
  /// The child's ends of the pipes that stand in for the caller's terminal.
  private var childEnds: [Int32] = []
  private(set) var lent = NewContainer.Lent()

  /// Blocks all signals, to read them from a descriptor.
  ///
  /// `terminal`: the process gets a terminal of its own.
  init(terminal: Bool) throws(Failure) {
    lent.blockedSignals = try asFailure(.system) { () throws(KernelError) in try Signals.setBlocked(.all) }
    signals = try asFailure(.system) { () throws(KernelError) in try Signals.descriptor(.all) }
    console = terminal ? try Console() : nil
    lent.consoleSocket = console?.childSocket
    if !terminal { try replaceTerminals() }
  }

  /// A container without a terminal does not get the caller's either: with it, it could type commands for the caller
  /// (TIOCSTI).
  ///
  /// Pipes stand in; other files are lent as they are.
  private func replaceTerminals() throws(Failure) {
    if let end = try replace(0) { lent.stdio.0 = end }
    if let end = try replace(1) { lent.stdio.1 = end }
    if let end = try replace(2) { lent.stdio.2 = end }
  }

  /// The child's end of a pipe in place of that descriptor; nil when it is no terminal.
  private func replace(_ number: Int32) throws(Failure) -> Int32? {
    if (try? Terminal.size(number)) == nil { return nil }
    let pipe = try asFailure(.system) { () throws(KernelError) in try Pipe() }
    let isInput = number == 0
    let (reading, writing) = pipe.release()
    childEnds.append(isInput ? reading : writing)
    relays.append(
      isInput
        ? Relay(from: 0, to: writing, isOutput: false, closesTarget: true)
        : Relay(from: reading, to: number, isOutput: true))
    return isInput ? reading : writing
  }

  /// The child has been made: what was lent is its own, and its terminal is ours to carry.
  func attach() throws(Failure) {
    for number in childEnds { _ = Descriptor(owning: number) }
    childEnds = []
    guard let console else { return }
    let master = try console.attach()
    relays.append(Relay(from: 0, to: master, isOutput: false))
    relays.append(Relay(from: master, to: 1, isOutput: true))
  }

  /// Waits for the process's end.
  ///
  /// `notify`: readiness to pass on meanwhile.
  func wait(
    for process: borrowing Processes.Child, notify: borrowing NotifyRelay?
  ) throws(Failure) -> Ending {
    defer { console?.restore() }
    var isReady = false
    while true {
      var entries = [PollEntry(process.pidfd.raw), PollEntry(signals.raw), PollEntry(-1)]
      if !isReady { entries[2].descriptor = NotifyRelay.number(of: notify) ?? -1 }
      for relay in relays { entries.append(relay.entry) }
      _ = try asFailure(.system) { () throws(KernelError) in try Polling.wait(&entries) }
      if entries[1].canRead { passSignals(to: process) }
      if entries[2].canRead { isReady = try NotifyRelay.pass(notify, pid: process.pid) }
      proceed(Array(entries.dropFirst(3)))
      if entries[0].answer != 0 { break }
    }
    let ending = try asFailure(.system) { () throws(KernelError) in try Processes.wait(process.pidfd) }
    drain()
    return ending
  }

  private func passSignals(to process: borrowing Processes.Child) {
    while let number = Signals.next(signals) {
      switch Signal(rawValue: number) {
      case .child: while Processes.reap(except: process.pid) {}
      case .windowChange where console != nil: console?.resize()
      // Ours: a reader of our output has gone.
      case .pipe: break
      default: try? Processes.signal(process.pidfd, number)
      }
    }
  }

  private func proceed(_ answers: [PollEntry]) {
    for index in answers.indices where index < relays.count { relays[index].proceed(answers[index]) }
    relays.removeAll { $0.isDone }
  }

  /// Takes what the process has written before it ended.
  ///
  /// Others may hold its output: silence is an end too.
  private func drain() {
    let silence: Int64 = 200
    relays.removeAll { !$0.isOutput }
    while !relays.isEmpty {
      var entries = relays.map { $0.entry }
      guard let isAnswered = try? Polling.wait(&entries, milliseconds: silence), isAnswered else { return }
      proceed(entries)
    }
  }
}
