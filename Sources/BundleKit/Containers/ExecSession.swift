// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// One more process in a running container.
package struct ExecSession: Sendable {
  package var command: [String] = []
  package var environment: [String] = []
  package var user: String?
  package var directory: String?
  package var hasTerminal = false
  package var keepsInput = false
  package var isDetached = false
  package var isPrivileged = false
  package init() {}

  /// Runs it; returns its status, in docker's numbers where it could not be started.
  ///
  /// Why it could not is then on standard error, from the runtime.
  package func run(
    _ record: ContainerRecord, _ containers: ContainerStore, _ runtime: RuntimeProgram
  ) throws(Failure) -> Int32 {
    switch record.condition(runtime) {
    case .running: break
    case .paused:
      throw Failure(.containerState, "container \(record.name) is paused", hint: "bundle unpause \(record.name)")
    case .created, .exited: throw Failure(.containerState, "container \(record.name) is not running")
    }
    let process = try process(record, containers.folder(record.id))
    let files = try asFailure(.system) { () throws(KernelError) -> ExecFiles in
      let file = try Memfd.create("process")
      try file.write(Array(process.compact.utf8))
      return ExecFiles(process: file, log: try Memfd.create("log"))
    }
    // Memory of ours under numbers of the runtime's: nothing to clean up, whoever is killed.
    var words = runtime.words(log: "/proc/self/fd/4") + ["exec", "--process", "/proc/self/fd/3"]
    if isDetached { words.append("--detach") }
    var program = Spawn(path: runtime.path, arguments: words + [record.id], environment: ProcessEnvironment.all)
    let null = try asFailure(.system) { () throws(KernelError) in try Files.open("/dev/null", OpenFlags.readWrite) }
    let input = keepsInput && !isDetached ? 0 : null.raw
    program.stdio = isDetached ? (input, null.raw, 2) : (input, 1, 2)
    program.passed = [files.process.raw, files.log.raw]
    let status = try ForegroundProgram.run(program)
    return try explained(status, files.log)
  }

  private struct ExecFiles: ~Copyable {
    let process: Descriptor
    let log: Descriptor
  }

  /// 126 and 127 where the runtime says that the program could not be executed or found.
  private func explained(_ status: Int32, _ log: borrowing Descriptor) throws(Failure) -> Int32 {
    guard status == 255 || status == 1 else { return status }
    let size = (try? Files.status(of: log).size) ?? 0
    if size == 0 { return status }
    return RuntimeMessage.failure(inLog: "/proc/self/fd/\(log.raw)", during: "exec").engineStatus
  }

  /// The container's own process with what was asked for in place of its.
  private func process(_ record: ContainerRecord, _ folder: ContainerFolder) throws(Failure) -> JSONValue {
    let bytes = try asFailure(.store) { () throws(KernelError) in
      try Files.read(folder.configuration, limit: 4 << 20)
    }
    guard let document = try? JSONValue(parsing: bytes), var process = document["process"] else {
      throw Failure(.store, "\(folder.configuration) is damaged")
    }
    process = process.setting("args", to: .strings(command)).setting("terminal", to: .bool(hasTerminal))
    var base = process.texts("env")
    if hasTerminal, !base.contains(where: { $0.hasPrefix("TERM=") }) { base.append("TERM=xterm") }
    process = process.setting(
      "env",
      to: .strings(try ContainerEnvironment.merge(base, environment, caller: ProcessEnvironment.all)))
    if let directory { process = process.setting("cwd", to: .string(directory)) }
    guard user != nil || isPrivileged else { return process }
    var spec = ContainerSpec()
    spec.hasOneUser = Ownership.current == .ours
    spec.uid = UInt32(truncatingIfNeeded: process["user"]?.number("uid") ?? 0)
    spec.gid = UInt32(truncatingIfNeeded: process["user"]?.number("gid") ?? 0)
    if let user {
      let root = try asFailure(.system) { () throws(KernelError) in
        RootDirectory(
          try Files.open("/proc/\(record.state.pid)/root", OpenFlags.path | OpenFlags.directory))
      }
      // The home is that of the other user, unless -e says otherwise.
      let isHomeGiven = environment.contains { $0.hasPrefix("HOME=") || $0 == "HOME" }
      spec.environment = process.texts("env").filter { isHomeGiven || !$0.hasPrefix("HOME=") }
      try ContainerUser.resolve(user, additional: [], in: root).apply(to: &spec)
      process = process.setting("env", to: .strings(spec.environment))
    }
    let bounding = process["capabilities"]?.texts("bounding") ?? []
    spec.capabilities =
      isPrivileged ? try CapabilityChoice.set(added: ["ALL"], dropped: [], isPrivileged: true) : bounding
    process = process.setting("capabilities", to: spec.process["capabilities"] ?? .null)
    return process.setting("user", to: spec.process["user"] ?? .null)
  }
}

/// A program that has our streams while we wait for it.
enum ForegroundProgram {
  /// Runs it to its end, passing on signals; returns its status as a shell has it.
  static func run(_ program: Spawn) throws(Failure) -> Int32 {
    try asFailure(.system) { () throws(KernelError) in
      try Signals.setBlocked(.all)
      let signals = try Signals.descriptor(.all)
      // What a terminal sends, it sends to the program as well.
      let isTerminal = (try? Terminal.size(0)) != nil
      let child = try program.start()
      while true {
        var entries = [PollEntry(child.pidfd.raw), PollEntry(signals.raw)]
        _ = try Polling.wait(&entries)
        while let number = Signals.next(signals) {
          let signal = Signal(rawValue: number)
          if signal == .child || signal == .pipe { continue }
          if isTerminal, [.interrupt, .quit, .terminalStop, .windowChange].contains(signal) { continue }
          try? Processes.signal(child.pidfd, number)
        }
        if entries[0].answer != 0 { return try Processes.wait(child.pidfd).status }
      }
    }
  }
}
