// SPDX-License-Identifier: Apache-2.0
package import OCI

extension Validate {
  /// config-linux.md, "Seccomp".
  static let seccompRules: [Rule] = [
    Rule("seccomp-action") { spec, report in
      guard let profile = spec.linux?.seccomp else { return }
      seccompActions(profile, &report)
    },
    Rule("seccomp-errno") { spec, report in
      guard let profile = spec.linux?.seccomp else { return }
      seccompErrno(profile.defaultErrnoRet, profile.defaultAction, seccompPointer, "defaultErrnoRet", &report)
      for (index, rule) in (profile.syscalls ?? []).enumerated() {
        seccompErrno(rule.errnoRet, rule.action, seccompPointer + "/syscalls/\(index)", "errnoRet", &report)
      }
    },
    Rule("seccomp-architecture") { spec, report in
      for (index, name) in (spec.linux?.seccomp?.architectures ?? []).enumerated() {
        if SeccompArchitecture(name: name) != nil { continue }
        seccompUnknown(
          name, "architecture", SeccompArchitecture.allCases.map { $0.name },
          seccompPointer + "/architectures/\(index)", &report)
      }
    },
    Rule("seccomp-flag") { spec, report in
      guard let profile = spec.linux?.seccomp else { return }
      for (index, name) in (profile.flags ?? []).enumerated() {
        let pointer = seccompPointer + "/flags/\(index)"
        guard let flag = SeccompFlag(name: name) else {
          seccompUnknown(name, "flag", SeccompFlag.allCases.map { $0.name }, pointer, &report)
          continue
        }
        // The kernel (5.19) refuses it on a filter that nobody listens to.
        if flag == .waitKillableRecv, !seccompNotifies(profile) {
          report.error(pointer, "\(name) needs a rule with SCMP_ACT_NOTIFY")
        }
      }
    },
    Rule("seccomp-listener") { spec, report in
      guard let profile = spec.linux?.seccomp else { return }
      seccompListener(profile, &report)
    },
    Rule("seccomp-rule") { spec, report in
      for (index, rule) in (spec.linux?.seccomp?.syscalls ?? []).enumerated() {
        seccompRule(rule, seccompPointer + "/syscalls/\(index)", &report)
      }
    },
  ]

  /// The findings of a profile alone.
  package static func seccomp(_ profile: Seccomp) -> [Finding] {
    var spec = RuntimeSpec()
    spec.linux = Linux()
    spec.linux?.seccomp = profile
    var report = Report()
    for rule in seccompRules {
      report.rule = rule.id
      rule.check(spec, &report)
    }
    return report.findings
  }

  private static let seccompPointer = "/linux/seccomp"

  private static func seccompNotifies(_ profile: Seccomp) -> Bool {
    for rule in profile.syscalls ?? [] where rule.action == SeccompAction.notify.name { return true }
    return false
  }

  private static func seccompUnknown(
    _ name: String, _ what: String, _ known: [String], _ pointer: String, _ report: inout Report
  ) {
    report.error(pointer, "\"\(name)\" is not a seccomp \(what)", hint: DidYouMean.hint(for: name, among: known))
  }

  /// "defaultAction (string, REQUIRED)", "action (string, REQUIRED)".
  private static func seccompActions(_ profile: Seccomp, _ report: inout Report) {
    let known = SeccompAction.allCases.map { $0.name }
    if let name = profile.defaultAction {
      let pointer = seccompPointer + "/defaultAction"
      let action = SeccompAction(name: name)
      if action == nil { seccompUnknown(name, "action", known, pointer, &report) }
      // The process could not even say that there is a listener.
      if action == .notify { report.error(pointer, "SCMP_ACT_NOTIFY cannot be used as default action") }
    } else {
      report.error(seccompPointer, "defaultAction is required")
    }
    for (index, rule) in (profile.syscalls ?? []).enumerated() {
      let pointer = seccompPointer + "/syscalls/\(index)"
      guard let name = rule.action else {
        report.error(pointer, "action is required")
        continue
      }
      let action = SeccompAction(name: name)
      if action == nil { seccompUnknown(name, "action", known, pointer + "/action", &report) }
      // The init stage tells its parent of the listener by write(2), when the filter is in force already.
      if action == .notify, (rule.names ?? []).contains("write") {
        report.error(pointer + "/names", "SCMP_ACT_NOTIFY cannot be used for the write syscall")
      }
    }
  }

  /// The errno of an action that has none: "the runtime MUST print and error and fail".
  private static func seccompErrno(
    _ value: UInt64?, _ name: String?, _ pointer: String, _ member: String, _ report: inout Report
  ) {
    guard let value, let action = SeccompAction(name: name ?? "") else { return }
    guard let largest = action.largestReturn else {
      report.error(pointer + "/" + member, "\(member) cannot be used with action \(action.name)")
      return
    }
    if value > largest { report.error(pointer + "/" + member, "\(member) \(value) is more than \(largest)") }
  }

  /// listenerMetadata "MUST NOT be set if listenerPath is not set"; and a listener that nobody receives would stop the
  /// container at the first call that notifies.
  private static func seccompListener(_ profile: Seccomp, _ report: inout Report) {
    guard (profile.listenerPath ?? "").isEmpty else { return }
    if let metadata = profile.listenerMetadata, !metadata.isEmpty {
      report.error(seccompPointer + "/listenerMetadata", "listenerMetadata is set without listenerPath")
    }
    if seccompNotifies(profile) {
      report.error(seccompPointer, "SCMP_ACT_NOTIFY needs listenerPath, the socket of the seccomp agent")
    }
  }

  /// `names` "MUST contain at least one entry".
  private static func seccompRule(_ rule: SyscallRule, _ pointer: String, _ report: inout Report) {
    let names = rule.names ?? []
    if names.isEmpty { report.error(pointer, "names needs at least one system call") }
    for (index, name) in names.enumerated() where name.isEmpty {
      report.error(pointer + "/names/\(index)", "a system call's name is empty")
    }
    var indexes: [UInt64] = []
    for (index, argument) in (rule.args ?? []).enumerated() {
      let pointer = pointer + "/args/\(index)"
      seccompArgument(argument, pointer, &report)
      guard let number = argument.index else { continue }
      if indexes.contains(number) {
        report.warning(
          pointer, "a second condition on argument \(number): each condition then suffices alone",
          hint: "libseccomp takes one condition on an argument, so the rule is split, as runc and crun do")
      }
      indexes.append(number)
    }
  }

  /// `index`, `value` and `op` are REQUIRED.
  private static func seccompArgument(_ argument: SyscallArgument, _ pointer: String, _ report: inout Report) {
    if let index = argument.index {
      if index > 5 { report.error(pointer + "/index", "a system call has arguments 0 to 5, not \(index)") }
    } else {
      report.error(pointer, "index is required")
    }
    if argument.value == nil { report.error(pointer, "value is required") }
    guard let name = argument.op else {
      report.error(pointer, "op is required")
      return
    }
    guard let comparison = SeccompOperator(name: name) else {
      seccompUnknown(name, "operator", SeccompOperator.allCases.map { $0.name }, pointer + "/op", &report)
      return
    }
    if comparison == .maskedEqual, let mask = argument.value, (argument.valueTwo ?? 0) & ~mask != 0 {
      report.warning(
        pointer + "/valueTwo", "bits outside the mask are ignored",
        hint: "SCMP_CMP_MASKED_EQ: value is the mask, valueTwo what remains of the argument")
    }
  }
}
