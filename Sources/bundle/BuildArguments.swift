// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import Dockerfile
import ImagePlan
import LinuxABI
import OCI

/// The options of `build`, as docker writes them.
struct BuildArguments: ParsableArguments {
  @Option(name: [.short, .customLong("tag")], parsing: .singleValue, help: "The image's name; may be said again.")
  var tag: [String] = []
  @Option(
    name: [.short, .customLong("file")], help: "The Dockerfile; - is standard input. Usually CONTEXT/Dockerfile.",
    completion: .file())
  var file: String?
  @Option(parsing: .singleValue, help: "NAME=VALUE for an ARG, or NAME for your own variable's value.")
  var buildArg: [String] = []
  @Option(help: "The stage to build; usually the last one.") var target: String?
  @Option(parsing: .singleValue, help: "NAME=VALUE, a label of the image.") var label: [String] = []
  @Option(parsing: .singleValue, help: "NAME=VALUE, an annotation of its manifest.") var annotation: [String] = []
  @Option(
    parsing: .singleValue, help: "OS/ARCHITECTURE[/VARIANT] to build for; several, with commas, make an image index.")
  var platform: [String] = []
  @Flag(help: "Make every step anew.") var noCache = false
  @Option(parsing: .singleValue, help: "Make every step of these stages anew.") var noCacheFilter: [String] = []
  @Flag(help: "Look for newer base images at their registries.") var pull = false
  @Option(
    parsing: .singleValue,
    help: "NAME=DIRECTORY, URL, git repository, docker-image://IMAGE or oci-layout://FOLDER[:TAG][@DIGEST].")
  var buildContext: [String] = []
  @Option(parsing: .singleValue, help: "id=ID,src=FILE or id=ID,env=VARIABLE, for RUN --mount=type=secret.")
  var secret: [String] = []
  @Option(parsing: .singleValue, help: "default or ID[=SOCKET], for RUN --mount=type=ssh.") var ssh: [String] = []
  @Option(help: "Of RUN: default, none or host.") var network = "default"
  @Option(parsing: .singleValue, help: "NAME:ADDRESS for /etc/hosts.") var addHost: [String] = []
  @Option(parsing: .singleValue, help: "NAME=SOFT[:HARD].") var ulimit: [String] = []
  @Option(help: "Size of /dev/shm; usually 64m.") var shmSize: String?
  @Option(name: [.short, .customLong("memory")], help: "Limit of memory of each RUN: 64m, 1.5g.") var memory: String?
  @Option(help: "Limit of memory and swap together; -1 for none.") var memorySwap: String?
  @Option(help: "How many processors a RUN may use: 0.5.") var cpus: String?
  @Option(name: [.customShort("c"), .customLong("cpu-shares")], help: "Its weight among others; 1024 is usual.")
  var cpuShares: UInt64?
  @Option(help: "Processors it may use: 0-2,4.") var cpusetCpus: String?
  @Option(help: "The cgroup below which those of RUN are made.") var cgroupParent: String?
  @Option(parsing: .singleValue, help: "seccomp=FILE|unconfined, no-new-privileges, apparmor=PROFILE.")
  var securityOpt: [String] = []
  @Option(
    name: [.customShort("v"), .customLong("volume")], parsing: .singleValue,
    help: "SOURCE:PLACE[:ro,rw,O]: a folder or file of this machine that each RUN sees; with O it writes to none.")
  var volume: [String] = []
  @Option(parsing: .singleValue, help: "HOST[:PLACE][:rwm], a device for RUN.") var device: [String] = []
  @Option(help: "Of RUN: host, the only user namespace there is.") var userns = "host"
  @Option(help: "Of RUN: oci, a container of the OCI runtime, is the only one.") var isolation = "oci"
  @Option(parsing: .singleValue, help: "Give RUN a capability, or ALL.") var capAdd: [String] = []
  @Option(parsing: .singleValue, help: "Take a capability, or ALL.") var capDrop: [String] = []
  @Option(parsing: .singleValue, help: "security.insecure or network.host, for RUN to ask.") var allow: [String] = []
  @Option(
    name: [.short, .customLong("output")], parsing: .singleValue,
    help: "A directory, or type=local|tar|oci|docker|image,dest=PATH.")
  var output: [String] = []
  @Option(name: .customLong("iidfile"), help: "Write the image's ID to a file.", completion: .file())
  var idFile: String?
  @Option(help: "Write what was built, as JSON, to a file.", completion: .file()) var metadataFile: String?
  @Option(
    parsing: .singleValue,
    help: "type=local,src=FOLDER or type=registry,ref=IMAGE: a cache that --cache-to wrote, or an image with its steps."
  )
  var cacheFrom: [String] = []
  @Option(
    parsing: .singleValue,
    help: "type=local,dest=FOLDER or type=registry,ref=IMAGE, with mode=max every step; or type=inline, in the image.")
  var cacheTo: [String] = []
  @Option(help: "auto, plain, tty, json or quiet.") var progress = "auto"
  @Flag(name: [.short, .customLong("quiet")], help: "Print nothing but the image's ID.") var quiet = false
  @Flag(help: "Check the Dockerfile and build nothing.") var check = false
  @Option(help: "Instead of building: check, outline, targets or plan.") var call: String?
  @Flag(help: "Make one layer of those that the build adds to its base image's.") var squash = false
  @Option(help: "oci or docker: which media types the image has.") var format = "oci"
  @Option(help: "The time of everything that is made, in seconds since 1970 (SOURCE_DATE_EPOCH).") var timestamp: Int64?
  @Flag(help: "When a RUN fails, open a shell in its file system.") var debugShell = false
  /// Options of docker and podman that are refused by name.
  @Option(parsing: .singleValue, help: .hidden) var attest: [String] = []
  @Option(help: .hidden) var sbom: String?
  @Option(help: .hidden) var provenance: String?
  @Flag(help: .hidden) var push = false
  @Flag(help: .hidden) var load = false

