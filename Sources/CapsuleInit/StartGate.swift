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
    let fifo = Descriptor(owning: number(gate))
    var byte: [UInt8] = []
    // The parent opened it for reading and writing, so that an end of file cannot come.
    guard let count = try? fifo.read(into: &byte, limit: 1), count == 1 else { Processes.exit(InitFailure.status) }
    parentListens = false
  }
}
