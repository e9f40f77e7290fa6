// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
package import OCI

/// A container as `docker inspect` shows it.
package enum ContainerInspection {
  package static func value(
    of record: ContainerRecord, in containers: ContainerStore, _ runtime: RuntimeProgram?
  ) -> JSONValue {
    let folder = containers.folder(record.id)
    let condition = record.condition(runtime)
    let isUp = condition == .running || condition == .paused
    return .object([
      ("Id", .string(record.id)), ("Created", .string(record.created)),
      ("Path", .string(record.arguments.first ?? "")), ("Args", .strings(Array(record.arguments.dropFirst()))),
      ("State", state(record, condition, isUp)), ("Image", .string(record.imageID)),
      ("ResolvConfPath", .string(folder.resolvConf)), ("HostnamePath", .string(folder.hostname)),
      ("HostsPath", .string(folder.hosts)), ("LogPath", .string(folder.log)), ("Name", .string("/" + record.name)),
      ("RestartCount", .integer(0)), ("Driver", .string("overlay")), ("Platform", .string("linux")),
      ("OCIConfigPath", .string(folder.configuration)), ("HostConfig", record.hostConfig),
      ("GraphDriver", graph(record, folder, isUp)), ("Mounts", .array(record.mounts.map(mount))),
      ("Config", record.config), ("NetworkSettings", network(record)),
    ])
  }

  private static func state(
    _ record: ContainerRecord, _ condition: ContainerCondition, _ isUp: Bool
  ) -> JSONValue {
    let never = "0001-01-01T00:00:00Z"
    let state = record.state
    return .object([
      ("Status", .string(condition.rawValue)), ("Running", .bool(isUp)), ("Paused", .bool(condition == .paused)),
      ("Restarting", .bool(false)), ("OOMKilled", .bool(state.wasOutOfMemory)),
      ("Dead", .bool(false)), ("Pid", .integer(isUp ? state.pid : 0)),
      ("ExitCode", .integer(condition == .exited ? record.exitStatus : 0)), ("Error", .string(state.error)),
      ("StartedAt", .string(state.startedAt.isEmpty ? never : state.startedAt)),
      ("FinishedAt", .string(state.finishedAt.isEmpty ? never : state.finishedAt)),
    ])
  }

  private static func graph(_ record: ContainerRecord, _ folder: ContainerFolder, _ isUp: Bool) -> JSONValue {
    .object([
      (
        "Data",
        .object([
          ("LowerDir", .string(([record.initLayer] + record.layers).joined(separator: ":"))),
          ("MergedDir", .string(folder.merged)), ("UpperDir", .string(folder.upper)),
          ("WorkDir", .string(folder.work)),
        ])
      ), ("Name", .string("overlay")),
    ])
  }

  private static func mount(_ mount: ContainerMount) -> JSONValue {
    var members: [(String, JSONValue)] = [("Type", .string(mount.kind.rawValue))]
    if mount.kind == .volume { members.append(("Name", .string(mount.volume))) }
    members += [("Source", .string(mount.source)), ("Destination", .string(mount.destination))]
    if mount.kind == .volume { members.append(("Driver", .string("local"))) }
    members += [
      ("Mode", .string(mount.isReadOnly ? "ro" : "")), ("RW", .bool(!mount.isReadOnly)),
      ("Propagation", .string(mount.propagation)),
    ]
    return .object(members)
  }

  private static func network(_ record: ContainerRecord) -> JSONValue {
    let network = record.network
    var networks: [(String, JSONValue)] = []
    let name = network.name.isEmpty ? network.mode : network.name
    if !network.mode.hasPrefix("container:") {
      networks.append(
        (
          name,
          .object([
            ("IPAddress", .string(network.address)), ("IPPrefixLen", .integer(network.prefixLength)),
            ("Gateway", .string(network.gateway)), ("MacAddress", .string(network.macAddress)),
          ])
        ))
    }
    return .object([
      ("Bridge", .string(network.bridge)), ("SandboxKey", .string(network.namespace)), ("Ports", ports(record)),
      ("IPAddress", .string(network.address)), ("IPPrefixLen", .integer(network.prefixLength)),
      ("Gateway", .string(network.gateway)), ("MacAddress", .string(network.macAddress)),
      ("Networks", .object(networks)),
    ])
  }

  /// Exposed ports, and where the host answers for them while the container runs.
  private static func ports(_ record: ContainerRecord) -> JSONValue {
    var members: [(String, JSONValue)] = []
    if case .object(let exposed)? = record.config["ExposedPorts"] { members = exposed.map { ($0.0, .null) } }
    for port in record.network.ports where port.host > 0 {
      let name = "\(port.container)/\(port.transport)"
      let entry = JSONValue.object([
        ("HostIp", .string(port.hostAddress.isEmpty ? "0.0.0.0" : port.hostAddress)),
        ("HostPort", .string("\(port.host)")),
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
