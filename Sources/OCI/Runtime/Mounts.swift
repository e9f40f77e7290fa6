// SPDX-License-Identifier: Apache-2.0

/// config.md, "Mounts".
package struct Mount: Sendable {
  package var destination: String?
  package var source: String?
  package var type: String?
  package var options: [String]?
  package var uidMappings: [IDMapping]?
  package var gidMappings: [IDMapping]?
  package init() {}
}

/// config-linux.md, "User namespace mappings".
package struct IDMapping: Equatable, Sendable {
  package var containerID: UInt64?
  package var hostID: UInt64?
  package var size: UInt64?
  package init() {}
}
