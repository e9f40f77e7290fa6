// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import Dockerfile
import ImagePlan
import Kernel
import LinuxABI
import OCI

/// The options that `run` and `create` share, as docker writes them.
struct RunOptions: ParsableArguments {
  @Flag(name: [.short, .customLong("interactive")], help: "Standard input is the container's.")
  var interactive = false
  @Flag(name: [.short, .customLong("tty")], help: "Give it a terminal.")
  var tty = false
  @Flag(name: .customLong("rm"), help: "Remove it, and its anonymous volumes, when it ends.")
  var remove = false
  @Option(help: "Its name; one is made up otherwise.") var name: String?
  @Option(
    name: [.short, .customLong("publish")], parsing: .singleValue,
    help: "Publish a port: [ADDRESS:][HOST:]CONTAINER[/tcp|udp|sctp].")
  var publish: [String] = []
  @Flag(name: [.customShort("P"), .customLong("publish-all")], help: "Publish every port the image exposes.")
  var publishAll = false
  @Option(
    name: [.short, .customLong("volume")], parsing: .singleValue,
    help: "Mount a volume or a folder of the host: [NAME|FOLDER:]PLACE[:OPTIONS].")
  var volume: [String] = []
  @Option(parsing: .singleValue, help: "Mount: type=bind|volume|tmpfs,source=…,target=….") var mount: [String] = []
  @Option(parsing: .singleValue, help: "A file system in memory: PLACE[:OPTIONS].") var tmpfs: [String] = []
  @Option(
    name: [.customLong("net"), .customLong("network")], help: "host, none, bridge, container:ID or a network's name.")
  var network = "bridge"
  @Option(
    name: [.short, .customLong("env")], parsing: .singleValue,
    help: "Set a variable: NAME=VALUE, or NAME for your own value.")
  var env: [String] = []
  @Option(parsing: .singleValue, help: "Read variables from a file.", completion: .file()) var envFile: [String] = []
  @Option(name: [.short, .customLong("user")], help: "USER[:GROUP], names or numbers.") var user: String?
  @Option(name: [.short, .customLong("workdir")], help: "Working directory.") var workdir: String?
  @Option(name: [.customShort("h"), .customLong("hostname")], help: "Host name.") var hostname: String?
  @Option(name: [.short, .customLong("memory")], help: "Limit of memory: 64m, 1.5g.") var memory: String?
  @Option(help: "Limit of memory and swap together; -1 for none.") var memorySwap: String?
  @Option(help: "What the kernel tries to keep it under.") var memoryReservation: String?
  @Option(help: "How many processors it may use: 0.5.") var cpus: String?
  @Option(name: [.customShort("c"), .customLong("cpu-shares")], help: "Its weight among others; 1024 is usual.")
  var cpuShares: UInt64?
  @Option(help: "Processors it may use: 0-2,4.") var cpusetCpus: String?
  @Option(help: "How many processes it may have; 0 or -1 for no limit.") var pidsLimit: Int64?
  @Option(help: "Size of /dev/shm; usually 64m.") var shmSize: String?
  @Flag(help: "Its root is read-only.") var readOnly = false
  @Option(parsing: .singleValue, help: "Give a capability, or ALL.") var capAdd: [String] = []
  @Option(parsing: .singleValue, help: "Take a capability, or ALL.") var capDrop: [String] = []
  @Option(parsing: .singleValue, help: "seccomp=FILE|unconfined, no-new-privileges, apparmor=PROFILE.") var securityOpt:
    [String] = []
  @Flag(help: "All capabilities, all devices, nothing masked.") var privileged = false
  @Option(help: "Program to run in place of the image's; empty for none.") var entrypoint: String?
  @Flag(name: .customLong("init"), help: "Run a small init that reaps processes: catatonit, tini or docker-init.")
  var usesInit = false
  @Option(name: [.short, .customLong("label")], parsing: .singleValue, help: "NAME=VALUE.") var label: [String] = []
  @Option(parsing: .singleValue, help: "NAME=SOFT[:HARD].") var ulimit: [String] = []
  @Option(parsing: .singleValue, help: "HOST[:CONTAINER][:rwm].") var device: [String] = []
  @Option(parsing: .singleValue, help: "Name server.") var dns: [String] = []
  @Option(parsing: .singleValue, help: "Search domain; . for none.") var dnsSearch: [String] = []
  @Option(
    name: [.customLong("dns-option"), .customLong("dns-opt")], parsing: .singleValue, help: "Option of the resolver.")
  var dnsOption: [String] = []
  @Option(parsing: .singleValue, help: "NAME:ADDRESS for /etc/hosts.") var addHost: [String] = []
  @Option(parsing: .singleValue, help: "Kernel parameter of a namespace: NAME=VALUE.") var sysctl: [String] = []
  @Option(parsing: .singleValue, help: "Further group.") var groupAdd: [String] = []
  @Option(help: "Restarting is an init system's work; only no is accepted.") var restart = "no"
  @Option(help: "host or container:ID; usually its own.") var pid = "private"
  @Option(help: "host or container:ID; usually its own.") var ipc = "private"
  @Option(help: "host; usually its own.") var uts = "private"
  @Option(help: "The cgroup below which its own is made.") var cgroupParent: String?
  @Option(help: "The signal that stop sends.") var stopSignal: String?
  @Option(help: "Seconds until stop kills.") var stopTimeout: Int32 = 10
  @Option(help: "How soon the kernel kills it for want of memory: -1000 to 1000.") var oomScoreAdj: Int64?
  @Option(name: .customLong("cidfile"), help: "Write its ID to a file.", completion: .file()) var idFile: String?
  @Option(help: "missing, always or never.") var pull = PullPolicy.missing
  @Flag(name: [.short, .customLong("quiet")], help: "No progress of a pull.") var quiet = false

