// SPDX-License-Identifier: Apache-2.0

/// A kind of namespace (namespaces(7)); the raw value is its CLONE_NEW* flag.
package enum Namespace: UInt64, CaseIterable, Sendable {
  case user = 0x1000_0000
  case mount = 0x0002_0000
  case pid = 0x2000_0000
  case network = 0x4000_0000
  case ipc = 0x0800_0000
  case uts = 0x0400_0000
  case cgroup = 0x0200_0000
  case time = 0x0000_0080

  /// The name in config.json (runtime-spec config-linux.md, "Namespaces").
  package var ociName: String {
    switch self {
    case .user: return "user"
    case .mount: return "mount"
    case .pid: return "pid"
    case .network: return "network"
    case .ipc: return "ipc"
    case .uts: return "uts"
    case .cgroup: return "cgroup"
    case .time: return "time"
    }
  }

  /// The file name below /proc/PID/ns.
  package var procName: String {
    switch self {
    case .mount: return "mnt"
    case .network: return "net"
    case .user, .pid, .ipc, .uts, .cgroup, .time: return ociName
    }
  }
}

/// A set of namespace kinds, as the flag word of clone3(2), unshare(2) and setns(2).
package struct Namespaces: OptionSet, Equatable, Hashable, Sendable {
  package let rawValue: UInt64
  package init(rawValue: UInt64) { self.rawValue = rawValue }
  package init(_ kind: Namespace) { self.rawValue = kind.rawValue }

  package func contains(kind: Namespace) -> Bool { rawValue & kind.rawValue != 0 }
}
