// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// The process that stays with a container from its start to its end: it makes the root, the network and the container,
/// carries its output, waits for it, and takes everything away (docs/adr/0004-monitor.md).
///
/// In the foreground that is the process the user called; a detached container has one of its own.
package final class Monitor {
  let containers: ContainerStore
  let runtime: RuntimeProgram
  var record: ContainerRecord
  let folder: ContainerFolder
  let attachment: Attachment
  var streams: Streams?
  private var signals: Descriptor?
  var process: Descriptor?
  /// Sockets that hold the published ports.
  var ports: [Int32] = []
  var undo: [() -> Void] = []
  /// The runtime's deletion of the container: of its cgroups and state, which nothing else that ends hangs on.
  var deletion: BegunVerb?

  package init(
    _ containers: ContainerStore, _ runtime: RuntimeProgram, _ record: ContainerRecord, _ attachment: Attachment
  ) {
    self.containers = containers
    self.runtime = runtime
    self.record = record
    self.attachment = attachment
    folder = containers.folder(record.id)
  }

  // MARK: Start

  /// Brings the container up to its program's first instruction; when that fails, what was done is undone.
  package func start() throws(Failure) {
    do throws(Failure) {
      try claim()
      try asFailure(.system) { () throws(KernelError) in
        try Processes.becomeSubreaper()
        // A signal that comes from now on is the container's.
        try Signals.setBlocked(.all)
        signals = try Signals.descriptor(.all)
      }
      try RootFileSystem.mount(record, folder)
      undo.append { [folder] in RootFileSystem.unmount(folder) }
      try network()
      try bringUp()
      try began()
    } catch {
      streams?.restore()
      takeDown()
      let message = error.message
      _ = try? containers.update(record.id) { record in
        record.state = ContainerRecord.State()
        record.state.error = message
      }
      throw error
    }
  }

  /// Says that this process is the container's monitor, unless it has one or runs.
  private func claim() throws(Failure) {
    let own = Processes.ownPID
    let status = try asFailure(.system) { () throws(KernelError) in try ProcessStatus.of(pid: own) }
    var isTaken = false
    var isFirst = true
    record = try containers.update(record.id) { record in
      isTaken = record.isRunning || record.isWatched
      if isTaken { return }
      isFirst = record.state == ContainerRecord.State()
      record.state = ContainerRecord.State()
      record.state.monitor = own
      record.state.monitorStartTime = status?.startTime ?? 0
    }
    if isTaken { throw Failure(.containerState, "container \(record.name) is already running") }
    // What a monitor that was killed has left; unknown to the runtime is fine.
    if !isFirst { _ = try? runtime.run(["delete", "--force", record.id], during: "delete") }
    ExitFile.clear(folder)
  }

  private func network() throws(Failure) {
    let networks = Networks(containers)
    let record = self.record
    undo.append { [self] in
      networks.takeDown(record)
      for number in ports { _ = Descriptor(owning: number) }
      ports = []
    }
    self.record.network = try networks.prepare(record)
    let network = self.record.network
    self.record = try containers.update(record.id) { $0.network = network }
    try Joining(containers).apply(to: folder.configuration, self.record)
  }

  private func began() throws(Failure) {
    let state = record.state
    record = try containers.update(record.id) { record in
      record.state.pid = state.pid
      record.state.startTime = state.startTime
      record.state.startedAt = Monitor.now
    }
  }

  // MARK: The end

  /// Carries output and signals until the program has ended; returns its status as a shell has it.
  package func wait() throws(Failure) -> Int32 {
    guard let streams else { return 255 }
    let number = Descriptors.number(of: process) ?? -1
    while true {
      var entries = [PollEntry(number), PollEntry(Descriptors.number(of: signals) ?? -1)] + streams.entries
      _ = try asFailure(.system) { () throws(KernelError) in try Polling.wait(&entries) }
      if entries[1].canRead { passSignals() }
      streams.proceed(Array(entries.dropFirst(2)))
      if entries[0].answer != 0 { break }
    }
    let ending = try asFailure(.system) { () throws(KernelError) in try Processes.wait(pid: record.state.pid) }
    streams.drain()
    streams.restore()
    let wasOutOfMemory = MemoryEvents.hasKilled(record)
    takeDown()
    ExitFile.write(ending.status, folder)
    let finished = Monitor.now
    if record.removesItself {
      try ContainerRemoval(containers, runtime).removeEnded(record, withVolumes: true)
    } else {
      try containers.update(record.id) { record in
        record.state.exitCode = ending.status
        record.state.finishedAt = finished
        record.state.wasOutOfMemory = wasOutOfMemory
        record.network.forgetAddress()
      }
    }
    return ending.status
  }

  private func passSignals() {
    switch signals {
    case .none: return
    case .some(let descriptor):
      while let number = Signals.next(descriptor) {
        switch Signal(rawValue: number) {
        case .child: while Processes.reap(except: record.state.pid) {}
        case .windowChange where record.hasTerminal: streams?.resize()
        // Ours: a reader of our output has gone.
        case .pipe: break
        default: signal(number)
        }
      }
    }
  }

  private func signal(_ number: Int32) {
    switch process {
    case .none: return
    case .some(let descriptor): try? Processes.signal(descriptor, number)
    }
  }

  /// Undoes what start did, in reverse.
  private func takeDown() {
    while let action = undo.popLast() { action() }
    deletion?.wait()
    deletion = nil
  }

  static var now: String {
    let now = Clock.now()
    return Timestamp.rfc3339(seconds: now.seconds, nanoseconds: now.nanoseconds)
  }
}

/// The status of a container's end for those who wait for it: they open the file before the end, so that they can read it
/// when the container has removed itself.
enum ExitFile {
  static func path(_ folder: ContainerFolder) -> String { folder.path + "/exit" }

  static func clear(_ folder: ContainerFolder) { try? Files.create(path(folder), mode: 0o600, with: []) }

  static func write(_ status: Int32, _ folder: ContainerFolder) {
    // In place: a reader has it open.
    try? Files.create(path(folder), mode: 0o600, with: Array("\(status)".utf8))
  }

  static func open(_ folder: ContainerFolder) -> Descriptor? {
    try? Files.open(path(folder), OpenFlags.readOnly | OpenFlags.create, mode: 0o600)
  }

  static func read(_ file: borrowing Descriptor) -> Int32? {
    var bytes: [UInt8] = []
    _ = try? file.read(into: &bytes, limit: 16)
    return Int32(String(decoding: bytes, as: UTF8.self))
  }
}
