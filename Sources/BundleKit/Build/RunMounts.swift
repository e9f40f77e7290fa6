// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// The mounts of a RUN, their sources at hand: each is a directory or file in the step's own folder, found by descriptor and
/// mounted there, so that nothing an image or a context holds is ever a path that the runtime looks up.
final class RunMounts {
  private(set) var mounts: [ContainerSpec.Mount] = []
  private(set) var places: [MountPlace] = []
  /// What secrets and agents add to the environment.
  private(set) var environment: [String] = []
  private let run: PlannedRun
  private let root: StepRoot
  private let runner: BuildRunner
  /// By name; a RUN that has one twice has it once.
  private var caches: [String: CacheMount] = [:]
  private var agents: [AgentForward] = []
  private var hasSecrets = false

  init(_ run: PlannedRun, _ root: StepRoot, _ runner: BuildRunner) throws(Failure) {
    self.run = run
    self.root = root
    self.runner = runner
    try addScript()
    try lockCaches()
    for (number, planned) in run.mounts.enumerated() {
      do throws(Failure) {
        switch planned.mount.kind {
        case .bind: try addBind(planned, number)
        case .cache: try addCache(planned, number)
        case .tmpfs: addTmpfs(planned)
        case .secret: try addSecret(planned, number)
        case .ssh: try addAgent(planned, number)
        }
      } catch { throw error.during("--mount=type=\(planned.mount.kind.rawValue),target=\(planned.target)") }
    }
  }

  /// Lets go of caches and agents.
  func release() {
    caches = [:]
    for agent in agents { agent.stop() }
    agents = []
  }

  private func add(_ target: String, _ source: String, isDirectory: Bool, options: [String]) {
    mounts.append(ContainerSpec.Mount(target, "bind", source, ["rbind", "rprivate"] + options))
    places.append(MountPlace(path: target, isDirectory: isDirectory))
  }

  // MARK: Scripts

  /// A here-document that is executed itself.
  private func addScript() throws(Failure) {
    guard let script = run.script else { return }
    guard !script.name.contains("/"), script.name != ".", script.name != ".." else {
      throw Failure(.build, "the heredoc \(script.name): a script is a file of that name, which can have no slash")
    }
    let path = try root.folder("script")
    try asFailure(.store) { () throws(KernelError) in
      try Files.create(path + "/" + script.name, mode: 0o755, with: script.content)
      try Files.changeMode(path + "/" + script.name, 0o755)
    }
    // Below /dev, which is the runtime's: it makes the place itself.
    mounts.append(ContainerSpec.Mount(PlannedRun.scriptFolder, "bind", path, ["bind", "rprivate", "ro"]))
  }

  // MARK: Binds

  private func addBind(_ planned: PlannedMount, _ number: Int) throws(Failure) {
    let name = "bind-\(number)"
    let (source, isDirectory, isOurs) = try place(planned, name)
    var path = source
    if !planned.mount.isReadOnly, !isOurs {
      path = try root.discardingWrites(to: source, isDirectory: isDirectory, name)
    }
    add(planned.target, path, isDirectory: isDirectory, options: planned.mount.isReadOnly ? ["ro"] : [])
  }

  /// Where the source of a mount is in the step's folder; `isOurs`: a copy that may be written to.
  private func place(
    _ planned: PlannedMount, _ name: String
  ) throws(Failure) -> (path: String, isDirectory: Bool, isOurs: Bool) {
    let stack: LayerStack
    switch planned.source {
    case .scratch: return (try root.folder(name), true, true)
    case .mainContext, .context:
      let (path, isDirectory) = try copied(planned, name)
      return (path, isDirectory, true)
    case .stage(let place): stack = try runner.layers(of: place)
    case .image(let need): stack = try runner.sources.layers(of: need)
    }
    let files = try stack.files()
    let (path, isDirectory) = try root.show(planned.mount.source, in: files.root, as: name)
    return (path, isDirectory, false)
  }

  /// What a context shows at a path: without what `.dockerignore` leaves out, owned by root, as COPY would have it.
  private func copied(_ planned: PlannedMount, _ name: String) throws(Failure) -> (path: String, isDirectory: Bool) {
    guard let context = try runner.sources.context(planned.source) else {
      throw Failure(.build, "there is no context to mount")
    }
    let source = planned.mount.source.isEmpty ? "/" : planned.mount.source
    let isDirectory = try asFailure(.build) { () throws(KernelError) -> Bool in
      try Files.status(of: try context.root.open(source, OpenFlags.path)).isDirectory
    }
    let path = try root.folder(name)
    let copy = try CopyStep(runner.store).prepare(RunMounts.request(planned), from: context)
    let directory = try asFailure(.store) { () throws(KernelError) in
      try Files.open(path, OpenFlags.readOnly | OpenFlags.directory)
    }
    try copy.perform(into: directory)
    return (path + "/file", isDirectory)
  }

  private static func request(_ planned: PlannedMount) -> CopyRequest {
    let source = planned.mount.source.isEmpty ? "/" : planned.mount.source
    // Of a directory its content goes there, a file becomes it.
    return CopyRequest([.path(source)], to: "/file")
  }

  /// What a mount's content is called in the key of a step.
  static func contentKey(_ planned: PlannedMount, _ runner: BuildRunner) throws(Failure) -> String {
    switch planned.source {
    case .scratch: return ""
    case .stage(let place): return try runner.layers(of: place).diffIDs.map(\.text).joined(separator: ",")
    case .image(let need):
      return try runner.sources.layers(of: need).diffIDs.map(\.text).joined(separator: ",")
    case .mainContext, .context:
      let context = try runner.sources.context(planned.source)
      return try CopyStep(runner.store).prepare(request(planned), from: context).digest().text
    }
  }

