// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// The network of a container, from its start to its end.
struct Networks {
  private let containers: ContainerStore

  init(_ containers: ContainerStore) { self.containers = containers }

  /// Makes or finds the namespace, and joins its network.
  ///
  /// `reserved`: sockets that hold the published ports, for as long as the container runs.
  func setUp(
    _ record: ContainerRecord, _ folder: ContainerFolder, reserved: inout [Int32]
  ) throws(Failure) -> ContainerNetwork {
    var network = record.network
    if network.mode == "host" { return network }
    if network.mode.hasPrefix("container:") {
      network.namespace = try namespace(of: String(network.mode.dropFirst("container:".count)))
      return network
    }
    let path = try NetworkNamespace.path(record.id)
    try NetworkNamespace.make(at: path)
    network.namespace = path
    if network.name.isEmpty { return network }
    if !Caller.isRoot {
      try setUpForUser(&network, record.id)
      try EtcFiles.write(hosts(record, network.address), to: folder.hosts)
      return network
    }
    let list = try NetworkLists(store: containers.store).find(network.name)
    if !network.ports.isEmpty, !list.publishesPorts {
      throw Failure(
        .network, "network \(list.name): none of its plugins publishes ports", hint: "add portmap to its list")
    }
    try reserve(&network, &reserved)
    let runner = PluginRunner(list: list, id: record.id, namespace: path, ports: Networks.mappings(network))
    try remember(runner, nil, record.id)
    if let rules = BridgeRules(list) {
      let lock = try containers.store.lock("packet-filter")
      try PacketFilter(rules: rules).add(isFirst: !hasOthers(on: list, than: record.id))
      _ = consume lock
    }
    let result = try runner.add()
    try remember(runner, result, record.id)
    let found = NetworkResult(result)
    network.address = found.address
    network.prefixLength = found.prefixLength
    network.gateway = found.gateway
    network.macAddress = found.macAddress
    network.bridge = found.bridge
    try EtcFiles.write(hosts(record, found.address), to: folder.hosts)
    return network
  }

  /// The same without root; the program that answers for the ports then holds them as well.
  private func setUpForUser(_ network: inout ContainerNetwork, _ id: String) throws(Failure) {
    for port in network.ports where port.transport == "sctp" || port.hostAddress.contains(":") {
      throw Failure(
        .network,
        "publish \(port.hostAddress):\(port.asked)/\(port.transport): without root, tcp and udp of IPv4 are possible")
    }
    var reserved: [Int32] = []
    defer { for number in reserved { _ = Descriptor(owning: number) } }
    try reserve(&network, &reserved)
    let user = try UserNetwork(namespace: network.namespace, id: id)
    // Held by the program from here on.
    for number in reserved { _ = Descriptor(owning: number) }
    reserved = []
    try user.start(network.ports) { (program) throws(Failure) in
      try remember(.object([("program", program.json)]), id)
    }
    network.address = UserNetwork.address
    network.prefixLength = UserNetwork.prefixLength
    network.gateway = UserNetwork.gateway
  }

  private func hosts(_ record: ContainerRecord, _ address: String) -> String {
    let added = record.hostConfig.texts("ExtraHosts").compactMap { try? HostEntry(parsing: $0) }
    var names = [record.network.hostname]
    if record.name != record.network.hostname { names.append(record.name) }
    return EtcFiles.hosts(own: address.isEmpty ? nil : (address, names), added: added)
  }

  private func namespace(of id: String) throws(Failure) -> String {
    let other = try containers.read(id)
    guard other.isRunning else {
      throw Failure(.containerState, "container \(other.name), whose network is joined, does not run")
    }
    return other.network.namespace.isEmpty ? "/proc/\(other.state.pid)/ns/net" : other.network.namespace
  }

  // MARK: Ports

  /// Takes the host's side of the ports, so that two containers, or another program, never have the same.
  private func reserve(_ network: inout ContainerNetwork, _ reserved: inout [Int32]) throws(Failure) {
    for index in network.ports.indices {
      let port = network.ports[index]
      // Of IPv6 and SCTP none is held: portmap tells nothing, and the kernel may not have them.
      guard port.transport != "sctp", !port.hostAddress.contains(":") || port.asked == 0 else {
        network.ports[index].host = port.asked
        continue
      }
      do {
        let (number, taken) = try InternetSockets.reserve(
          address: Networks.number(port.hostAddress), port: port.asked, datagrams: port.transport == "udp")
        reserved.append(number)
        network.ports[index].host = taken
      } catch {
        let place = (port.hostAddress.isEmpty ? "0.0.0.0" : port.hostAddress) + ":\(port.asked)"
        let isLow = error.errno == .EACCES
        throw Failure(
          .network,
          "publish \(place): " + (error.errno == .EADDRINUSE ? "port is already allocated" : error.errno.text),
          hint: isLow ? "ports below those of sysctl net.ipv4.ip_unprivileged_port_start are root's" : nil)
      }
    }
  }

