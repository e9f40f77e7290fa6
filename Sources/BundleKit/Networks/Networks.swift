// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// The network of a container, from its start to its end.
struct Networks: Sendable {
  private let containers: ContainerStore

  init(_ containers: ContainerStore) { self.containers = containers }

  /// Makes or finds the namespace.
  func prepare(_ record: ContainerRecord) throws(Failure) -> ContainerNetwork {
    var network = record.network
    if network.mode == "host" { return network }
    if network.mode.hasPrefix("container:") {
      network.namespace = try namespace(of: String(network.mode.dropFirst("container:".count)))
      return network
    }
    let path = try NetworkNamespace.path(record.id)
    try NetworkNamespace.make(at: path)
    network.namespace = path
    return network
  }

  /// Joins the network that a prepared namespace is for; `record.network` is what `prepare` returned.
  ///
  /// `reserved`: sockets that hold the published ports, for as long as the container runs.
  func join(
    _ record: ContainerRecord, _ folder: ContainerFolder, reserved: inout [Int32]
  ) throws(Failure) -> ContainerNetwork {
    var network = record.network
    guard network.isJoined else { return network }
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
    let runner = PluginRunner(
      list: list, id: record.id, namespace: network.namespace, ports: Networks.mappings(network))
    let trace = NetworkTrace(id: record.id)
    try trace.write(runner, nil)
    let filter = BridgeFilter(containers.store, list, trace)
    // Neither needs the other, and both wait for the kernel.
    let rules = try Worker { () throws(Failure) in try filter.join() }
    let result = try runner.add()
    try rules.join()
    try trace.write(runner, result)
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
      try NetworkTrace(id: id).write(program)
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

  // MARK: The end

  /// Undoes `prepare` and `join`; what is not there is fine.
  ///
  /// Returns what went wrong.
  @discardableResult
  func takeDown(_ record: ContainerRecord) -> [String] {
    if record.network.mode == "host" || record.network.mode.hasPrefix("container:") { return [] }
    guard let namespace = try? NetworkNamespace.path(record.id) else { return [] }
    var problems: [String] = []
    let trace = NetworkTrace(id: record.id)
    switch trace.read() {
    case .none: break
    case .program(let program):
      program.end()
      trace.remove()
    case .plugins(let list, let ports, let result):
      let runner = PluginRunner(list: list, id: record.id, namespace: namespace, ports: ports)
      problems = BridgeFilter(containers.store, list, trace).leave { runner.delete(result) }
    }
    NetworkNamespace.remove(namespace)
    return problems
  }
}

extension ContainerNetwork {
  /// Plugins or a program have to connect the namespace with something.
  var isJoined: Bool { mode != "host" && !mode.hasPrefix("container:") && !name.isEmpty }

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
