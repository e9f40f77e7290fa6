// SPDX-License-Identifier: Apache-2.0

/// config-linux.md, "Seccomp".
package struct Seccomp: Sendable {
  package var defaultAction: String?
  package var defaultErrnoRet: UInt64?
  package var architectures: [String]?
  package var flags: [String]?
  package var listenerPath: String?
  package var listenerMetadata: String?
  package var syscalls: [SyscallRule]?
  package init() {}
}

package struct SyscallRule: Sendable {
  package var names: [String]?
  package var action: String?
  package var errnoRet: UInt64?
  package var args: [SyscallArgument]?
  package init() {}
}

package struct SyscallArgument: Sendable {
  package var index: UInt64?
  package var value: UInt64?
  package var valueTwo: UInt64?
  package var op: String?
  package init() {}
}