  /// The options as values.
  func request() throws(Failure) -> BuildRequest {
    try refuse()
    var plan = BuildOptions(buildPlatform: PlatformChoice.host)
    for text in buildArg { if let pair = argument(text) { plan.arguments.append(pair) } }
    plan.target = target ?? ""
    plan.labels = label.map(BuildArguments.pair)
    let platforms = try platforms()
    plan.platform = platforms.first
    plan.ignoresCache = noCache
    plan.uncachedStages = noCacheFilter.flatMap { $0.split(separator: ",").map(String.init) }
    for text in buildContext { plan.contexts.append(try namedContext(text)) }
    plan.epoch = try epoch(plan)
    var request = BuildRequest(plan, security: try SecurityOptions(securityOpt))
    request.platforms = platforms
    for text in tag { request.tags.append(try parseReference(text).tagged) }
    for text in secret { request.secrets.append(try BuildArguments.secret(text)) }
    for text in ssh { request.agents.append(try agent(text)) }
    guard let network = RunNetwork(rawValue: network) else {
      throw Failure(.usage, "--network \(network): default, none or host expected")
    }
    request.network = network
    for text in addHost { request.hosts.append(try HostEntry(parsing: text)) }
    for text in ulimit { request.limits.append(try UserLimit(parsing: text)) }
    try limits(&request)
    request.pulls = pull
    for name in allow where !["security.insecure", "network.host"].contains(name) {
      throw Failure(.usage, "--allow \(name): security.insecure or network.host expected")
    }
    request.allowsInsecure = allow.contains("security.insecure")
    request.allowsHostNetwork = allow.contains("network.host")
    for text in volume { request.volumes.append(try BuildVolume(parsing: text)) }
    for text in device { request.devices.append(try DeviceRequest(ofBuild: text)) }
    request.addedCapabilities = capAdd
    request.droppedCapabilities = capDrop
    request.annotations = annotation.map(BuildArguments.pair)
    request.usesDockerFormat = format == "docker"
    request.squashes = squash
    request.tellsSteps = plan.tellsSteps
    request.opensShell = debugShell
    return request
  }

  private func platforms() throws(Failure) -> [Platform] {
    var platforms: [Platform] = []
    for text in platform.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }) {
      do {
        let own = try PlatformSpecifier(parsing: text, host: PlatformChoice.host).platform
        if !platforms.contains(where: { PlatformChoice.normalised($0) == PlatformChoice.normalised(own) }) {
          platforms.append(own)
        }
      } catch { throw Failure(.usage, "--platform \(text): \(error.message)") }
    }
    return platforms
  }

  private func limits(_ request: inout BuildRequest) throws(Failure) {
    let limited = memory ?? memorySwap ?? cpus ?? cpusetCpus ?? cgroupParent
    if !Caller.isRoot, limited != nil || cpuShares != nil {
      throw Failure(.usage, "limits of memory and processors are set by cgroups, which want root")
    }
    if let shmSize { request.sharedMemory = try ByteSize.parse(shmSize, option: "--shm-size") }
    if let memory { request.memory = try ByteSize.parse(memory, option: "--memory") }
    if let memorySwap {
      request.memoryAndSwap = memorySwap == "-1" ? -1 : try ByteSize.parse(memorySwap, option: "--memory-swap")
    }
    if let cpus { request.processors = try ProcessorShare.parse(cpus) }
    request.processorShares = cpuShares ?? 0
    request.processorSet = cpusetCpus ?? ""
    if let cgroupParent {
      guard !cgroupParent.contains(".."), !cgroupParent.hasSuffix(".slice") else {
        throw Failure(.usage, "--cgroup-parent \(cgroupParent): a path without .. is expected, slices are systemd's")
      }
      request.cgroupParent = cgroupParent.hasPrefix("/") ? cgroupParent : "/" + cgroupParent
    }
  }

  /// What docker's and podman's builders have, and this one has not.
  private func refuse() throws(Failure) {
    guard format == "oci" || format == "docker" else {
      throw Failure(.usage, "--format \(format): oci or docker expected")
    }
    let refused: [(Bool, String, String?)] = [
      (!attest.isEmpty, "--attest", nil), (sbom.map { $0 != "false" } ?? false, "--sbom", nil),
      (provenance.map { $0 != "false" } ?? false, "--provenance", nil),
      (
        userns != "host", "--userns \(userns): layers are written with the owners that RUN sees",
        "without root, bundle build itself is in a user namespace"
      ),
      (
        isolation != "oci" && isolation != "default", "--isolation \(isolation): RUN is a container of the OCI runtime",
        nil
      ),
      (push, "--push", "bundle push afterwards"),
    ]
    for (isSaid, name, hint) in refused where isSaid { throw Failure(.usage, "not supported: \(name)", hint: hint) }
  }

  private func argument(_ text: String) -> KeyValue? {
    if text.contains("=") { return BuildArguments.pair(text) }
    return ProcessEnvironment.value(text).map { KeyValue(key: text, value: $0) }
  }

  private func epoch(_ options: BuildOptions) throws(Failure) -> Int64? {
    if let timestamp { return timestamp }
    let text =
      options.arguments.last(where: { $0.key == "SOURCE_DATE_EPOCH" })?.value
      ?? ProcessEnvironment.value("SOURCE_DATE_EPOCH")
    do { return try BuildPlanner.epoch(text ?? "") } catch { throw Failure(.usage, error.message) }
  }

  static func pair(_ text: String) -> KeyValue {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return KeyValue(key: parts[0], value: parts.count == 2 ? parts[1] : "")
  }
}
