// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
import Dockerfile

/// What carries a published port.
package enum PortProtocol: String, Equatable, Sendable {
  case tcp, udp, sctp
}

/// One port of a container that the host answers on.
package struct PortMapping: Equatable, Sendable {
  /// Empty: every address of the host.
  package var hostAddress = ""
  /// 0: one that is free when the container starts.
  package var hostPort: UInt16 = 0
  package var containerPort: UInt16
  package var transport: PortProtocol = .tcp

  package init(hostAddress: String = "", hostPort: UInt16 = 0, containerPort: UInt16, transport: PortProtocol = .tcp) {
    self.hostAddress = hostAddress
    self.hostPort = hostPort
    self.containerPort = containerPort
    self.transport = transport
  }

  /// `80/tcp`, as image configurations and `port` write it.
  package var containerText: String { "\(containerPort)/\(transport.rawValue)" }

  /// Reads `-p`: `[address:][host]:container[/protocol]` or `container[/protocol]`; ports may be ranges of one length.
  package static func parse(_ text: String) throws(Failure) -> [PortMapping] {
    func bad(_ why: String) -> Failure {
      Failure(.usage, "-p \(text): \(why)", hint: "[ADDRESS:][HOST:]CONTAINER[/tcp|udp|sctp]")
    }
    var rest = text[...]
    var transport = PortProtocol.tcp
    if let slash = rest.lastIndex(of: "/") {
      guard let known = PortProtocol(rawValue: rest[rest.index(after: slash)...].lowercased()) else {
        throw bad("the protocol is not tcp, udp or sctp")
      }
      transport = known
      rest = rest[..<slash]
    }
    var address = ""
    if rest.hasPrefix("[") {
      guard let end = rest.firstIndex(of: "]"), rest[end...].hasPrefix("]:") else { throw bad("an address without ]:") }
      address = String(rest[rest.index(after: rest.startIndex)..<end])
      guard IPAddress.isVersion6(address) else { throw bad("\"\(address)\" is no IPv6 address") }
      rest = rest[rest.index(end, offsetBy: 2)...]
    }
    var fields = rest.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if fields.count == 3, address.isEmpty {
      address = fields.removeFirst()
      guard address.isEmpty || IPAddress.isVersion4(address) else { throw bad("\"\(address)\" is no IPv4 address") }
    }
    guard fields.count <= 2, let last = fields.last else { throw bad("too many fields") }
    guard let container = range(last) else { throw bad("\"\(last)\" is no port from 1 to 65535") }
    let isAny = fields.count == 1 || fields[0].isEmpty
    guard let host = isAny ? container : range(fields[0]) else {
      throw bad("\"\(fields[0])\" is no port from 1 to 65535")
    }
    guard host.count == container.count else { throw bad("the two ranges are not of one length") }
    var mappings: [PortMapping] = []
    for (offset, port) in container.enumerated() {
      let hostPort = isAny ? 0 : host.lowerBound + UInt16(offset)
      mappings.append(
        PortMapping(hostAddress: address, hostPort: hostPort, containerPort: port, transport: transport))
    }
    return mappings
  }

  /// Reads an image's exposed port: `80`, `80/tcp`, `8000-8005/udp`; nil for what is none.
  package static func exposed(_ text: String) -> [PortMapping]? {
    guard !text.contains(":") else { return nil }
    return try? parse(text)
  }

  private static func range(_ text: String) -> ClosedRange<UInt16>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard ends.count <= 2, let first = port(ends[0]), let last = port(ends[ends.count - 1]), first <= last else {
      return nil
    }
    return first...last
  }

  private static func port(_ text: String) -> UInt16? {
    guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = UInt16(text), number > 0 else { return nil }
    return number
  }
}
