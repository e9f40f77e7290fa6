// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// A RUN of a stage: a container of its own, whose upper directory becomes the layer.
struct RunExecution {
  private let stage: StageRunner
  private let step: PlannedStep
  private let run: PlannedRun
  private let index: Int
  private var runner: BuildRunner { stage.runner }
  private var request: BuildRequest { stage.runner.request }

  /// - Throws: for what is not allowed or not supported.
  init(_ stage: StageRunner, _ step: PlannedStep, _ run: PlannedRun, _ index: Int) throws(Failure) {
    self.stage = stage
    self.step = step
    self.run = run
    self.index = index
    if let device = run.devices.first {
      throw Failure(.build, "not supported: RUN --device=\(device.name): devices of CDI")
    }
    if run.security == .insecure, !request.allowsInsecure {
      throw Failure(
        .build, "RUN --security=insecure is not allowed", hint: "bundle build --allow security.insecure allows it")
    }
    // Where there are no plugins, everybody has the host's network.
    if run.network == .host, !request.allowsHostNetwork, request.network != .host, BuildNetwork.isAvailable {
      throw Failure(
        .build, "RUN --network=host is not allowed", hint: "bundle build --allow network.host allows it")
    }
  }

  /// What the result depends on.
  func key(on stack: LayerStack) throws(Failure) -> CacheKey {
    var key = stage.key(on: stack)
    key.add(run)
    key.add("hostname", request.hostname)
    key.add("hosts", request.hosts.map { $0.name + "=" + $0.address })
    key.add("limits", request.limits.map { "\($0.type)=\($0.soft):\($0.hard)" })
    // Keys of builds without them are as they were.
    for (name, values) in [
      ("volumes", request.volumes.map(\.key)), ("devices", request.devices.map(\.key)),
      ("capabilities added", request.addedCapabilities), ("capabilities dropped", request.droppedCapabilities),
    ] where !values.isEmpty { key.add(name, values) }
    for mount in run.mounts where mount.mount.kind == .bind || mount.mount.kind == .cache {
      key.add("content", try RunMounts.contentKey(mount, runner))
    }
    return key
  }

  /// Runs the program in a root.
  func run(in root: StepRoot) throws(Failure) {
    try ForeignPrograms.check(stage.stage.platform)
    let id = try asFailure(.system) { () throws(KernelError) in "build-" + (try RandomBytes.hex(8)) }
    let mounts = try RunMounts(run, root, runner)
    defer { mounts.release() }
    let files = try BuildEtcFiles(root, request, network: network)
    let host = try HostMounts(request.volumes, except: mounts.mounts, root)
    let places = mounts.places + files.places + host.places
    try root.prepare("init") { (image) throws(Failure) in
      for place in places { try MountStubs.make(place.path, isDirectory: place.isDirectory, in: image) }
    }
    try root.mount(between: [root.path("init")])
    var spec = try spec(id, mounts, files, host)
    let image = try root.root()
    // These stay, as with BuildKit: whatever runs the image wants them anyway.
    for path in ["/dev", "/proc", "/sys"] { try MountStubs.make(path, isDirectory: true, in: image) }
    let account = try ContainerUser.resolve(run.user, additional: [], in: image, ofNumbers: true)
    account.apply(to: &spec)
    // The primary group is one of them for whoever asks getgroups(2) alone (CVE-2023-25173).
    if !spec.hasOneUser, !spec.additionalGIDs.contains(spec.gid) { spec.additionalGIDs.insert(spec.gid, at: 0) }
    let owner = FileOwner(uid: account.uid, gid: account.gid)
    try WorkingDirectory(run.directory, owner: owner, epoch: request.options.epoch).make(in: image)
    spec.root = root.merged
    let network = BuildNetwork(runner.store, self.network, id, hostname: request.hostname)
    defer { network.takeDown() }
    if let namespace = try network.setUp(root.network(id)) {
      spec.namespaces.append(("network", namespace))
    }
    let container = BuildContainer(runner, root, id, index, memory: mounts.memory)
    let ending = try container.perform(spec)
    guard ending != 0 else { return }
    if request.opensShell { try container.openShell(spec, shell: shell) }
    throw failure(ending)
  }

