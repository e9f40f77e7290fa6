// SPDX-License-Identifier: Apache-2.0

/// config-linux.md.
package struct Linux: Sendable {
  package var namespaces: [NamespaceEntry]?
  package var uidMappings: [IDMapping]?
  package var gidMappings: [IDMapping]?
  package var timeOffsets: [TimeOffset]?
  package var devices: [Device]?
  package var netDevices: [NetDevice]?
  package var cgroupsPath: String?
  package var resources: Resources?
  package var sysctl: [KeyValue]?
  package var seccomp: Seccomp?
  package var rootfsPropagation: String?
  package var maskedPaths: [String]?
  package var readonlyPaths: [String]?
  package var mountLabel: String?
  package var personality: Personality?
  package var intelRdt: IntelRdt?
  package var memoryPolicy: MemoryPolicy?
  package init() {}
}

package struct NamespaceEntry: Sendable {
  package var type: String?
  package var path: String?
  package init() {}
}

/// One entry of `timeOffsets`; `clock` is the key (`boottime`, `monotonic`).
package struct TimeOffset: Sendable {
  package var clock: String
  package var secs: Int64?
  package var nanosecs: UInt64?
  package init(clock: String) { self.clock = clock }
}

package struct Device: Sendable {
  package var type: String?
  package var path: String?
  package var major: Int64?
  package var minor: Int64?
  package var fileMode: UInt64?
  package var uid: UInt64?
  package var gid: UInt64?
  package init() {}
}

/// One entry of `netDevices`; `hostName` is the key, `name` the name inside.
package struct NetDevice: Sendable {
  package var hostName: String
  package var name: String?
  package init(hostName: String) { self.hostName = hostName }
}

package struct Personality: Sendable {
  package var domain: String?
  package var flags: [String]?
  package init() {}
}

package struct IntelRdt: Sendable {
  package var closID: String?
  package var l3CacheSchema: String?
  package var memBwSchema: String?
  package var schemata: [String]?
  package var enableMonitoring: Bool?
  package init() {}
}

package struct MemoryPolicy: Sendable {
  package var mode: String?
  package var nodes: String?
  package var flags: [String]?
  package init() {}
}
