// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

extension InitContext {
  /// Says that the mounts stand, and waits while the parent runs its hooks.
  mutating func waitForRuntimeHooks() {
    parent.send(.runtimeHooks)
    guard case .proceed = parent.receive() else { Processes.exit(InitFailure.status) }
  }

  /// Says ready and waits for the start: a byte in the FIFO that `start` opens, or the parent's word.
  mutating func waitAtGate(_ gate: Slot?) {
    // Nothing is looked up in the root any more.
    root = RootDirectory(Descriptor(owning: -1))
    if !isFiltered { try? closeForeignDescriptors() }
    parent.send(.ready)
    guard let gate else {
      guard case .start = parent.receive() else {
        // An end without a word would look like a program that ended with this status.
        parent.send(.failed(Failure(.system, "the init stage was not told to start")))
        Processes.exit(InitFailure.status)
      }
      return
    }
    // Open until the program is executed: `start` sees by that when it runs.
    self.gate = Descriptor(owning: number(gate))
    if !isFiltered { endBySignalUntilReadable(self.gate) }
    var byte: [UInt8] = []
    // The parent opened it for reading and writing, so that an end of file cannot come.
    guard let count = try? self.gate.read(into: &byte, limit: 1), count == 1 else { Processes.exit(InitFailure.status) }
    parentListens = false
  }

  /// Waits for the start, and ends like a program would when a signal comes first: the kernel drops what has no handler
  /// for the first process of a pid namespace, and then `kill ID TERM` could not end a created container.
  ///
  /// Where that cannot be had, there is nothing to do but to wait. Not behind a seccomp filter, which may kill for these
  /// calls.
  private func endBySignalUntilReadable(_ fifo: borrowing Descriptor) {
    // Blocked signals are kept, not dropped.
    guard (try? Signals.setBlocked(.all)) != nil, let signals = try? Signals.descriptor(.all) else { return }
    while true {
      var entries = [PollEntry(fifo.raw), PollEntry(signals.raw)]
      guard (try? Polling.wait(&entries)) != nil else { break }
      if entries[0].answer != 0 { break }
      while let number = Signals.next(signals) {
        switch Signal(rawValue: number) {
        // What does nothing to a program either, or only stops it.
        case .child, .urgent, .windowChange, .resume, .terminalStop, .terminalInput, .terminalOutput: break
        default: Processes.exit(128 + number)
        }
      }
    }
    _ = try? Signals.setBlocked(SignalSet())
  }
}
