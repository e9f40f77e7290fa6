// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// Starts the monitor of a detached container: this program again, in a session of its own, with the hidden verb
/// `monitor`; through a pipe it says that the container runs, or why it does not.
package struct DetachedMonitor: Sendable {
  private let containers: ContainerStore
  private let runtime: RuntimeProgram

  package init(_ containers: ContainerStore, _ runtime: RuntimeProgram) {
    self.containers = containers
    self.runtime = runtime
  }

  /// The pipe's number in the monitor.
  private static let channel: Int32 = 3

  /// Starts the container and returns when it runs.
  package func start(_ record: ContainerRecord) throws(Failure) {
    var pipe = try asFailure(.system) { () throws(KernelError) in try Pipe() }
    let null = try asFailure(.system) { () throws(KernelError) in try Files.open("/dev/null", OpenFlags.readWrite) }
    var program = Spawn(
      path: "/proc/self/exe",
      arguments: [
        "bundle", "monitor", "--store", containers.store.root, "--runtime", runtime.path, record.id,
      ], environment: ProcessEnvironment.all)
    program.stdio = (null.raw, null.raw, null.raw)
    program.passed = [pipe.writing.raw]
    program.leadsSession = true
    program.directory = "/"
    let child = try asFailure(.system) { () throws(KernelError) in try program.start() }
    pipe.writing = Descriptor(owning: -1)
    let answer = try asFailure(.system) { () throws(KernelError) in try pipe.reading.readAll(limit: 1 << 16) }
    if answer == Array("ok".utf8) { return }
    _ = try? Processes.wait(child.pidfd)
    guard let value = try? JSONValue(parsing: answer) else {
      throw Failure(.system, "start \(record.name): its monitor ended without a word")
    }
    var failure = Failure(FailureCode(rawValue: value.text("code")) ?? .system, value.text("message"))
    failure.hint = value["hint"]?.string
    if record.removesItself {
      try? ContainerRemoval(containers, runtime).remove(record, force: true, withVolumes: true)
    }
    throw failure
  }

  /// The monitor's side: starts the container, tells, and waits for its end.
  package func perform(_ id: String) throws(Failure) -> Int32 {
    let channel = Descriptor(owning: DetachedMonitor.channel)
    let monitor: Monitor
    do throws(Failure) {
      // Not for the runtime, nor for what it starts.
      try asFailure(.system) { () throws(KernelError) in try channel.setCloseOnExec(true) }
      monitor = Monitor(containers, runtime, try containers.read(id), .detached)
      try monitor.start()
    } catch {
      var members: [(String, JSONValue)] = [
        ("code", .string(error.code.rawValue)), ("message", .string(error.message)),
      ]
      if let hint = error.hint { members.append(("hint", .string(hint))) }
      try? channel.write(Array(JSONValue.object(members).compact.utf8))
      return 125
    }
    try? channel.write(Array("ok".utf8))
    _ = consume channel
    return try monitor.wait()
  }
}
