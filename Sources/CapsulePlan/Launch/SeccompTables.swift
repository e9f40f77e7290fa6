// SPDX-License-Identifier: Apache-2.0

/// What a filter does with a matching system call (runtime-spec config-linux.md, `syscalls[].action`).
package enum SeccompAction: CaseIterable, Equatable, Sendable {
  case kill, killThread, killProcess, trap, errno, trace, allow, log, notify

  /// The name in config.json.
  package var name: String {
    switch self {
    case .kill: return "SCMP_ACT_KILL"
    case .killThread: return "SCMP_ACT_KILL_THREAD"
    case .killProcess: return "SCMP_ACT_KILL_PROCESS"
    case .trap: return "SCMP_ACT_TRAP"
    case .errno: return "SCMP_ACT_ERRNO"
    case .trace: return "SCMP_ACT_TRACE"
    case .allow: return "SCMP_ACT_ALLOW"
    case .log: return "SCMP_ACT_LOG"
    case .notify: return "SCMP_ACT_NOTIFY"
    }
  }

  /// The one of that exact name; nil for any other.
  package init?(name: String) {
    for candidate in SeccompAction.allCases where candidate.name == name {
      self = candidate
      return
    }
    return nil
  }

  /// Whether `errnoRet` has a meaning: the specification lets a runtime accept it nowhere else.
  package var takesErrno: Bool { largestReturn != nil }

  /// The largest `errnoRet`: the kernel caps an errno at MAX_ERRNO, and gives a tracer 16 bits.
  package var largestReturn: UInt64? {
    switch self {
    case .errno: return 4095
    case .trace: return 0xffff
    case .kill, .killThread, .killProcess, .trap, .allow, .log, .notify: return nil
    }
  }

  /// SECCOMP_RET_* of seccomp(2), which libseccomp uses as well, with `errnoRet` (EPERM when it is not given).
  package func value(errnoRet: UInt64?) -> UInt32 {
    let data = UInt32(truncatingIfNeeded: errnoRet ?? 1) & 0xffff
    switch self {
    case .kill, .killThread: return 0
    case .killProcess: return 0x8000_0000
    case .trap: return 0x0003_0000
    case .errno: return 0x0005_0000 | data
    case .notify: return 0x7fc0_0000
    case .trace: return 0x7ff0_0000 | data
    case .log: return 0x7ffc_0000
    case .allow: return 0x7fff_0000
    }
  }

  /// As a default action, whether system calls that the profile does not know go through, or to a tracer that is to
  /// judge them: these get no ENOSYS stub.
  package var isPermissive: Bool {
    switch self {
    case .allow, .log, .trace: return true
    case .kill, .killThread, .killProcess, .trap, .errno, .notify: return false
    }
  }
}

/// How an argument is compared (`syscalls[].args[].op`); the raw value is libseccomp's SCMP_CMP_*.
package enum SeccompOperator: UInt32, CaseIterable, Sendable {
  case notEqual = 1
  case less, lessOrEqual, equal, greaterOrEqual, greater, maskedEqual

  /// The name in config.json.
  package var name: String {
    switch self {
    case .notEqual: return "SCMP_CMP_NE"
    case .less: return "SCMP_CMP_LT"
    case .lessOrEqual: return "SCMP_CMP_LE"
    case .equal: return "SCMP_CMP_EQ"
    case .greaterOrEqual: return "SCMP_CMP_GE"
    case .greater: return "SCMP_CMP_GT"
    case .maskedEqual: return "SCMP_CMP_MASKED_EQ"
    }
  }

  /// The one of that exact name; nil for any other.
  package init?(name: String) {
    for candidate in SeccompOperator.allCases where candidate.name == name {
      self = candidate
      return
    }
    return nil
  }
}

/// A flag of seccomp(2) that a profile can set (`flags[]`).
package enum SeccompFlag: CaseIterable, Sendable {
  case tsync, log, specAllow, waitKillableRecv

  /// The name in config.json.
  package var name: String {
    switch self {
    case .tsync: return "SECCOMP_FILTER_FLAG_TSYNC"
    case .log: return "SECCOMP_FILTER_FLAG_LOG"
    case .specAllow: return "SECCOMP_FILTER_FLAG_SPEC_ALLOW"
    case .waitKillableRecv: return "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"
    }
  }

  /// The one of that exact name; nil for any other.
  package init?(name: String) {
    for candidate in SeccompFlag.allCases where candidate.name == name {
      self = candidate
      return
    }
    return nil
  }

  /// SECCOMP_FILTER_FLAG_*.
  ///
  /// TSYNC is 0: the init stage has one thread, so there is nothing to synchronise, and the kernel refuses it together
  /// with a listener.
  package var bit: UInt32 {
    switch self {
    case .tsync: return 0
    case .log: return 1 << 1
    case .specAllow: return 1 << 2
    case .waitKillableRecv: return 1 << 5
    }
  }

  /// SECCOMP_FILTER_FLAG_NEW_LISTENER, set where a rule notifies.
  package static let newListener: UInt32 = 1 << 3
}
