// SPDX-License-Identifier: Apache-2.0
package import OCI

/// A network as CNI describes one: a name and the plugins that are called one after the other (CNI specification 1.0,
/// section 1).
package struct NetworkList: Sendable {
  package let name: String
  package let version: String
  package let plugins: [JSONValue]
  /// Our own member of the list, `bundleMasquerade`: the bridge has rules of its own (`BridgeRules`), and its plugin none.
  package let masquerades: Bool

  package init(name: String, version: String, plugins: [JSONValue], masquerades: Bool = false) {
    self.name = name
    self.version = version
    self.plugins = plugins
    self.masquerades = masquerades
  }

  /// Reads a `.conflist`, or a `.conf` of one plugin; nil for what is neither.
  package init?(_ document: JSONValue) {
    guard let name = document["name"]?.string, !name.isEmpty else { return nil }
    let version = document["cniVersion"]?.string ?? "0.1.0"
    if let plugins = document["plugins"]?.array {
      guard !plugins.isEmpty, plugins.allSatisfy({ $0["type"]?.string != nil }) else { return nil }
      self.init(
        name: name, version: version, plugins: plugins, masquerades: document["bundleMasquerade"] == .bool(true))
    } else {
      guard document["type"]?.string != nil else { return nil }
      self.init(name: name, version: version, plugins: [document])
    }
  }

  package var json: JSONValue {
    var members: [(String, JSONValue)] = [("cniVersion", .string(version)), ("name", .string(name))]
    if masquerades { members.append(("bundleMasquerade", .bool(true))) }
    return .object(members + [("plugins", .array(plugins))])
  }

  /// The bridge that is made on first use.
  ///
  /// `subnet`: of `FreeSubnet`, whose bridge it becomes; `leases`: where addresses are noted.
  package static func standard(subnet: FreeSubnet, leases: String) -> NetworkList {
    let yes = JSONValue.bool(true)
    let plugins: [JSONValue] = [
      .object([
        ("type", .string("bridge")), ("bridge", .string(subnet.bridge)), ("isGateway", yes),
        ("hairpinMode", yes),
        (
          "ipam",
          .object([
            ("type", .string("host-local")), ("dataDir", .string(leases)),
            ("routes", .array([.object([("dst", .string("0.0.0.0/0"))])])),
            ("ranges", .array([.array([.object([("subnet", .string(subnet.text))])])])),
          ])
        ),
      ]),
      .object([
        ("type", .string("portmap")), ("capabilities", .object([("portMappings", yes)])), ("snat", yes),
      ]),
    ]
    return NetworkList(name: "bridge", version: "0.4.0", plugins: plugins, masquerades: true)
  }

  /// What a plugin reads from its standard input (section 3, "Derived configuration").
  package func input(
    _ plugin: JSONValue, ports: [PortMapping], previous: JSONValue?
  ) -> JSONValue {
    guard case .object(var members) = plugin else { return plugin }
    members.removeAll { ["name", "cniVersion", "runtimeConfig", "prevResult", "capabilities"].contains($0.0) }
    members += [("cniVersion", .string(version)), ("name", .string(name))]
    if plugin["capabilities"]?["portMappings"] == .bool(true), !ports.isEmpty {
      let mappings = ports.map { port -> JSONValue in
        .object([
          ("hostPort", .integer(port.hostPort)), ("containerPort", .integer(port.containerPort)),
          ("protocol", .string(port.transport.rawValue)), ("hostIP", .string(port.hostAddress)),
        ])
      }
      members.append(("runtimeConfig", .object([("portMappings", .array(mappings))])))
    }
    if let previous { members.append(("prevResult", previous)) }
    return .object(members)
  }

  /// Whether some plugin publishes ports.
  package var publishesPorts: Bool { plugins.contains { $0["capabilities"]?["portMappings"] == .bool(true) } }
}

/// What plugins say of the interface they made (section 5, "ADD Success").
package struct NetworkResult: Equatable, Sendable {
  package var address = ""
  package var prefixLength = 0
  package var gateway = ""
  package var macAddress = ""
  package var bridge = ""

  package init(_ document: JSONValue) {
    let interfaces = document["interfaces"]?.array ?? []
    for entry in interfaces {
      let mac = entry["mac"]?.string ?? ""
      if let sandbox = entry["sandbox"]?.string, !sandbox.isEmpty {
        if macAddress.isEmpty { macAddress = mac }
      } else if bridge.isEmpty {
        bridge = entry["name"]?.string ?? ""
      }
    }
    for entry in document["ips"]?.array ?? [] {
      let text = entry["address"]?.string ?? ""
      let parts = text.split(separator: "/").map(String.init)
      guard parts.count == 2, let length = Int(parts[1]) else { continue }
      // The first of IPv4, else the first.
      if address.isEmpty || (address.contains(":") && !parts[0].contains(":")) {
        address = parts[0]
        prefixLength = length
        gateway = entry["gateway"]?.string ?? ""
      }
    }
  }
}

/// An IPv4 network, one of `10.87.0.0/16` to `10.99.0.0/16`, that does not overlap with others.
package struct FreeSubnet: Equatable, Sendable {
  private static let first: UInt32 = 87
  private let second: UInt32

  package var text: String { "10.\(second).0.0/16" }
  /// The bridge that has it: another for each, because another store's network may be on this host too.
  package var bridge: String { "bundle\(second - FreeSubnet.first)" }

  /// The first one that none of `routes` touches; nil when all are taken.
  ///
  /// `routes`: the text of /proc/net/route, whose numbers are hexadecimal in the machine's byte order.
  package static func choose(routes: String) -> FreeSubnet? {
    var taken: [(network: UInt32, mask: UInt32)] = []
    for line in routes.split(separator: "\n").dropFirst() {
      let fields = line.split(whereSeparator: { $0 == "\t" || $0 == " " })
      guard fields.count > 7, let network = UInt32(fields[1], radix: 16), let mask = UInt32(fields[7], radix: 16)
      else { continue }
      // The default route touches everything and means nothing.
      if mask != 0 { taken.append((UInt32(bigEndian: network), UInt32(bigEndian: mask))) }
    }
    let mask: UInt32 = 0xffff_0000
    for second in first...99 {
      let network = UInt32(10) << 24 | second << 16
      let overlaps = taken.contains { ($0.network & $0.mask & mask) == (network & $0.mask & mask) }
      if !overlaps { return FreeSubnet(second: second) }
    }
    return nil
  }
}
