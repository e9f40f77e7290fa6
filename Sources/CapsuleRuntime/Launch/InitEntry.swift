// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// What a fresh child does until it has executed the init stage.
struct InitEntry {
  let plan: ClonePlan
  let image: Int32
  let socket: Int32
  let orders: Int32
  let slots: [Int32]
  let preservedDescriptors: UInt32
  let blockedSignals: SignalSet?
  let stdio: (Int32, Int32, Int32)
  /// The init stage's words.
  let execution: PreparedExecution

  /// Becomes the init stage.
  ///
  /// A failure is told to the parent in its own words.
  func enter() -> Never {
    do throws(Failure) {
      if plan.becomeNamespaceRoot { try becomeRoot() }
      let errno = try asFailure(.system) { () throws(KernelError) in
        if let blockedSignals { try Signals.setBlocked(blockedSignals) }
        if stdio.0 >= 0 { try Processes.place(stdio.0, at: 0) }
        if stdio.1 >= 0 { try Processes.place(stdio.1, at: 1) }
        if stdio.2 >= 0 { try Processes.place(stdio.2, at: 2) }
        try Descriptors.keepOnExec(socket)
        try Descriptors.keepOnExec(orders)
        for slot in slots { try Descriptors.keepOnExec(slot) }
        for number in 3..<3 + Int32(clamping: preservedDescriptors) { try Descriptors.keepOnExec(number) }
        return execution.execute(file: image)
      }
      throw Failure(.system, "execveat of the init stage: \(errno.text)")
    } catch {
      let channel = Descriptor(owning: socket)
      try? channel.send(FromInit.failed(error).encode())
      Processes.exit(1)
    }
  }

  /// Waits until the maps stand where there are some to be written, then becomes root of the user namespace: execve
  /// leaves capabilities only to that.
  private func becomeRoot() throws(Failure) {
    if plan.uidMap != nil {
      let channel = Descriptor(owning: socket)
      let word = try asFailure(.system) { () throws(KernelError) in try channel.receive(limit: 8).bytes.count }
      _ = channel.release()
      // The parent has died.
      if word == 0 { Processes.exit(1) }
    }
    try asFailure(.namespace) { () throws(KernelError) in
      try Credentials.setGID(0)
      try Credentials.setUID(0)
    }
  }
}
