// SPDX-License-Identifier: Apache-2.0
internal import CLinux
package import LinuxABI

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
  /// It leads a process group of its own.
  package var leadsGroup = false
  /// The directory it starts in; nil is ours.
  package var directory: String?

  package init(path: String, arguments: [String], environment: [String]) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
  }

  /// Starts it; returns when it runs.
  ///
  /// Signals have their default actions in it and none is blocked.
  ///
  /// - Throws: the failure of clone(2), or of execve(2) with the program's path.
  package func start() throws(KernelError) -> Processes.Child {
    switch try attempt() {
    case .running(let child): return child
    case .notExecuted(let errno): throw KernelError("execve", path, errno)
    }
  }

  /// What came of an attempt.
  enum Attempt: ~Copyable {
    case running(Processes.Child)
    /// The child could not get as far as the program, or execve(2) failed; it is gone.
    case notExecuted(Errno)
  }

  func attempt() throws(KernelError) -> Attempt {
    let words = PreparedExecution(path: path, arguments: arguments, environment: environment)
    var descriptors = [stdio.input, stdio.output, stdio.error] + passed
    var place: [UInt8] = []
    if let directory { place = Array(directory.utf8) + [0] }
    var number: Int32 = -1
    var failure: Int32 = 0
    let pid = unsafe descriptors.withUnsafeMutableBufferPointer { numbers in
      unsafe place.withUnsafeBytes { place in
        var spawn = unsafe clinux_spawn()
        unsafe words.fill(&spawn)
        unsafe spawn.directory = place.isEmpty ? nil : place.baseAddress?.assumingMemoryBound(to: CChar.self)
        unsafe spawn.descriptors = numbers.baseAddress
        unsafe spawn.count = Int32(numbers.count)
        unsafe spawn.leads_session = leadsSession ? 1 : 0
        unsafe spawn.leads_group = leadsGroup ? 1 : 0
        let pid = unsafe clinux_spawn(&spawn, &number)
        unsafe failure = spawn.failure
        return pid
      }
    }
    if pid < 0 { throw KernelError("clone", "", Errno(Int32(-pid))) }
    let child = Processes.Child(pid: Int32(pid), pidfd: Descriptor(owning: number))
    if failure == 0 { return .running(child) }
    _ = try Processes.wait(child.pidfd)
    return .notExecuted(Errno(failure))
  }
}