  @Argument(help: "Name or ID of the image.") var image: String
  @Argument(parsing: .captureForPassthrough, help: "Program and arguments, in place of the image's.")
  var command: [String] = []

  enum PullPolicy: String, ExpressibleByArgument, CaseIterable { case missing, always, never }

  /// The options as a request; nothing of the image is looked at.
  func request() throws(Failure) -> RunRequest {
    var request = try RunRequest()
    request.image = image
    request.command = command.first == "--" ? Array(command.dropFirst()) : command
    if let entrypoint { request.entrypoint = entrypoint.isEmpty ? [] : [entrypoint] }
    request.name = try name.map { (name) throws(Failure) in try ContainerName.check(name) } ?? ""
    request.keepsInput = interactive
    request.hasTerminal = tty
    request.removesItself = remove
    for text in volume { request.mounts.append(try MountRequest(volume: text)) }
    for text in mount { request.mounts.append(try MountRequest(mount: text)) }
    for text in tmpfs { request.mounts.append(try MountRequest(tmpfs: text)) }
    for text in publish { request.ports += try PortMapping.parse(text) }
    request.publishesExposed = publishAll
    request.network = try NetworkChoice(parsing: network)
    request.pid = try NamespaceChoice(parsing: pid, option: "--pid")
    request.ipc = try NamespaceChoice(parsing: ipc, option: "--ipc", own: ["private", "shareable"])
    request.uts = try NamespaceChoice(parsing: uts, option: "--uts")
    for path in envFile { request.environment += try ContainerEnvironment.file(try text(of: path), path: path) }
    request.environment += env
    request.user = user
    request.directory = workdir
    request.hostname = hostname
    request.labels = pairs(label)
    try limits(&request)
    request.isReadOnly = readOnly
    request.addedCapabilities = capAdd
    request.droppedCapabilities = capDrop
    request.security = try SecurityOptions(securityOpt)
    request.isPrivileged = privileged
    request.usesInit = usesInit
    for text in ulimit { request.limits.append(try UserLimit(parsing: text)) }
    for text in device { request.devices.append(try DeviceRequest(parsing: text)) }
    for text in dns where !IPAddress.isVersion4(text) && !IPAddress.isVersion6(text) {
      throw Failure(.usage, "--dns \(text): not an address")
    }
    request.nameServers = dns
    request.searchDomains = dnsSearch
    request.resolverOptions = dnsOption
    for text in addHost { request.hosts.append(try HostEntry(parsing: text)) }
    request.kernelParameters = pairs(sysctl)
    request.additionalGroups = groupAdd
    guard restart == "no" else {
      throw Failure(
        .usage, "--restart \(restart): containers without a daemon have nobody to restart them",
        hint: "let an init system run: bundle start -a NAME")
    }
    if let stopSignal {
      guard let signal = Signal(parsing: stopSignal) else {
        throw Failure(.usage, "--stop-signal \(stopSignal): no such signal")
      }
      request.stopSignal = signal.rawValue
    }
    request.stopTimeout = stopTimeout
    return request
  }

