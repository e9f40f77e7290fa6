// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Kernel
import OCI

/// Profiles in one line.
enum Profile {
  static func make(
    _ action: SeccompAction, errnoRet: UInt64? = nil, architectures: [SeccompArchitecture]? = nil,
    _ rules: [SyscallRule] = []
  ) -> Seccomp {
    var profile = Seccomp()
    profile.defaultAction = action.name
    profile.defaultErrnoRet = errnoRet
    profile.architectures = architectures?.map { $0.name }
    profile.syscalls = rules
    return profile
  }

  static func rule(
    _ names: [String], _ action: SeccompAction, errnoRet: UInt64? = nil, _ arguments: [SyscallArgument] = []
  ) -> SyscallRule {
    var rule = SyscallRule()
    rule.names = names
    rule.action = action.name
    rule.errnoRet = errnoRet
    rule.args = arguments
    return rule
  }

  static func argument(
    _ index: UInt64, _ comparison: SeccompOperator, _ value: UInt64, _ valueTwo: UInt64? = nil
  ) -> SyscallArgument {
    var argument = SyscallArgument()
    argument.index = index
    argument.op = comparison.name
    argument.value = value
    argument.valueTwo = valueTwo
    return argument
  }
}

extension Profile {
  /// bundles/seccomp.json: about 400 names, three architectures, conditions on clone, personality and socket.
  static func engineLike() throws -> Seccomp {
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let text = try Files.read("/" + root + "/bundles/seccomp.json", limit: 1 << 20)
    let document = Array(#"{"ociVersion":"1.3.0","linux":{"seccomp":"#.utf8) + text + Array("}}".utf8)
    return try RuntimeSpec.parse(document).linux?.seccomp ?? Seccomp()
  }
}

/// Some x86-64 and AArch64 numbers, for the machine that the tests run on.
enum Number {
  #if arch(arm64)
    static let getppid: UInt32 = 173
    static let write: UInt32 = 64
    static let mkdirat: UInt32 = 34
    static let clone: UInt32 = 220
  #else
    static let getppid: UInt32 = 110
    static let write: UInt32 = 1
    static let mkdirat: UInt32 = 258
    static let clone: UInt32 = 56
  #endif
  static let openat2: UInt32 = 437
  static let cachestat: UInt32 = 451
}
