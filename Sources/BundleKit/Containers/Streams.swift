// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// How a container is connected while this process waits for it.
package enum Attachment: Sendable {
  /// Its output goes to the log alone, nothing is its input.
  case detached
  /// Its streams are ours.
  case foreground
}

/// Standard input and outputs of a container: what it gets, and what has to be carried here.
///
/// A stream of ours that is no terminal is lent as it is when nothing has to be kept of it; a terminal never is, because
/// with it a container could type for its caller (TIOCSTI).
final class Streams {
  private var pumps: [Pump] = []
  /// The container's ends of pipes, closed here once it has them.
  private var ends: [Int32] = []
  private(set) var stdio: (input: Int32, output: Int32, error: Int32) = (-1, -1, -1)
  private let log: ContainerLog?
  private let null: Descriptor
  private var listener: Descriptor?
  private var master: Descriptor?
  private var former: Terminal.Settings?
  /// The caller's terminal; -1: there is none.
  private var host: Int32 = -1
  private let attachment: Attachment

  /// `keepsLog`: the output is written to `logPath`; `lends`: our own descriptors may be given away.
  init(
    _ attachment: Attachment, record: ContainerRecord, folder: ContainerFolder, keepsLog: Bool, lends: Bool
  ) throws(Failure) {
    self.attachment = attachment
    log = keepsLog ? try ContainerLog(folder.log) : nil
    null = try asFailure(.system) { () throws(KernelError) in try Files.open("/dev/null", OpenFlags.readWrite) }
    stdio = (null.raw, null.raw, null.raw)
    if record.hasTerminal {
      try? Files.unlink(folder.console)
      listener = try asFailure(.console) { () throws(KernelError) in try UnixSocket.listen(folder.console) }
      if attachment == .foreground { host = Streams.terminal() }
      return
    }
    switch attachment {
    case .detached:
      stdio.output = try output(to: -1, .output)
      stdio.error = try output(to: -1, .errors)
    case .foreground:
      if record.keepsInput { stdio.input = lends && !Streams.isTerminal(0) ? 0 : try input() }
      stdio.output = lends && !keepsLog && !Streams.isTerminal(1) ? 1 : try output(to: 1, .output)
      // Never lent: the runtime says there, too, why it failed, which is ours to say.
      stdio.error = try output(to: 2, .errors)
    }
  }

  deinit { restore() }

  private static func isTerminal(_ number: Int32) -> Bool { (try? Terminal.size(number)) != nil }

  private static func terminal() -> Int32 { (0...2).first { isTerminal($0) } ?? -1 }

  private func output(to target: Int32, _ stream: LogStream) throws(Failure) -> Int32 {
    let pipe = try asFailure(.system) { () throws(KernelError) in try Pipe() }
    let (reading, writing) = pipe.release()
    ends.append(writing)
    pumps.append(Pump(from: reading, to: target, stream: stream))
    return writing
  }

  private func input() throws(Failure) -> Int32 {
    let pipe = try asFailure(.system) { () throws(KernelError) in try Pipe() }
    let (reading, writing) = pipe.release()
    ends.append(reading)
    pumps.append(Pump(from: 0, to: writing, stream: nil, closesTarget: true))
    return reading
  }

  // MARK: Once the container has been made

  /// Closes its ends here, and takes the terminal it was made with.
  func attach() throws(Failure) {
    for number in ends { _ = Descriptor(owning: number) }
    ends = []
    guard listener != nil else { return }
    try takeTerminal()
  }

  /// The same, unless the runtime ends without having sent a terminal: then it says why.
  func attach(while runtime: borrowing Descriptor) throws(Failure) {
    let number = Descriptors.number(of: listener) ?? -1
    while number >= 0 {
      var entries = [PollEntry(number), PollEntry(runtime.raw)]
      _ = try asFailure(.console) { () throws(KernelError) in try Polling.wait(&entries) }
      if entries[0].answer != 0 { return try attach() }
      if entries[1].answer != 0 { return }
    }
  }

  private func takeTerminal() throws(Failure) {
    guard let socket = listener.take() else { return }
    let connection = try asFailure(.console) { () throws(KernelError) in try UnixSocket.accept(socket) }
    let message = try asFailure(.console) { () throws(KernelError) in try connection.receive(limit: 4096) }
    guard let received = message.takeDescriptor() else { throw Failure(.console, "the runtime sent no terminal") }
    let number = received.raw
    master = consume received
    if attachment == .foreground {
      // A terminal of ours turns LF into CR LF by itself; a file or pipe gets what the container's makes of it.
      if host >= 0 { try? Terminal.clearNewlineTranslation(number) }
      resize()
      if host >= 0 { former = try? Terminal.makeRaw(host) }
      pumps.append(Pump(from: 0, to: number, stream: nil))
      pumps.append(Pump(from: number, to: 1, stream: .output))
    } else {
      pumps.append(Pump(from: number, to: -1, stream: .output))
    }
  }

  /// Gives the container's terminal the size of the caller's.
  func resize() {
    guard let number = Descriptors.number(of: master), host >= 0, let size = try? Terminal.size(host) else { return }
    try? Terminal.setSize(number, size)
  }

  /// Puts the caller's terminal back into the mode it was in.
  func restore() {
    if let former { try? Terminal.set(former, host) }
    former = nil
  }

  // MARK: Carrying

  var entries: [PollEntry] { pumps.map { $0.entry } }

  func proceed(_ answers: [PollEntry]) {
    for index in answers.indices where index < pumps.count { pumps[index].proceed(answers[index], log) }
    pumps.removeAll { $0.isDone }
  }

  /// Takes what was written before the end; others may hold the container's output, so silence is an end too.
  func drain() {
    let silence: Int64 = 200
    pumps.removeAll { !$0.isOutput }
    while !pumps.isEmpty {
      var answers = entries
      guard let isAnswered = try? Polling.wait(&answers, milliseconds: silence), isAnswered else { break }
      proceed(answers)
    }
    log?.finish()
  }
}

/// Bytes on their way: read, kept in the log, passed on; the next piece is read when this one is written.
struct Pump {
  private var source: Int32
  /// -1: nowhere but to the log.
  private var target: Int32
  private let stream: LogStream?
  private let closesTarget: Bool
  private var pending: [UInt8] = []

  init(from source: Int32, to target: Int32, stream: LogStream?, closesTarget: Bool = false) {
    self.source = source
    self.target = target
    self.stream = stream
    self.closesTarget = closesTarget
  }

  var isOutput: Bool { stream != nil }
  var isDone: Bool { source < 0 && pending.isEmpty }

  var entry: PollEntry { pending.isEmpty ? PollEntry(source) : PollEntry(target, PollEntry.writable) }

  mutating func proceed(_ answer: PollEntry, _ log: ContainerLog?) {
    if answer.answer == 0 { return }
    if pending.isEmpty {
      // To a pipe that can be written to, no more than it takes without blocking (PIPE_BUF).
      let limit = target < 0 ? 65_536 : 4096
      // EIO is how the master of a terminal without other ends says that it has ended.
      let count = (try? Descriptors.read(source, into: &pending, limit: limit)) ?? 0
      if count == 0 {
        source = -1
        if closesTarget { _ = Descriptor(owning: target) }
        return
      }
      if let stream { log?.append(pending, stream) }
      if target < 0 { pending.removeAll(keepingCapacity: true) }
    } else {
      do {
        try Descriptors.write(pending, to: target)
      } catch {
        // Nobody reads any more: what comes is still taken, so that the container does not block.
        if isOutput { target = -1 }
      }
      pending.removeAll(keepingCapacity: true)
    }
  }
}
