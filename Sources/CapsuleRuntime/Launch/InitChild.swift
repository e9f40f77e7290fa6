// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// The init stage as its parent sees it: a process, and one end of the conversation drawn at `FromInit`.
final class InitChild {
  let process: Processes.Child
  private var handshake: Handshake
  private let socket: Descriptor
  private let report: (Notice) -> Void

  /// What the parent has to act upon.
  enum Event: Equatable {
    /// It waits for the prestart and createRuntime hooks.
    case runtimeHooks
    /// It waits for the owners of a tree, that descriptor, to be mapped.
    case treeToMap(Int32, map: Int)
    /// It waits for its seccomp listener, that descriptor, to be delivered.
    case seccompListener(Int32)
    /// It waits at the gate.
    case ready
    /// It was told to start and has closed the conversation: the program runs, or ended before that.
    case executed
  }

  init(
    _ process: consuming Processes.Child, socket: consuming Descriptor, steps: [InitStep],
    report: @escaping (Notice) -> Void
  ) {
    self.process = process
    self.socket = socket
    self.report = report
    handshake = Handshake(steps: steps)
  }

  var pid: Int32 { process.pid }

  /// Says something the child waits for.
  ///
  /// One that is gone is noticed by `next`, which also has its last words.
  func say(_ message: ToInit) throws(Failure) {
    try handshake.sent(message)
    do {
      try socket.send(message.encode())
    } catch {
      if error.errno != .EPIPE && error.errno != .ECONNRESET { throw Failure(error, .system) }
    }
  }

  /// Tells a child that has not executed the init stage yet that its mappings stand.
  func releaseUnmapped() throws(Failure) {
    do {
      try socket.send([0])
    } catch {
      if error.errno != .EPIPE && error.errno != .ECONNRESET { throw Failure(error, .system) }
    }
  }

  /// Waits for what needs the parent; passes warnings on, and throws what the child failed with.
  func next() throws(Failure) -> Event {
    while true {
      let bytes = try receive()
      if bytes.isEmpty {
        if handshake.state == .started { return .executed }
        throw lost()
      }
      let message: FromInit
      do {
        message = try FromInit.decode(bytes)
      } catch {
        throw Failure(.system, "the init stage sent a message that cannot be read")
      }
      try handshake.received(message)
      switch message {
      case .runtimeHooks: return .runtimeHooks
      case .treeToMap(let number, let map): return .treeToMap(number, map: map)
      case .seccompListener(let number): return .seccompListener(number)
      case .ready: return .ready
      case .failed(let failure): throw failure
      case .warning(let text): report(.warning(text))
      case .debug(let text): report(.debug(text))
      }
    }
  }

  private func receive() throws(Failure) -> [UInt8] {
    do {
      return try socket.receive(limit: FromInit.maximumSize).bytes
    } catch {
      // The child ended without reading what we said: the error comes once, before what it had said itself.
      if error.errno != .ECONNRESET { throw Failure(error, .system) }
    }
    return try asFailure(.system) { () throws(KernelError) in
      try socket.receive(limit: FromInit.maximumSize).bytes
    }
  }

  /// Why the conversation ended in the middle: how the child ended.
  private func lost() -> Failure {
    let doing = handshake.state.description
    guard let ending = try? Processes.wait(process.pidfd) else {
      return Failure(.system, "the init stage ended while \(doing)")
    }
    let hint: String?
    switch ending {
    case .killed(let signal):
      hint =
        signal == Signal.kill.rawValue ? "perhaps its memory limit is too low: the kernel kills what exceeds it" : nil
    case .exited: hint = nil
    }
    return Failure(.system, "the init stage ended (\(ending.text)) while \(doing)", hint: hint)
  }

  /// Ends it and takes its status, when the launch has failed.
  func destroy() {
    try? Processes.signal(process.pidfd, Signal.kill.rawValue)
    _ = try? Processes.wait(process.pidfd)
  }
}
