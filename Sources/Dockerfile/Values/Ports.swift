// SPDX-License-Identifier: Apache-2.0

/// A word of EXPOSE: `80`, `80/udp`, `8000-8010/tcp`; an address and a host's port before it are allowed and mean nothing.
package struct Ports: Equatable, Sendable {
  package var range: ClosedRange<UInt16>
  /// In lower case.
  package var protocolName: String
  /// The protocol is written with capitals.
  package private(set) var hasCapitals = false
  /// An address or a host's port is written, which only `run -p` has a use for.
  package private(set) var namesHost = false

  /// The keys of an image's ExposedPorts: `80/tcp`.
  package var keys: [String] { range.map { "\($0)/\(protocolName)" } }

  package init(parsing text: String) throws(BuildError) {
    func fail(_ cause: String) -> BuildError { BuildError(.value, "EXPOSE \(BuildError.quoted(text)): \(cause)") }
    let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
    let (port, written) = parts[parts.count - 1].cut(at: "/") ?? (parts[parts.count - 1], "")
    guard !port.utf8.isEmpty else { throw fail("no port specified") }
    protocolName = written.utf8.isEmpty ? "tcp" : written.lowercased()
    guard ["tcp", "udp", "sctp"].contains(protocolName) else {
      throw fail("invalid protocol: tcp, udp or sctp is expected")
    }
    hasCapitals = !written.utf8.isEmpty && written != protocolName
    guard let range = Ports.range(port) else {
      throw fail("invalid port: a number from 0 to 65535 or a range of them is expected")
    }
    self.range = range

    let address = parts.dropLast(2).joined(separator: ":")
    guard address.utf8.isEmpty || Ports.isAddress(address) else { throw fail("invalid IP address") }
    let hostPort = parts.count > 1 ? parts[parts.count - 2] : ""
    namesHost = !address.utf8.isEmpty || !hostPort.utf8.isEmpty
    guard !hostPort.utf8.isEmpty else { return }
    guard let hostRange = Ports.range(hostPort) else { throw fail("invalid port of the host") }
    // A single port may be published at any of a range.
    guard range.count == hostRange.count || range.count == 1 else {
      throw fail("the ranges of the container's and the host's ports differ in length")
    }
  }

  private static func range(_ text: String) -> ClosedRange<UInt16>? {
    guard let (first, last) = text.cut(at: "-") else { return UInt16(text).map { $0...$0 } }
    guard let first = UInt16(first), let last = UInt16(last), first <= last else { return nil }
    return first...last
  }

  private static func isAddress(_ text: String) -> Bool {
    guard text.utf8.first == UInt8(ascii: "[") else { return IPAddress.isVersion4(text) || IPAddress.isVersion6(text) }
    let inner = text.utf8.dropFirst().dropLast()
    return text.utf8.last == UInt8(ascii: "]") && IPAddress.isVersion6(String(Substring(inner)))
  }
}
