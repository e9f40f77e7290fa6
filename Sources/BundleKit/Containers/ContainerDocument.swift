// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import OCI

/// The parts of `inspect` that are settled when a container is made, in docker's shape.
enum ContainerDocument {
  /// `Config`.
  static func config(_ request: RunRequest, _ image: Image, _ record: ContainerRecord) throws(Failure) -> JSONValue {
    let config = image.config.config
    let empty = JSONValue.object([])
    let exposed = config.exposedPorts + record.network.ports.map { "\($0.container)/\($0.transport)" }
    var members: [(String, JSONValue)] = [
      ("Hostname", .string(record.network.hostname)), ("Domainname", .string("")),
      ("User", .string(request.user ?? config.user)), ("AttachStdin", .bool(request.keepsInput)),
      ("AttachStdout", .bool(true)), ("AttachStderr", .bool(true)), ("Tty", .bool(request.hasTerminal)),
      ("OpenStdin", .bool(request.keepsInput)),
      (
        "Env",
        .strings(try ContainerEnvironment.merge(config.env, request.environment, caller: ProcessEnvironment.all))
      ),
      ("Cmd", list(request.command.isEmpty && request.entrypoint == nil ? config.cmd : request.command)),
      ("Image", .string(request.image)), ("Volumes", .object(config.volumes.map { ($0, empty) })),
      ("WorkingDir", .string(request.directory ?? config.workingDirectory)),
      ("Entrypoint", list(request.entrypoint ?? config.entrypoint)), ("Labels", .map(record.labels)),
      ("StopSignal", .string(request.stopSignal == nil ? config.stopSignal : "\(record.stopSignal)")),
      ("StopTimeout", .integer(record.stopTimeout)),
    ]
    if !exposed.isEmpty {
      var names: [String] = []
      for name in exposed where !names.contains(name) { names.append(name) }
      members.insert(("ExposedPorts", .object(names.map { ($0, empty) })), at: 6)
    }
    return .object(members)
  }

  private static func list(_ words: [String]?) -> JSONValue {
    guard let words, !words.isEmpty else { return .null }
    return .strings(words)
  }

  /// `HostConfig`.
  static func hostConfig(_ request: RunRequest, _ record: ContainerRecord) -> JSONValue {
    let security = request.security
    var options: [String] = []
    switch security.seccomp {
    case .standard: break
    case .unconfined: options.append("seccomp=unconfined")
    case .file(let path): options.append("seccomp=" + path)
    }
    if security.noNewPrivileges { options.append("no-new-privileges") }
    if let profile = security.appArmor { options.append("apparmor=" + profile) }
    return .object([
      ("Binds", .strings(binds(request))), ("NetworkMode", .string(record.network.mode)),
      ("PortBindings", bindings(record)),
      ("RestartPolicy", .object([("Name", .string("no")), ("MaximumRetryCount", .integer(0))])),
      ("AutoRemove", .bool(request.removesItself)), ("CapAdd", .strings(request.addedCapabilities)),
      ("CapDrop", .strings(request.droppedCapabilities)), ("Dns", .strings(request.nameServers)),
      ("DnsOptions", .strings(request.resolverOptions)), ("DnsSearch", .strings(request.searchDomains)),
      ("ExtraHosts", .strings(request.hosts.map { $0.name + ":" + $0.address })),
      ("IpcMode", .string(request.ipc == .own ? "private" : request.ipc.text)),
      ("PidMode", .string(request.pid.text)), ("UTSMode", .string(request.uts.text)),
      ("Privileged", .bool(request.isPrivileged)), ("PublishAllPorts", .bool(request.publishesExposed)),
      ("ReadonlyRootfs", .bool(request.isReadOnly)), ("SecurityOpt", .strings(options)),
      ("ShmSize", .integer(request.sharedMemory)), ("Memory", .integer(request.memory)),
      ("MemorySwap", .integer(request.memoryAndSwap)), ("MemoryReservation", .integer(request.memoryReservation)),
      ("NanoCpus", .integer(request.processors)), ("CpuShares", .integer(request.processorShares)),
      ("CpusetCpus", .string(request.processorSet)), ("PidsLimit", .integer(request.processes)),
      ("CgroupParent", .string(request.cgroupParent ?? "")),
      (
        "Devices",
        .array(
          request.devices.map {
            .object([
              ("PathOnHost", .string($0.host)), ("PathInContainer", .string($0.container)),
              ("CgroupPermissions", .string($0.access)),
            ])
          })
      ),
      (
        "Ulimits",
        .array(
          request.limits.map {
            .object([
              ("Name", .string($0.type.dropFirst("RLIMIT_".count).lowercased())), ("Hard", .integer($0.hard)),
              ("Soft", .integer($0.soft)),
            ])
          })
      ), ("Init", .bool(request.usesInit)),
    ])
  }

  private static func binds(_ request: RunRequest) -> [String] {
    request.mounts.compactMap { mount in
      let suffix = ":" + mount.destination + (mount.isReadOnly ? ":ro" : "")
      switch mount.source {
      case .host(let path): return path + suffix
      case .volume(let name): return name + suffix
      case .anonymous, .tmpfs: return nil
      }
    }
  }

  private static func bindings(_ record: ContainerRecord) -> JSONValue {
    var members: [(String, JSONValue)] = []
    for port in record.network.ports {
      let name = "\(port.container)/\(port.transport)"
      let entry = JSONValue.object([
        ("HostIp", .string(port.hostAddress)), ("HostPort", .string(port.asked == 0 ? "" : "\(port.asked)")),
      ])
      if let index = members.firstIndex(where: { $0.0 == name }) {
        members[index].1 = .array((members[index].1.array ?? []) + [entry])
      } else {
        members.append((name, .array([entry])))
      }
    }
    return .object(members)
  }
}
