// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// The container of a RUN, from its config.json to its end.
struct BuildContainer {
  /// The file in a step's folder that says which container uses it: `gc` ends that of a build that was killed.
  static let mark = "container"
  private let runner: BuildRunner
  private let root: StepRoot
  private let id: String
  private let index: Int
  /// The folder with config.json: in memory, where a secret is in it.
  private let bundle: String

  init(_ runner: BuildRunner, _ root: StepRoot, _ id: String, _ index: Int, memory: String?) {
    bundle = (memory ?? root.path("")) + "/bundle"
    self.runner = runner
    self.root = root
    self.id = id
    self.index = index
  }

  /// Runs it, with nothing for its input and the report for its output; its status as a shell has it.
  func perform(_ spec: ContainerSpec) throws(Failure) -> Int32 {
    try write(spec, id)
    try runner.begins(id)
    defer { runner.ended(id) }
    var output = try asFailure(.system) { () throws(KernelError) in try Pipe() }
    let null = try asFailure(.system) { () throws(KernelError) in try Files.open("/dev/null", OpenFlags.readOnly) }
    var program = self.program(id)
    program.stdio = (null.raw, output.writing.raw, output.writing.raw)
    // Interrupts from the terminal are ours: we end it.
    program.leadsSession = true
    let child = try asFailure(.system) { () throws(KernelError) in try program.start() }
    output.writing = Descriptor(owning: -1)
    while true {
      var bytes: [UInt8] = []
      let count = (try? output.reading.read(into: &bytes, limit: 65_536)) ?? 0
      if count == 0 { break }
      runner.report.said(index, bytes)
    }
    let ending = try asFailure(.system) { () throws(KernelError) in try Processes.wait(child.pidfd) }
    try explain(ending)
    try runner.checkCancelled()
    return ending.status
  }

  private func write(_ spec: ContainerSpec, _ id: String) throws(Failure) {
    let bytes = Array(spec.json.compact.utf8)
    try asFailure(.store) { () throws(KernelError) in
      if !Files.exists(bundle) { try Files.makeDirectory(bundle, mode: 0o700) }
      try Files.create(bundle + "/config.json", mode: 0o600, with: bytes)
      try Files.create(BuildContainer.mark, at: root.directory, mode: 0o600, with: Array(id.utf8))
    }
  }

  private func program(_ id: String) -> Spawn {
    try? Files.unlink(log)
    return Spawn(
      path: runner.runtime.path,
      arguments: runner.runtime.words(log: log) + ["run", "--bundle", bundle, id],
      environment: ProcessEnvironment.all)
  }

  private var log: String { root.path("runtime.log") }

  /// When it was the runtime that failed, says why.
  private func explain(_ ending: Ending) throws(Failure) {
    if ending == .exited(0) { return }
    let text = (try? Files.read(log, limit: 1 << 20)) ?? []
    let hasFailed = text.split(separator: 0x0a).contains { line in
      (try? JSONValue(parsing: Array(line)))?["level"]?.string == "error"
    }
    guard hasFailed else { return }
    let failure = RuntimeMessage.failure(inLog: log, during: "run the step")
    guard failure.code == .programMissing || failure.code == .programNotExecutable || failure.code == .programFormat
    else { throw failure }
    runner.report.remark(index, failure.message)
    throw Failure(
      failure.code, failure.message,
      hint: failure.code == .programMissing ? "the image has no such program; a shell form needs a shell" : nil)
  }

  /// Ends the container of a step whose build was killed, which may still run.
  static func end(leftIn folder: String, of store: Store) {
    guard let bytes = try? Files.read(folder + "/" + mark, limit: 256), let runtime = try? RuntimeProgram(named: nil)
    else { return }
    let id = String(decoding: bytes, as: UTF8.self)
    // The file of its network went with the build's mounts; plugins take away what they find in the network itself.
    if let state = try? runtime.run(["state", id], during: "state"),
      let pid = (try? JSONValue(parsing: state))?.number("pid"), pid > 0,
      let path = try? NetworkNamespace.path(id), Files.exists(path)
    {
      try? Mounts.mount(source: "/proc/\(pid)/ns/net", at: path, type: "", flags: MountFlags.bind, data: "")
    }
    BuildNetwork(store, .standard, id).takeDown()
    _ = try? runtime.run(["delete", "--force", id], during: "delete")
  }

  /// A shell in the step's file system as it was when the step failed; only on a terminal.
  func openShell(_ spec: ContainerSpec, shell: [String]) throws(Failure) {
    guard (try? Terminal.size(0)) != nil, (try? Terminal.size(1)) != nil else { return }
    var spec = spec
    spec.arguments = shell
    spec.hasTerminal = true
    if !spec.environment.contains(where: { $0.hasPrefix("TERM=") }) { spec.environment.append("TERM=xterm") }
    let shellID = id + "-shell"
    if !spec.cgroupsPath.isEmpty { spec.cgroupsPath += "-shell" }
    try write(spec, shellID)
    runner.report.finish()
    runner.report.say("the step failed; this shell is in its file system, what is changed there is thrown away")
    _ = try ForegroundProgram.run(program(shellID))
  }
}
