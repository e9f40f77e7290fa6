// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// Makes containers: everything up to the point where one could be started.
package struct ContainerMaker: Sendable {
  let store: Store
  let containers: ContainerStore

  package init(_ store: Store) {
    self.store = store
    containers = ContainerStore(store)
  }

  /// A container of `image`, whose layers are in the folders `layers` (the lowest first).
  ///
  /// When anything fails, nothing of it stays.
  package func make(
    _ request: RunRequest, image: Image, layers: [String]
  ) throws(Failure) -> ContainerRecord {
    try request.check()
    var record = try draft(request, image)
    record.layers = layers.reversed()
    // Until the record is there, nothing says that the layers are used.
    let adding = try store.adding()
    let volumes = VolumeStore(store)
    var made: [String] = []
    try containers.add(&record)
    do throws(Failure) {
      let folder = containers.folder(record.id)
      var spec = try self.spec(request, image, record)
      (record.mounts, made) = try volumes.mounts(request.mounts, image: image.config.config.volumes, of: record.id)
      let files =
        record.network.mode.hasPrefix("container:")
        ? containers.folder(String(record.network.mode.dropFirst("container:".count))) : folder
      record.initLayer = try InitLayer.ensure(on: record.layers, record.mounts, in: store)
      try InitLayer.makeUpper(at: folder.upper, like: record.layers.first)
      let root = try RootFileSystem.look(record, folder)
      try volumes.seed(record.mounts.filter { made.contains($0.volume) }, request: request.mounts, from: root)
      let user = try ContainerUser.resolve(
        request.user ?? image.config.config.user, additional: request.additionalGroups, in: root)
      user.apply(to: &spec)
      if request.hasTerminal, !spec.environment.contains(where: { $0.hasPrefix("TERM=") }) {
        spec.environment.append("TERM=xterm")
      }
      spec.root = folder.merged
      spec.mounts = ContainerMaker.mounts(record, files)
      if request.usesInit { try ContainerInit.add(to: &spec) }
      try writeFiles(request, record, folder)
      try asFailure(.store) { () throws(KernelError) in
        try Files.create(folder.configuration, mode: 0o600, with: Array(spec.json.compact.utf8))
      }
      try containers.write(record)
    } catch {
      var failure = error
      for name in made {
        do { try volumes.remove(name) } catch { failure.cleanup.append(error.message) }
      }
      do { try containers.remove(record) } catch { failure.cleanup.append(error.message) }
      throw failure
    }
    _ = consume adding
    return record
  }

  // MARK: The record

  private func draft(_ request: RunRequest, _ image: Image) throws(Failure) -> ContainerRecord {
    let config = image.config.config
    let now = Clock.now()
    let id = try ContainerStore.makeID()
    var record = ContainerRecord(
      id: id, name: request.name,
      created: Timestamp.rfc3339(seconds: now.seconds, nanoseconds: now.nanoseconds), imageName: request.image,
      imageID: image.configDigest.text, manifestDigest: image.manifestDigest.text,
      arguments: try request.arguments(entrypoint: config.entrypoint ?? [], command: config.cmd ?? []))
    record.hasTerminal = request.hasTerminal
    record.keepsInput = request.keepsInput
    record.removesItself = request.removesItself
    record.stopTimeout = request.stopTimeout
    record.stopSignal = request.stopSignal ?? Signal(parsing: config.stopSignal)?.rawValue ?? 15
    record.labels = merged(config.labels, request.labels)
    try network(request, image, &record)
    record.config = try ContainerDocument.config(request, image, record)
    record.hostConfig = ContainerDocument.hostConfig(request, record)
    return record
  }

  private func merged(_ base: [KeyValue], _ added: [KeyValue]) -> [KeyValue] {
    base.filter { entry in !added.contains { $0.key == entry.key } } + added
  }

  /// Whom it joins, its host name and its ports.
  private func network(_ request: RunRequest, _ image: Image, _ record: inout ContainerRecord) throws(Failure) {
    var joined: [KeyValue] = []
    record.network.mode = request.network.text
    record.network.hostname = request.hostname ?? record.shortID
    switch request.network {
    case .host:
      if request.hostname == nil { record.network.hostname = ContainerMaker.hostname }
    case .container(let text):
      let other = try containers.find(text)
      if other.network.mode.hasPrefix("container:") {
        throw Failure(.network, "--net container:\(text): it has its network from a container itself")
      }
      record.network.mode = "container:" + other.id
      record.network.hostname = other.network.hostname
      joined.append(KeyValue(key: "network", value: other.id))
    case .none: break
    case .bridge: record.network.name = "bridge"
    case .network(let name): record.network.name = name
    }
    for (kind, choice) in [("pid", request.pid), ("ipc", request.ipc), ("uts", request.uts)] {
      if case .container(let text) = choice { joined.append(KeyValue(key: kind, value: try containers.find(text).id)) }
    }
    if request.uts == .host { record.network.hostname = ContainerMaker.hostname }
    record.joined = joined
    var ports = request.ports
    if request.publishesExposed, !record.network.name.isEmpty {
      for port in image.config.config.exposedPorts.flatMap({ PortMapping.exposed($0) ?? [] })
      where !ports.contains(where: { $0.containerPort == port.containerPort && $0.transport == port.transport }) {
        ports.append(port)
      }
    }
    record.network.ports = ports.map {
      ContainerNetwork.Port(
        hostAddress: $0.hostAddress, asked: $0.hostPort, container: $0.containerPort,
        transport: $0.transport.rawValue)
    }
  }

  private static var hostname: String {
    let bytes = (try? Files.read("/proc/sys/kernel/hostname", limit: 4096)) ?? []
    return String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)
  }

  // MARK: config.json

  private func spec(
    _ request: RunRequest, _ image: Image, _ record: ContainerRecord
  ) throws(Failure) -> ContainerSpec {
    let config = image.config.config
    var spec = ContainerSpec()
    spec.arguments = record.arguments
    var base = config.env
    if !base.contains(where: { $0.hasPrefix("PATH=") }) {
      base.insert("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", at: 0)
    }
    if !base.contains(where: { $0.hasPrefix("HOSTNAME=") }) { base.append("HOSTNAME=" + record.network.hostname) }
    spec.environment = try ContainerEnvironment.merge(base, request.environment, caller: ProcessEnvironment.all)
    let directory = request.directory ?? config.workingDirectory
    spec.directory = directory.isEmpty ? "/" : directory
    spec.hasTerminal = request.hasTerminal
    spec.isRootReadOnly = request.isReadOnly
    spec.isPrivileged = request.isPrivileged
    spec.isUnmasked = request.security.unmasked
    spec.capabilities = try CapabilityChoice.set(
      added: request.addedCapabilities, dropped: request.droppedCapabilities, isPrivileged: request.isPrivileged)
    spec.noNewPrivileges = request.security.noNewPrivileges
    spec.appArmor = request.security.appArmor ?? ""
    spec.limits = request.limits
    spec.memory = request.memory
    spec.memoryReservation = request.memoryReservation
    spec.memoryAndSwap = request.memoryAndSwap
    if request.memory > 0, request.memoryAndSwap == 0, ContainerMaker.limitsSwap {
      // As much swap as memory, docker's rule.
      spec.memoryAndSwap = request.memory * 2
    }
    spec.processors = request.processors
    spec.processorShares = request.processorShares
    spec.processorSet = request.processorSet
    spec.processes = request.processes
    spec.sharedMemory = request.sharedMemory
    spec.kernelParameters = request.kernelParameters
    spec.outOfMemoryScore = request.outOfMemoryScore
    spec.annotations = record.labels
    spec.isRootless = !Caller.isRoot
    spec.hasOneUser = Ownership.current == .ours
    if spec.hasOneUser, let group = request.additionalGroups.first {
      throw Failure(
        .permission, "--group-add \(group): a user namespace with one user has one group",
        hint: "subordinate ids in /etc/subuid and /etc/subgid, and newuidmap, give more")
    }
    if !spec.isRootless { spec.cgroupsPath = (request.cgroupParent ?? "/capsule") + "/" + record.id }
    spec.seccomp = try ContainerMaker.seccomp(request, spec.capabilities)
    spec.devices = try request.devices.map { (device) throws(Failure) in try HostDevices.look(device) }
    if request.isPrivileged { spec.devices += HostDevices.all(except: spec.devices) }
    spec.namespaces = ContainerMaker.namespaces(request)
    if request.uts != .host { spec.hostname = record.network.hostname }
    if case .container = request.uts { spec.hostname = "" }
    return spec
  }

  /// Kinds to make; those that are joined get their paths at each start.
  private static func namespaces(_ request: RunRequest) -> [(kind: String, path: String)] {
    var kinds: [(kind: String, path: String)] = [("mount", "")]
    for (kind, choice) in [("pid", request.pid), ("ipc", request.ipc), ("uts", request.uts)] where choice != .host {
      kinds.append((kind, ""))
    }
    if request.network != .host { kinds.append(("network", "")) }
    if Files.exists("/sys/fs/cgroup/cgroup.controllers"), !request.isPrivileged { kinds.append(("cgroup", "")) }
    return kinds
  }

  /// Whether the kernel keeps account of swap.
  private static var limitsSwap: Bool {
    Files.exists("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes")
      || Files.exists("/sys/fs/cgroup/cgroup.controllers")
  }

  private static func seccomp(_ request: RunRequest, _ capabilities: [String]) throws(Failure) -> JSONValue? {
    switch request.security.seccomp {
    case .unconfined: return nil
    case .standard: return request.isPrivileged ? nil : StandardSeccomp.profile(capabilities: capabilities)
    case .file(let path): return try SeccompFile.read(path)
    }
  }

  // MARK: Mounts and files

  private static func mounts(_ record: ContainerRecord, _ files: ContainerFolder) -> [ContainerSpec.Mount] {
    var mounts: [ContainerSpec.Mount] = []
    for (path, source) in [
      ("/etc/hosts", files.hosts), ("/etc/hostname", files.hostname), ("/etc/resolv.conf", files.resolvConf),
    ] where !record.mounts.contains(where: { $0.destination == path }) {
      mounts.append(ContainerSpec.Mount(path, "bind", source, ["rbind", "rprivate"]))
    }
    // Parents before what is mounted below them.
    for mount in record.mounts.sorted(by: { $0.destination < $1.destination }) {
      let isTmpfs = mount.kind == .tmpfs
      mounts.append(
        ContainerSpec.Mount(
          mount.destination, isTmpfs ? "tmpfs" : "bind", isTmpfs ? "tmpfs" : mount.source, mount.options))
    }
    return mounts
  }

  /// Those that were asked for, or that of the user's network.
  private func servers(_ request: RunRequest) -> [String] {
    if request.nameServers.isEmpty, !Caller.isRoot, request.network == .bridge { return [UserNetwork.nameServer] }
    return request.nameServers
  }

  /// Those that are there before any network is; `/etc/hosts` is written again when the address is known.
  private func writeFiles(
    _ request: RunRequest, _ record: ContainerRecord, _ folder: ContainerFolder
  ) throws(Failure) {
    if record.network.mode.hasPrefix("container:") { return }
    try EtcFiles.write(record.network.hostname + "\n", to: folder.hostname)
    let host = (try? Files.read("/etc/resolv.conf", limit: 1 << 20)) ?? []
    try EtcFiles.write(
      EtcFiles.resolver(
        host: String(decoding: host, as: UTF8.self), isPrivate: request.network != .host,
        servers: servers(request), domains: request.searchDomains, options: request.resolverOptions),
      to: folder.resolvConf)
    let isHost = request.network == .host
    let own = isHost ? (try? Files.read("/etc/hosts", limit: 1 << 20)) : nil
    var text = own.map { String(decoding: $0, as: UTF8.self) } ?? EtcFiles.hosts(own: nil, added: [])
    if !text.hasSuffix("\n") { text += "\n" }
    for entry in request.hosts { text += "\(entry.address)\t\(entry.name)\n" }
    try EtcFiles.write(text, to: folder.hosts)
  }
}
