// SPDX-License-Identifier: Apache-2.0

/// A resource of setrlimit(2); the raw value is its number on x86-64 and AArch64.
package enum ResourceLimit: UInt32, CaseIterable, Sendable {
  case cpuTime = 0
  case fileSize = 1
  case dataSize = 2
  case stackSize = 3
  case coreSize = 4
  case residentSize = 5
  case processes = 6
  case openFiles = 7
  case lockedMemory = 8
  case addressSpace = 9
  case locks = 10
  case pendingSignals = 11
  case messageQueues = 12
  case nice = 13
  case realtimePriority = 14
  case realtimeTime = 15

  /// The name in config.json, for example `RLIMIT_NOFILE` (runtime-spec config.md, "POSIX process").
  package var name: String {
    switch self {
    case .cpuTime: return "RLIMIT_CPU"
    case .fileSize: return "RLIMIT_FSIZE"
    case .dataSize: return "RLIMIT_DATA"
    case .stackSize: return "RLIMIT_STACK"
    case .coreSize: return "RLIMIT_CORE"
    case .residentSize: return "RLIMIT_RSS"
    case .processes: return "RLIMIT_NPROC"
    case .openFiles: return "RLIMIT_NOFILE"
    case .lockedMemory: return "RLIMIT_MEMLOCK"
    case .addressSpace: return "RLIMIT_AS"
    case .locks: return "RLIMIT_LOCKS"
    case .pendingSignals: return "RLIMIT_SIGPENDING"
    case .messageQueues: return "RLIMIT_MSGQUEUE"
    case .nice: return "RLIMIT_NICE"
    case .realtimePriority: return "RLIMIT_RTPRIO"
    case .realtimeTime: return "RLIMIT_RTTIME"
    }
  }

  /// The resource of that exact name; nil when Linux has none.
  package init?(name: String) {
    for candidate in ResourceLimit.allCases where candidate.name == name {
      self = candidate
      return
    }
    return nil
  }

  /// RLIM64_INFINITY.
  package static let infinity = UInt64.max
}