  private static func number(_ address: String) -> UInt32 {
    guard IPAddress.isVersion4(address) else { return 0 }
    return address.split(separator: ".").reversed().reduce(0) { $0 << 8 | (UInt32($1) ?? 0) }
  }

  private static func mappings(_ network: ContainerNetwork) -> [PortMapping] {
    network.ports.map {
      PortMapping(
        hostAddress: $0.hostAddress, hostPort: $0.host, containerPort: $0.container,
        transport: PortProtocol(rawValue: $0.transport) ?? .tcp)
    }
  }

  // MARK: What has to be undone

  private func memory(_ id: String) throws(Failure) -> String { try RunRoot.folder("networks") + "/" + id + ".json" }

  /// Kept before the first plugin is called: whoever is killed in between leaves a trace that `takeDown` follows.
  private func remember(_ runner: PluginRunner, _ result: JSONValue?, _ id: String) throws(Failure) {
    let ports = runner.ports.map { port -> JSONValue in
      .object([
        ("address", .string(port.hostAddress)), ("host", .integer(port.hostPort)),
        ("container", .integer(port.containerPort)), ("transport", .string(port.transport.rawValue)),
      ])
    }
    try remember(
      .object([("list", runner.list.json), ("ports", .array(ports)), ("result", result ?? .null)]), id)
  }

  private func remember(_ document: JSONValue, _ id: String) throws(Failure) {
    let path = try memory(id)
    try asFailure(.network) { () throws(KernelError) in
      try Files.replace(path, temporary: path + ".new", mode: 0o600, with: Array(document.compact.utf8))
    }
  }

  /// Whether another container is on the network, or has left something there.
  private func hasOthers(on list: NetworkList, than id: String) -> Bool {
    guard let path = try? RunRoot.folder("networks"),
      let names = try? Files.open(path, OpenFlags.readOnly | OpenFlags.directory).entries()
    else { return false }
    return names.contains { name in
      guard name.hasSuffix(".json"), name != id + ".json",
        let bytes = try? Files.read(path + "/" + name, limit: 4 << 20),
        let other = (try? JSONValue(parsing: bytes))?["list"].flatMap({ NetworkList($0) })
      else { return false }
      return BridgeRules(other) == BridgeRules(list)
    }
  }

  /// Undoes `setUp`; what is not there is fine.
  ///
  /// Returns what went wrong.
  @discardableResult
  func takeDown(_ record: ContainerRecord) -> [String] {
    if record.network.mode == "host" || record.network.mode.hasPrefix("container:") { return [] }
    guard let namespace = try? NetworkNamespace.path(record.id) else { return [] }
    var problems: [String] = []
    if let path = try? memory(record.id), let bytes = try? Files.read(path, limit: 4 << 20) {
      let document = try? JSONValue(parsing: bytes)
      if let program = document?["program"].flatMap({ UserNetwork.Program($0) }) {
        program.end()
      }
      if let document, let list = document["list"].flatMap({ NetworkList($0) }) {
        let ports = (document["ports"]?.array ?? []).map {
          PortMapping(
            hostAddress: $0.text("address"), hostPort: UInt16(truncatingIfNeeded: $0.number("host")),
            containerPort: UInt16(truncatingIfNeeded: $0.number("container")),
            transport: PortProtocol(rawValue: $0.text("transport")) ?? .tcp)
        }
        let runner = PluginRunner(list: list, id: record.id, namespace: namespace, ports: ports)
        let result = document["result"].flatMap { $0 == .null ? nil : $0 }
        problems = runner.delete(result)
        if let rules = BridgeRules(list), let lock = try? containers.store.lock("packet-filter") {
          if !hasOthers(on: list, than: record.id) { PacketFilter(rules: rules).remove() }
          try? Files.unlink(path)
          _ = consume lock
        }
      }
      try? Files.unlink(path)
    }
    NetworkNamespace.remove(namespace)
    return problems
  }
}

extension ContainerNetwork {
  /// What holds only while the container runs.
  mutating func forgetAddress() {
    namespace = ""
    address = ""
    prefixLength = 0
    gateway = ""
    macAddress = ""
    bridge = ""
    for index in ports.indices { ports[index].host = 0 }
  }
}
