// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// A program started beside this one with standard streams of the caller's choice; the caller waits for it.
///
/// Where `Subprocess` runs a helper to its end and keeps what it says, this one only begins.
package struct Spawn: Sendable {
  package var path: String
  package var arguments: [String]
  package var environment: [String]
  /// Descriptors that become its standard input, output and error.
  package var stdio: (input: Int32, output: Int32, error: Int32) = (0, 1, 2)
  /// Further descriptors it gets, in this order as 3, 4, …; all others are closed to it.
  package var passed: [Int32] = []
  /// It leads a session of its own, without a terminal (setsid(2)).
  package var leadsSession = false
  /// The directory it starts in; nil is ours.
  package var directory: String?

  package init(path: String, arguments: [String], environment: [String]) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
  }

  /// Starts it.
  ///
  /// Signals have their default actions in it and none is blocked.
  ///
  /// - Throws: the failure of clone3(2) or execve(2), with the program's path.
  package func start() throws(KernelError) -> Processes.Child {
    var report = try Pipe()
    let execution = PreparedExecution(path: path, arguments: arguments, environment: environment)
    let child = try begin(execution, report.writing)
    report.writing = Descriptor(owning: -1)
    var words: [UInt8] = []
    if try report.reading.read(into: &words, limit: 1) == 0 { return child }
    _ = try Processes.wait(child.pidfd)
    throw KernelError("execve", path, Errno(Int32(words[0])))
  }

  private func begin(
    _ execution: PreparedExecution, _ report: borrowing Descriptor
  ) throws(KernelError) -> Processes.Child {
    let side = try Processes.clone(Processes.CloneRequest())
    switch consume side {
    case .parent(let child): return child
    case .child: become(execution, report)
    }
  }

  /// The child's side.
  private func become(_ execution: PreparedExecution, _ report: borrowing Descriptor) -> Never {
    do {
      if leadsSession { try Credentials.newSession() }
      if let directory { try Files.changeDirectory(directory) }
      // Out of the way of the numbers that are about to be replaced.
      let floor = Int32(3 + passed.count + 1)
      let failures = try report.duplicate(atLeast: floor)
      var sources: [Int32] = []
      for number in [stdio.input, stdio.output, stdio.error] + passed {
        sources.append(try Descriptors.duplicate(number, atLeast: floor))
      }
      for (target, source) in sources.enumerated() { try Processes.place(source, at: Int32(target)) }
      try Descriptors.closeOnExec(from: UInt32(sources.count))
      Signals.reset()
      let errno = execution.execute()
      try failures.write([UInt8(truncatingIfNeeded: errno.rawValue)])
    } catch {
      try? report.write([UInt8(truncatingIfNeeded: error.errno.rawValue)])
    }
    Processes.exit(127)
  }
}

extension Descriptors {
  /// A copy numbered `atLeast` or higher, close-on-exec; the caller owns the number.
  static func duplicate(_ number: Int32, atLeast: Int32) throws(KernelError) -> Int32 {
    let duplicateCloseOnExec = 1030
    return Int32(try call("fcntl", SYS_fcntl, "fd \(number)", Int(number), duplicateCloseOnExec, Int(atLeast)))
  }
}