  private func limits(_ request: inout RunRequest) throws(Failure) {
    if let memory { request.memory = try ByteSize.parse(memory, option: "--memory") }
    if let memorySwap {
      request.memoryAndSwap = memorySwap == "-1" ? -1 : try ByteSize.parse(memorySwap, option: "--memory-swap")
    }
    if let memoryReservation {
      request.memoryReservation = try ByteSize.parse(memoryReservation, option: "--memory-reservation")
    }
    if let cpus { request.processors = try ProcessorShare.parse(cpus) }
    request.processorShares = cpuShares ?? 0
    request.processorSet = cpusetCpus ?? ""
    request.processes = max(pidsLimit ?? 0, 0)
    if let shmSize { request.sharedMemory = try ByteSize.parse(shmSize, option: "--shm-size") }
    if let oomScoreAdj, !(-1000...1000).contains(oomScoreAdj) {
      throw Failure(.usage, "--oom-score-adj \(oomScoreAdj): not from -1000 to 1000")
    }
    request.outOfMemoryScore = oomScoreAdj
    if let cgroupParent, cgroupParent.contains("..") || cgroupParent.hasSuffix(".slice") {
      throw Failure(
        .usage, "--cgroup-parent \(cgroupParent): a path without .. is expected, slices are systemd's")
    }
    request.cgroupParent = cgroupParent.map { $0.hasPrefix("/") ? $0 : "/" + $0 }
  }

  private func pairs(_ texts: [String]) -> [KeyValue] {
    texts.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return KeyValue(key: parts[0], value: parts.count == 2 ? parts[1] : "")
    }
  }

  private func text(of path: String) throws(Failure) -> String {
    try asFailure(.usage) { () throws(KernelError) in
      String(decoding: try Files.read(path, limit: 1 << 20), as: UTF8.self)
    }
  }

  /// The image, fetched when it is missing, or always.
  private func image(_ name: String, _ store: Store) throws(Failure) -> Image {
    let found = pull == .always ? nil : try store.images.find(name)
    if let found { return found }
    if pull == .never { return try store.images.resolve(name) }
    let progress = quiet ? Progress(.quiet) : Progress.automatic()
    do {
      return try Pull(store, RegistryOptions(), platform: nil, progress: progress).pull(name)
    } catch {
      throw error.during("image \(name)")
    }
  }

  /// Makes the container, the image unpacked first.
  func make(_ global: GlobalOptions) throws(Failure) -> ContainerRecord {
    let request = try request()
    if !Caller.isRoot { try request.checkWithoutRoot() }
    let store = try global.store()
    let image = try image(request.image, store)
    // Until its record says so, nothing else tells that the container uses the layers.
    let adding = try store.adding()
    let layers = try ImageLayers.folders(of: image, in: store)
    if let idFile, Files.exists(idFile) {
      throw Failure(.usage, "--cidfile \(idFile): is there already", hint: "the container it names may still run")
    }
    let record = try ContainerMaker(store).make(request, image: image, layers: layers)
    _ = consume adding
    if let idFile {
      try asFailure(.system) { () throws(KernelError) in
        try Files.create(idFile, mode: 0o644, with: Array(record.id.utf8))
      }
    }
    return record
  }
}
