// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

extension Monitor {
  /// Makes and starts the container, in one call where nothing happens in between; plugins are at work on its network
  /// while it is made.
  func bringUp() throws(Failure) {
    guard record.network.isJoined else { return try make(["run", "--detach"]) }
    let joining = try Worker { [record, folder, networks = Networks(containers)] () throws(Failure) in
      var reserved: [Int32] = []
      do throws(Failure) {
        return (network: try networks.join(record, folder, reserved: &reserved), ports: reserved)
      } catch {
        for number in reserved { _ = Descriptor(owning: number) }
        throw error
      }
    }
    try make(["create"])
    let joined = try joining.join()
    ports = joined.ports
    record.network = joined.network
    let state = record.state
    record = try containers.update(record.id) { $0.network = joined.network }
    record.state = state
    try start(made: record)
  }

  private func start(made record: ContainerRecord) throws(Failure) {
    var program = Spawn(
      path: runtime.path, arguments: runtime.words(log: folder.runtimeLog) + ["start", record.id],
      environment: ProcessEnvironment.all)
    let nowhere = try asFailure(.system) { () throws(KernelError) in
      try Files.open("/dev/null", OpenFlags.readWrite)
    }
    program.stdio = (nowhere.raw, nowhere.raw, nowhere.raw)
    let child = try asFailure(.system) { () throws(KernelError) in try program.start() }
    let ending = try asFailure(.system) { () throws(KernelError) in try Processes.wait(child.pidfd) }
    if ending != .exited(0) {
      throw RuntimeMessage.failure(inLog: folder.runtimeLog, during: "start \(record.name)")
    }
  }

  /// Calls the runtime with a verb that makes the container, and carries its streams from then on.
  private func make(_ verb: [String]) throws(Failure) {
    // Standard streams become the property of the container's user: ours may be lent only where that changes nothing.
    let streams = try Streams(
      attachment, record: record, folder: folder, keepsLog: !(attachment == .foreground && record.removesItself),
      lends: attachment == .foreground && record.runsAsRoot)
    self.streams = streams
    for path in [folder.runtimeLog, folder.pidFile] { try? Files.unlink(path) }
    var words = verb + ["--bundle", folder.bundle, "--pid-file", folder.pidFile]
    if record.hasTerminal { words += ["--console-socket", folder.console] }
    var program = Spawn(
      path: runtime.path, arguments: runtime.words(log: folder.runtimeLog) + words + [record.id],
      environment: ProcessEnvironment.all)
    program.stdio = streams.stdio
    let child = try asFailure(.system) { () throws(KernelError) in try program.start() }
    undo.append { [self] in deletion = runtime.begin(["delete", "--force", record.id]) }
    // The runtime waits for whoever takes the terminal.
    let ending: Ending
    if record.hasTerminal {
      try streams.attach(while: child.pidfd)
      ending = try asFailure(.system) { () throws(KernelError) in try Processes.wait(child.pidfd) }
    } else {
      ending = try asFailure(.system) { () throws(KernelError) in try Processes.wait(child.pidfd) }
      try streams.attach()
    }
    if ending != .exited(0) {
      throw RuntimeMessage.failure(inLog: folder.runtimeLog, during: "start \(record.name)")
    }
    let text = try asFailure(.system) { () throws(KernelError) in try Files.read(folder.pidFile, limit: 64) }
    guard let pid = Int32(String(decoding: text, as: UTF8.self)) else {
      throw Failure(.system, "\(folder.pidFile): the runtime wrote no pid")
    }
    process = try asFailure(.system) { () throws(KernelError) in try Processes.open(pid) }
    record.state.pid = pid
    let status = try asFailure(.system) { () throws(KernelError) in try ProcessStatus.of(pid: pid) }
    record.state.startTime = status?.startTime ?? 0
  }
}
