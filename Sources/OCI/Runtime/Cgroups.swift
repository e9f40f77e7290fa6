// SPDX-License-Identifier: Apache-2.0

/// config-linux.md, "Control groups"; also the body of `update --resources`.
package struct Resources: Sendable {
  package var devices: [DeviceRule]?
  package var memory: Memory?
  package var cpu: CPU?
  package var pids: Pids?
  package var blockIO: BlockIO?
  package var hugepageLimits: [HugepageLimit]?
  package var network: Network?
  /// By device name.
  package var rdma: [RdmaLimit]?
  /// cgroup v2 files, in document order.
  package var unified: [KeyValue]?
  package init() {}
}

package struct DeviceRule: Sendable {
  package var allow: Bool?
  package var type: String?
  package var major: Int64?
  package var minor: Int64?
  package var access: String?
  package init() {}
}

/// Bytes; -1 is unlimited.
package struct Memory: Sendable {
  package var limit: Int64?
  package var reservation: Int64?
  package var swap: Int64?
  package var kernel: Int64?
  package var kernelTCP: Int64?
  package var swappiness: UInt64?
  package var disableOOMKiller: Bool?
  package var useHierarchy: Bool?
  package var checkBeforeUpdate: Bool?
  package init() {}
}

/// Periods, quotas and bursts in microseconds.
package struct CPU: Sendable {
  package var shares: UInt64?
  package var quota: Int64?
  package var burst: UInt64?
  package var period: UInt64?
  package var realtimeRuntime: Int64?
  package var realtimePeriod: UInt64?
  package var cpus: String?
  package var mems: String?
  package var idle: Int64?
  package init() {}
}

package struct Pids: Sendable {
  package var limit: Int64?
  package init() {}
}

package struct BlockIO: Sendable {
  package var weight: UInt64?
  package var leafWeight: UInt64?
  package var weightDevice: [WeightDevice]?
  package var throttleReadBpsDevice: [ThrottleDevice]?
  package var throttleWriteBpsDevice: [ThrottleDevice]?
  package var throttleReadIOPSDevice: [ThrottleDevice]?
  package var throttleWriteIOPSDevice: [ThrottleDevice]?
  package init() {}
}

package struct WeightDevice: Sendable {
  package var major: Int64?
  package var minor: Int64?
  package var weight: UInt64?
  package var leafWeight: UInt64?
  package init() {}
}

package struct ThrottleDevice: Sendable {
  package var major: Int64?
  package var minor: Int64?
  package var rate: UInt64?
  package init() {}
}

package struct HugepageLimit: Sendable {
  package var pageSize: String?
  package var limit: UInt64?
  package init() {}
}

package struct Network: Sendable {
  package var classID: UInt64?
  package var priorities: [InterfacePriority]?
  package init() {}
}

package struct InterfacePriority: Sendable {
  package var name: String?
  package var priority: UInt64?
  package init() {}
}

package struct RdmaLimit: Sendable {
  package var device: String
  package var hcaHandles: UInt64?
  package var hcaObjects: UInt64?
  package init(device: String) { self.device = device }
}
