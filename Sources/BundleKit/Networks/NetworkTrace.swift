// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// What was done for a container's network, on disk: kept before the first plugin is called, so that whoever is killed in
/// between leaves a trace that can be followed back.
struct NetworkTrace: Sendable {
  /// The container's.
  let id: String

  /// How the container got its network.
  enum Way {
    /// It has none that would have to be undone.
    case none
    /// Without root: a program that carries its traffic.
    case program(UserNetwork.Program)
    /// `result`: what the plugins said last; nil when none was done.
    case plugins(NetworkList, ports: [PortMapping], result: JSONValue?)
  }

  private func path() throws(Failure) -> String { try RunRoot.folder("networks") + "/" + id + ".json" }

  func write(_ runner: PluginRunner, _ result: JSONValue?) throws(Failure) {
    let ports = runner.ports.map { port -> JSONValue in
      .object([
        ("address", .string(port.hostAddress)), ("host", .integer(port.hostPort)),
        ("container", .integer(port.containerPort)), ("transport", .string(port.transport.rawValue)),
      ])
    }
    try write(.object([("list", runner.list.json), ("ports", .array(ports)), ("result", result ?? .null)]))
  }

  func write(_ program: UserNetwork.Program) throws(Failure) { try write(.object([("program", program.json)])) }

  private func write(_ document: JSONValue) throws(Failure) {
    let path = try path()
    try asFailure(.network) { () throws(KernelError) in
      try Files.replace(path, temporary: path + ".new", mode: 0o600, with: Array(document.compact.utf8))
    }
  }

  func read() -> Way {
    guard let bytes = try? Files.read(try path(), limit: NetworkTrace.limit),
      let document = try? JSONValue(parsing: bytes)
    else { return .none }
    if let program = document["program"].flatMap({ UserNetwork.Program($0) }) { return .program(program) }
    guard let list = document["list"].flatMap({ NetworkList($0) }) else { return .none }
    let ports = (document["ports"]?.array ?? []).map {
      PortMapping(
        hostAddress: $0.text("address"), hostPort: UInt16(truncatingIfNeeded: $0.number("host")),
        containerPort: UInt16(truncatingIfNeeded: $0.number("container")),
        transport: PortProtocol(rawValue: $0.text("transport")) ?? .tcp)
    }
    return .plugins(list, ports: ports, result: document["result"].flatMap { $0 == .null ? nil : $0 })
  }

  func remove() {
    if let path = try? path() { try? Files.unlink(path) }
  }

  private static let limit = 4 << 20

  /// Whether another container has left one that leads to a bridge with these rules.
  func hasOthers(with rules: BridgeRules) -> Bool {
    guard let path = try? RunRoot.folder("networks"),
      let names = try? Files.open(path, OpenFlags.readOnly | OpenFlags.directory).entries()
    else { return false }
    return names.contains { name in
      guard name.hasSuffix(".json"), name != id + ".json",
        case .plugins(let list, _, _) = NetworkTrace(id: String(name.dropLast(".json".count))).read()
      else { return false }
      return BridgeRules(list) == rules
    }
  }
}