  // MARK: Caches

  /// Takes all of them, in one order by everybody: two RUNs that want the same two must not wait for each other.
  private func lockCaches() throws(Failure) {
    var wanted: [String: PlannedMount] = [:]
    for planned in run.mounts where planned.mount.kind == .cache { wanted[try name(ofCache: planned)] = planned }
    for (name, planned) in wanted.sorted(by: { $0.key < $1.key }) {
      caches[name] = try CacheMount(name, planned.mount, in: runner.store)
    }
  }

  private func name(ofCache planned: PlannedMount) throws(Failure) -> String {
    let namespace = runner.request.options.arguments.last { $0.key == "BUILDKIT_CACHE_MOUNT_NS" }?.value ?? ""
    let content = planned.source == .scratch ? "" : try RunMounts.contentKey(planned, runner) + planned.mount.source
    return CacheMount.name(planned, content: content, namespace: namespace)
  }

  private func addCache(_ planned: PlannedMount, _ number: Int) throws(Failure) {
    guard let cache = caches[try name(ofCache: planned)] else { return }
    try cache.fill { (target) throws(Failure) in
      guard planned.source != .scratch else { return }
      let (path, isDirectory, _) = try place(planned, "cache-\(number)-source")
      guard isDirectory else {
        throw Failure(.build, "a cache begins with a directory, and \(planned.mount.source) is none")
      }
      try asFailure(.build) { () throws(KernelError) in
        try TreeCopy.copyContent(of: try Files.open(path, OpenFlags.readOnly | OpenFlags.directory), to: target)
      }
    }
    var source = cache.path
    if planned.source == .scratch, !planned.mount.source.isEmpty {
      // A part of the cache itself: links in it lead nowhere else.
      let files = try asFailure(.build) { () throws(KernelError) in
        RootDirectory(try Files.open(cache.path, OpenFlags.path | OpenFlags.directory))
      }
      let (path, isDirectory) = try root.show(planned.mount.source, in: files, as: "cache-\(number)")
      guard isDirectory else {
        throw Failure(.build, "source=\(planned.mount.source): a cache is a directory, and this is none")
      }
      source = path
    }
    add(planned.target, source, isDirectory: true, options: planned.mount.isReadOnly ? ["ro"] : [])
  }

  // MARK: Memory

  private func addTmpfs(_ planned: PlannedMount) {
    var options = ["nosuid", "rprivate"]
    if planned.mount.size > 0 { options.append("size=\(planned.mount.size)") }
    if planned.mount.copiesUp { options.append("tmpcopyup") }
    if planned.mount.isReadOnly { options.append("ro") }
    mounts.append(ContainerSpec.Mount(planned.target, "tmpfs", "tmpfs", options))
    places.append(MountPlace(path: planned.target, isDirectory: true))
  }

  /// Secrets are files in memory that only this step has mounted.
  private func addSecret(_ planned: PlannedMount, _ number: Int) throws(Failure) {
    let mount = planned.mount
    let id = SecretPlace.id(mount)
    guard let value = try BuildSecrets.value(id, runner.request.secrets) else {
      guard mount.isRequired else { return }
      throw Failure(.build, "secret \(id): not given", hint: "bundle build --secret id=\(id),src=FILE")
    }
    if let variable = mount.variable {
      environment.append((variable.isEmpty ? id : variable) + "=" + String(decoding: value, as: UTF8.self))
      _ = try secretsFolder()
    }
    if planned.target.isEmpty { return }
    let memory = try secretsFolder()
    let path = memory + "/secret-\(number)"
    try asFailure(.store) { () throws(KernelError) in
      try Files.create(path, mode: 0o600, with: value)
      let file = try Files.open(path, OpenFlags.readOnly)
      try Nodes.setOwner(ofNumber: file.raw, uid: mount.uid ?? 0, gid: mount.gid ?? 0)
      try Files.changeMode(path, (mount.mode ?? 0o400) & 0o7777)
    }
    add(planned.target, path, isDirectory: false, options: ["ro", "nosuid", "nodev", "noexec"])
  }

  /// A folder in memory, where there is anything that is not to be written to a disk.
  var memory: String? { hasSecrets ? root.path("secrets") : nil }

  private func secretsFolder() throws(Failure) -> String {
    let path = root.path("secrets")
    if hasSecrets { return path }
    _ = try root.folder("secrets", mode: 0o700)
    try asFailure(.store) { () throws(KernelError) in
      try Mounts.mount(
        source: "tmpfs", at: path, type: "tmpfs",
        flags: MountFlags.noSetuid | MountFlags.noDevices | MountFlags.noExecute, data: "mode=0700")
    }
    root.remember(mountAt: path)
    hasSecrets = true
    return path
  }

  private func addAgent(_ planned: PlannedMount, _ number: Int) throws(Failure) {
    let mount = planned.mount
    let id = mount.id.isEmpty ? "default" : mount.id
    guard let socket = runner.request.agents.last(where: { $0.key == id })?.value else {
      guard mount.isRequired else { return }
      throw Failure(.build, "ssh agent \(id): not given", hint: "bundle build --ssh \(id)")
    }
    let target = planned.target.isEmpty ? "/run/buildkit/ssh_agent.\(agents.count)" : planned.target
    let agent = try AgentForward(
      to: socket, at: try secretsFolder() + "/agent-\(number)", uid: mount.uid ?? 0, gid: mount.gid ?? 0,
      mode: (mount.mode ?? 0o600) & 0o7777)
    agents.append(agent)
    add(target, agent.path, isDirectory: false, options: [])
    if !environment.contains(where: { $0.hasPrefix("SSH_AUTH_SOCK=") }) {
      environment.append("SSH_AUTH_SOCK=" + target)
    }
  }
}
