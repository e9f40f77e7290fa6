// SPDX-License-Identifier: Apache-2.0

/// A scheduling policy of sched_setattr(2); runtime-spec config.md, `scheduler.policy`.
package enum SchedulingPolicy: UInt32, CaseIterable, Sendable {
  case other = 0
  case fifo = 1
  case roundRobin = 2
  case batch = 3
  case iso = 4
  case idle = 5
  case deadline = 6

  /// The name in config.json.
  package var name: String {
    switch self {
    case .other: return "SCHED_OTHER"
    case .fifo: return "SCHED_FIFO"
    case .roundRobin: return "SCHED_RR"
    case .batch: return "SCHED_BATCH"
    case .iso: return "SCHED_ISO"
    case .idle: return "SCHED_IDLE"
    case .deadline: return "SCHED_DEADLINE"
    }
  }

  /// The one of that exact name; nil when Linux has none.
  package init?(name: String) {
    for candidate in SchedulingPolicy.allCases where candidate.name == name {
      self = candidate
      return
    }
    return nil
  }
}

/// A flag of sched_setattr(2); the raw value is its bit.
package enum SchedulingFlag: UInt64, CaseIterable, Sendable {
  case resetOnFork = 0x01
  case reclaim = 0x02
  case deadlineOverrun = 0x04
  case keepPolicy = 0x08
  case keepParameters = 0x10
  case utilizationClampMinimum = 0x20
  case utilizationClampMaximum = 0x40

  /// The name in config.json.
  package var name: String {
    switch self {
    case .resetOnFork: return "SCHED_FLAG_RESET_ON_FORK"
    case .reclaim: return "SCHED_FLAG_RECLAIM"
    case .deadlineOverrun: return "SCHED_FLAG_DL_OVERRUN"
    case .keepPolicy: return "SCHED_FLAG_KEEP_POLICY"
    case .keepParameters: return "SCHED_FLAG_KEEP_PARAMS"
    case .utilizationClampMinimum: return "SCHED_FLAG_UTIL_CLAMP_MIN"
    case .utilizationClampMaximum: return "SCHED_FLAG_UTIL_CLAMP_MAX"
    }
  }

  /// The one of that exact name; nil when Linux has none.
  package init?(name: String) {
    for candidate in SchedulingFlag.allCases where candidate.name == name {
      self = candidate
      return
    }
    return nil
  }
}

/// A class of ioprio_set(2).
package enum IOPriorityClass: UInt32, CaseIterable, Sendable {
  case realTime = 1
  case bestEffort = 2
  case idle = 3

  /// The name in config.json.
  package var name: String {
    switch self {
    case .realTime: return "IOPRIO_CLASS_RT"
    case .bestEffort: return "IOPRIO_CLASS_BE"
    case .idle: return "IOPRIO_CLASS_IDLE"
    }
  }

  /// The one of that exact name; nil when Linux has none.
  package init?(name: String) {
    for candidate in IOPriorityClass.allCases where candidate.name == name {
      self = candidate
      return
    }
    return nil
  }

  /// The value of ioprio_set(2): the class above IOPRIO_CLASS_SHIFT (13), the level 0...7 below.
  package func value(priority: UInt32) -> UInt32 { rawValue << 13 | priority }
}

/// A mode of set_mempolicy(2); runtime-spec config-linux.md, `memoryPolicy.mode`.
package enum MemoryPolicyMode: UInt32, CaseIterable, Sendable {
  case `default` = 0
  case preferred = 1
  case bind = 2
  case interleave = 3
  case local = 4
  case preferredMany = 5
  case weightedInterleave = 6

  /// The name in config.json.
  package var name: String {
    switch self {
    case .default: return "MPOL_DEFAULT"
    case .preferred: return "MPOL_PREFERRED"
    case .bind: return "MPOL_BIND"
    case .interleave: return "MPOL_INTERLEAVE"
    case .local: return "MPOL_LOCAL"
    case .preferredMany: return "MPOL_PREFERRED_MANY"
    case .weightedInterleave: return "MPOL_WEIGHTED_INTERLEAVE"
    }
  }

  /// The one of that exact name; nil when Linux has none.
  package init?(name: String) {
    for candidate in MemoryPolicyMode.allCases where candidate.name == name {
      self = candidate
      return
    }
    return nil
  }
}

/// A flag or'ed to the mode of set_mempolicy(2).
package enum MemoryPolicyFlag: UInt32, CaseIterable, Sendable {
  case numaBalancing = 0x2000
  case relativeNodes = 0x4000
  case staticNodes = 0x8000

  /// The name in config.json.
  package var name: String {
    switch self {
    case .numaBalancing: return "MPOL_F_NUMA_BALANCING"
    case .relativeNodes: return "MPOL_F_RELATIVE_NODES"
    case .staticNodes: return "MPOL_F_STATIC_NODES"
    }
  }

  /// The one of that exact name; nil when Linux has none.
  package init?(name: String) {
    for candidate in MemoryPolicyFlag.allCases where candidate.name == name {
      self = candidate
      return
    }
    return nil
  }
}
