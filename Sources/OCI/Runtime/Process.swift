// SPDX-License-Identifier: Apache-2.0

/// config.md, "Process" and "POSIX process"; also the whole of `exec --process FILE`.
package struct Process: Sendable {
  package var terminal: Bool?
  package var consoleSize: ConsoleSize?
  package var cwd: String?
  package var env: [String]?
  package var args: [String]?
  package var user: User?
  package var capabilities: Capabilities?
  package var rlimits: [Rlimit]?
  package var noNewPrivileges: Bool?
  package var apparmorProfile: String?
  package var selinuxLabel: String?
  package var oomScoreAdj: Int64?
  package var scheduler: Scheduler?
  package var ioPriority: IOPriority?
  package var execCPUAffinity: ExecCPUAffinity?
  package init() {}
}

package struct ConsoleSize: Sendable {
  package var height: UInt64?
  package var width: UInt64?
  package init() {}
}

package struct User: Sendable {
  package var uid: UInt64?
  package var gid: UInt64?
  package var umask: UInt64?
  package var additionalGids: [UInt64]?
  package var username: String?
  package init() {}
}

/// Names as written, for example `CAP_KILL`.
package struct Capabilities: Sendable {
  package var effective: [String]?
  package var bounding: [String]?
  package var inheritable: [String]?
  package var permitted: [String]?
  package var ambient: [String]?
  package init() {}
}

package struct Rlimit: Sendable {
  package var type: String?
  package var soft: UInt64?
  package var hard: UInt64?
  package init() {}
}

package struct Scheduler: Sendable {
  package var policy: String?
  package var nice: Int64?
  package var priority: Int64?
  package var flags: [String]?
  package var runtime: UInt64?
  package var deadline: UInt64?
  package var period: UInt64?
  package init() {}
}

package struct IOPriority: Sendable {
  package var `class`: String?
  package var priority: Int64?
  package init() {}
}

package struct ExecCPUAffinity: Sendable {
  package var initial: String?
  package var final: String?
  package init() {}
}
