// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// A new container, read and decided, but nothing made yet.
///
/// A class, because copying and destroying so large a value takes 5 KB of instructions.
final class Preparation {
  let id: String
  let bundle: String
  let config: [UInt8]
  let spec: RuntimeSpec
  let cgroups: CgroupPlan
  private(set) var plan: LaunchPlan
  let consoleSocket: String?
  let pidfdSocket: String?
  let pidFile: String?
  let preservedDescriptors: UInt32
  /// NOTIFY_SOCKET, to which readiness is passed on.
  let notifySocket: String?

  private static let configLimit = 4 << 20

  /// Reads the bundle and plans; the working directory is the bundle from then on.
  ///
  /// `gate`: the process waits for `start`.
  ///
  /// `detached`: the runtime does not stay.
  init(
    _ request: CreateRequest, _ settings: RuntimeSettings, gate: Bool, detached: Bool
  ) throws(Failure) {
    let identifier = try ContainerID(request.id)
    let paths = try RequestPaths(
      bundle: request.bundle, consoleSocket: request.consoleSocket, pidfdSocket: request.pidfdSocket,
      pidFile: request.pidFile)
    try asFailure(.usage) { () throws(KernelError) in try Files.changeDirectory(paths.bundle) }
    let config = try Preparation.read(request.configFile)
    let spec = try Preparation.parse(config, request.configFile)
    if settings.debug {
      for property in spec.unknownProperties { settings.report(.debug("unknown property \(property.pointer)")) }
    }

    var facts = HostProbe.facts(environment: settings.environment)
    facts.rootlessOption = settings.rootless
    facts.hasKernelCore = Files.exists("/proc/kcore")
    HostProbe.findSecurityModules(spec.process, mountLabel: spec.linux?.mountLabel, &facts)
    let cgroups = try Preparation.planCgroups(spec, identifier.text, settings, &facts)
    var options = CreateOptions(id: identifier, bundle: paths.bundle)
    options.noPivot = request.noPivot
    options.noNewKeyring = request.noNewKeyring
    options.preservedDescriptors = request.preserveDescriptors
    options.hasConsoleSocket = request.consoleSocket != nil
    options.detached = detached
    options.hasStartGate = gate
    if facts.notifySocket != nil {
      options.notifyDirectory = NotifyRelay.directory(settings.root + "/" + identifier.text)
    }
    var plan = try LaunchPlan.create(spec: spec, facts: facts, options: options, cgroup: cgroups)
    try plan.fillSeccomp(spec.linux?.seccomp, settings)
    for warning in plan.warnings { settings.report(.warning(warning)) }

    id = identifier.text
    bundle = paths.bundle
    self.config = config
    self.spec = spec
    self.cgroups = cgroups
    self.plan = plan
    consoleSocket = paths.consoleSocket
    pidfdSocket = paths.pidfdSocket
    pidFile = paths.pidFile
    preservedDescriptors = request.preserveDescriptors + facts.listenDescriptors
    notifySocket = facts.notifySocket
  }

  private static func read(_ file: String) throws(Failure) -> [UInt8] {
    do {
      return try Files.read(file, limit: configLimit)
    } catch {
      if error.errno == .ENOENT {
        throw Failure(
          .configSyntax, "JSON specification file \(file) not found",
          hint: "run this in the bundle, give --bundle, or write one with `spec`")
      }
      if error.errno == .EFBIG {
        throw Failure(.configSyntax, "\(file) is larger than \(configLimit) bytes")
      }
      throw Failure(error, .configSyntax)
    }
  }

  private static func parse(_ config: [UInt8], _ file: String) throws(Failure) -> RuntimeSpec {
    do {
      return try RuntimeSpec.parse(config)
    } catch {
      throw Failure(.configSyntax, error.text(file: file))
    }
  }

  private static func planCgroups(
    _ spec: RuntimeSpec, _ id: String, _ settings: RuntimeSettings, _ facts: inout HostFacts
  ) throws(Failure) -> CgroupPlan {
    let resources = spec.linux?.resources
    switch settings.cgroupManager {
    case .disabled:
      // What a mount of type cgroup shows depends on where we are.
      if (spec.mounts ?? []).contains(where: { $0.type == "cgroup" }) { facts.cgroups = try HostProbe.cgroups() }
      return try CgroupPlan.disabled(resources: resources)
    case .cgroupfs:
      let path = spec.linux?.cgroupsPath
      facts.cgroups = try HostProbe.cgroups(ownPathNeeded: path?.utf8.first != UInt8(ascii: "/"))
      return try CgroupPlan.make(
        resources: resources, cgroupsPath: path, id: id, facts: facts, owner: CgroupPlan.owner(of: spec))
    }
  }

  /// Whether the container's first process is the first of a pid namespace of its own.
  var ownsPIDNamespace: Bool {
    for namespace in spec.linux?.namespaces ?? [] where namespace.type == "pid" {
      return (namespace.path ?? "").utf8.isEmpty
    }
    return false
  }

  /// What the state document says before anything is made.
  func document(_ cgroups: ContainerCgroups) -> StateDocument {
    let now = Clock.now()
    var document = StateDocument(
      id: id, bundle: bundle, rootfs: LexicalPath.absolute(spec.root?.path ?? "", from: bundle),
      created: Timestamp.rfc3339(seconds: now.seconds, nanoseconds: now.nanoseconds))
    document.annotations = spec.annotations ?? []
    document.cgroups = cgroups.directories
    document.ownsPIDNamespace = ownsPIDNamespace
    document.hasProcess = spec.process != nil
    document.hasPoststart = !(spec.hooks?.poststart ?? []).isEmpty
    document.hasPoststop = !(spec.hooks?.poststop ?? []).isEmpty
    return document
  }
}

extension LaunchPlan {
  /// Compiles the seccomp profile into the step that loads it.
  mutating func fillSeccomp(_ profile: Seccomp?, _ settings: RuntimeSettings) throws(Failure) {
    guard let profile else { return }
    let cacheDirectory = StateRoot.cacheDirectory(settings.environment)
    for index in steps.indices {
      guard case .loadSeccomp = steps[index] else { continue }
      let step = try FilterCompiler.compile(profile, cacheDirectory: cacheDirectory)
      steps[index] = .loadSeccomp(step)
      guard settings.debug else { continue }
      for name in FilterCompiler.unknownSyscalls(profile) {
        settings.report(.debug("seccomp: system call \(name) is not known to libseccomp, its rule is left out"))
      }
      // runc's words.
      settings.report(.debug("seccomp filter flags: \(step.flags)"))
    }
  }
}