  /// The network of this RUN: its own word, then the command line's.
  private var network: RunNetwork { run.network == .standard ? request.network : run.network }

  private var shell: [String] {
    guard let first = run.arguments.first, run.script == nil, run.arguments.count == 3 else { return ["/bin/sh"] }
    return [first]
  }

  private func failure(_ status: Int32) -> Failure {
    let words = run.arguments.joined(separator: " ")
    return Failure(.build, "process \"\(words)\" did not complete successfully: exit code: \(status)")
  }

  // MARK: config.json

  private func spec(
    _ id: String, _ mounts: RunMounts, _ files: BuildEtcFiles, _ host: HostMounts
  ) throws(Failure) -> ContainerSpec {
    var spec = ContainerSpec()
    spec.arguments = run.arguments
    spec.environment = run.environment + mounts.environment
    for proxy in run.proxies where !run.environment.contains(where: { $0.hasPrefix(proxy.key + "=") }) {
      spec.environment.append(proxy.key + "=" + proxy.value)
    }
    spec.directory = ImagePath.clean(run.directory)
    spec.isPrivileged = run.security == .insecure
    spec.isUnmasked = request.security.unmasked
    spec.capabilities = try CapabilityChoice.set(
      added: request.addedCapabilities, dropped: request.droppedCapabilities, isPrivileged: spec.isPrivileged)
    spec.noNewPrivileges = request.security.noNewPrivileges
    spec.appArmor = request.security.appArmor ?? ""
    switch request.security.seccomp {
    case .unconfined: spec.seccomp = nil
    case .standard: spec.seccomp = spec.isPrivileged ? nil : StandardSeccomp.profile(capabilities: spec.capabilities)
    case .file(let path): spec.seccomp = try SeccompFile.read(path)
    }
    spec.limits = request.limits
    spec.memory = request.memory
    spec.memoryAndSwap = request.memoryAndSwap
    spec.processors = request.processors
    spec.processorShares = request.processorShares
    spec.processorSet = request.processorSet
    spec.sharedMemory = request.sharedMemory
    spec.isRootless = !Caller.isRoot
    spec.hasOneUser = Ownership.current == .ours
    if !spec.isRootless { spec.cgroupsPath = request.cgroupParent + "/" + id }
    spec.hostname = request.hostname
    spec.devices = runner.devices
    if spec.isPrivileged { spec.devices += HostDevices.all(except: spec.devices) }
    // What is below another comes after it, in whatever order they were said.
    let own = (mounts.mounts + host.mounts).sorted { $0.destination < $1.destination }
    var standard = files.mounts
    // With a size, BuildKit mounts it as a program may ask for it: what is in it can be executed.
    if request.sharedMemory != BuildRequest.standardSharedMemory {
      standard.append(ContainerSpec.Mount("/dev/shm", "tmpfs", "tmpfs", ["nosuid", "size=\(request.sharedMemory)"]))
    }
    spec.mounts = standard.filter { file in !own.contains { $0.destination == file.destination } } + own
    spec.namespaces = ["mount", "pid", "ipc", "uts"].map { ($0, "") }
    if Files.exists("/sys/fs/cgroup/cgroup.controllers"), !spec.isPrivileged { spec.namespaces.append(("cgroup", "")) }
    return spec
  }
}

/// A place that something is mounted on.
struct MountPlace {
  var path: String
  var isDirectory: Bool
}

/// A file with a seccomp profile.
enum SeccompFile {
  static func read(_ path: String) throws(Failure) -> JSONValue {
    let bytes: [UInt8]
    do { bytes = try Files.read(path, limit: 4 << 20) } catch { throw Failure(error, .seccomp) }
    do { return try JSONValue(parsing: bytes) } catch { throw Failure(.seccomp, error.text(file: path)) }
  }
}
