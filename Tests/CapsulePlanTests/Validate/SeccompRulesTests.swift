// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import OCI
import Testing

@Suite struct SeccompRulesTests {
  /// What the rules say of a profile, one finding a line.
  func judge(_ profile: String) throws -> [String] {
    let document = #"{"ociVersion":"1.3.0","linux":{"seccomp":"# + profile + "}}"
    let spec = try RuntimeSpec.parse(Array(document.utf8))
    return Validate.seccomp(spec.linux?.seccomp ?? Seccomp()).map { finding in
      (finding.severity == .error ? "" : "warning ") + finding.sentence
    }
  }

  @Test(
    "a profile that the specification allows has no findings",
    arguments: [
      #"{"defaultAction":"SCMP_ACT_ALLOW"}"#,
      #"{"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":38,"flags":[],"architectures":[]}"#,
      #"{"defaultAction":"SCMP_ACT_TRACE","defaultErrnoRet":65535,"syscalls":[{"names":["a"],"action":"SCMP_ACT_LOG"}]}"#,
      #"{"defaultAction":"SCMP_ACT_ALLOW","listenerPath":"/x","listenerMetadata":"m","#
        + #""flags":["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV","SECCOMP_FILTER_FLAG_TSYNC"],"#
        + #""syscalls":[{"names":["mkdir"],"action":"SCMP_ACT_NOTIFY"}]}"#,
      // "If the SCMP_ACT_NOTIFY action is not used this value is ignored."
      #"{"defaultAction":"SCMP_ACT_ALLOW","listenerPath":"/x","listenerMetadata":"m"}"#,
      #"{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["socket"],"action":"SCMP_ACT_ERRNO","errnoRet":4095,"#
        + #""args":[{"index":5,"value":18446744073709551615,"op":"SCMP_CMP_MASKED_EQ","valueTwo":1}]}]}"#,
    ])
  func allowed(_ profile: String) throws {
    #expect(try judge(profile) == [])
  }

  @Test(
    "what it forbids, or nobody can carry out, is refused where it stands",
    arguments: [
      (#"{}"#, "/linux/seccomp: defaultAction is required"),
      (
        #"{"defaultAction":"SCMP_ACT_ALOW"}"#,
        #"/linux/seccomp/defaultAction: "SCMP_ACT_ALOW" is not a seccomp action (did you mean "SCMP_ACT_ALLOW"?)"#
      ),
      (
        #"{"defaultAction":"SCMP_ACT_NOTIFY","listenerPath":"/x"}"#,
        "/linux/seccomp/defaultAction: SCMP_ACT_NOTIFY cannot be used as default action"
      ),
      (
        #"{"defaultAction":"SCMP_ACT_ALLOW","defaultErrnoRet":1}"#,
        "/linux/seccomp/defaultErrnoRet: defaultErrnoRet cannot be used with action SCMP_ACT_ALLOW"
      ),
      (
        #"{"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":4096}"#,
        "/linux/seccomp/defaultErrnoRet: defaultErrnoRet 4096 is more than 4095"
      ),
      (
        #"{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_X86_65"]}"#,
        "/linux/seccomp/architectures/0: \"SCMP_ARCH_X86_65\" is not a seccomp architecture "
          + "(did you mean \"SCMP_ARCH_X86_64\"?)"
      ),
      (
        #"{"defaultAction":"SCMP_ACT_ALLOW","flags":["SECCOMP_FILTER_FLAG_LOGS"]}"#,
        "/linux/seccomp/flags/0: \"SECCOMP_FILTER_FLAG_LOGS\" is not a seccomp flag "
          + "(did you mean \"SECCOMP_FILTER_FLAG_LOG\"?)"
      ),
      (
        #"{"defaultAction":"SCMP_ACT_ALLOW","flags":["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"]}"#,
        "/linux/seccomp/flags/0: SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV needs a rule with SCMP_ACT_NOTIFY"
      ),
      (
        #"{"defaultAction":"SCMP_ACT_ALLOW","listenerMetadata":"m"}"#,
        "/linux/seccomp/listenerMetadata: listenerMetadata is set without listenerPath"
      ),
      (
        #"{"defaultAction":"SCMP_ACT_ALLOW","listenerPath":"","syscalls":[{"names":["a"],"action":"SCMP_ACT_NOTIFY"}]}"#,
        "/linux/seccomp: SCMP_ACT_NOTIFY needs listenerPath, the socket of the seccomp agent"
      ),
      (
        #"{"defaultAction":"SCMP_ACT_ALLOW","listenerPath":"/x","syscalls":[{"names":["read","write"],"#
          + #""action":"SCMP_ACT_NOTIFY"}]}"#,
        "/linux/seccomp/syscalls/0/names: SCMP_ACT_NOTIFY cannot be used for the write syscall"
      ),
      (
        #"{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a"]}]}"#,
        "/linux/seccomp/syscalls/0: action is required"
      ),
      (
        #"{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"action":"SCMP_ACT_LOG"}]}"#,
        "/linux/seccomp/syscalls/0: names needs at least one system call"
      ),
      (
        #"{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a",""],"action":"SCMP_ACT_LOG"}]}"#,
        "/linux/seccomp/syscalls/0/names/1: a system call's name is empty"
      ),
      (
        #"{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a"],"action":"SCMP_ACT_KILL","errnoRet":1}]}"#,
        "/linux/seccomp/syscalls/0/errnoRet: errnoRet cannot be used with action SCMP_ACT_KILL"
      ),
    ])
  func refused(_ profile: String, _ finding: String) throws {
    #expect(try judge(profile) == [finding])
  }

  @Test(
    "conditions: index, value and operator",
    arguments: [
      (#"{"value":1,"op":"SCMP_CMP_EQ"}"#, "/linux/seccomp/syscalls/0/args/0: index is required"),
      (#"{"index":0,"op":"SCMP_CMP_EQ"}"#, "/linux/seccomp/syscalls/0/args/0: value is required"),
      (#"{"index":0,"value":1}"#, "/linux/seccomp/syscalls/0/args/0: op is required"),
      (
        #"{"index":6,"value":1,"op":"SCMP_CMP_EQ"}"#,
        "/linux/seccomp/syscalls/0/args/0/index: a system call has arguments 0 to 5, not 6"
      ),
      (
        #"{"index":0,"value":1,"op":"SCMP_CMP_EQL"}"#,
        #"/linux/seccomp/syscalls/0/args/0/op: "SCMP_CMP_EQL" is not a seccomp operator (did you mean "SCMP_CMP_EQ"?)"#
      ),
      (
        #"{"index":0,"value":2,"valueTwo":3,"op":"SCMP_CMP_MASKED_EQ"}"#,
        "warning /linux/seccomp/syscalls/0/args/0/valueTwo: bits outside the mask are ignored "
          + "(SCMP_CMP_MASKED_EQ: value is the mask, valueTwo what remains of the argument)"
      ),
      (
        #"{"index":0,"value":2,"op":"SCMP_CMP_GE"},{"index":0,"value":4,"op":"SCMP_CMP_LE"}"#,
        "warning /linux/seccomp/syscalls/0/args/1: a second condition on argument 0: each condition then suffices alone "
          + "(libseccomp takes one condition on an argument, so the rule is split, as runc and crun do)"
      ),
    ])
  func conditions(_ arguments: String, _ finding: String) throws {
    let rule = #"{"names":["a"],"action":"SCMP_ACT_LOG","args":["# + arguments + "]}"
    #expect(try judge(#"{"defaultAction":"SCMP_ACT_ALLOW","syscalls":["# + rule + "]}") == [finding])
  }

  @Test("names of actions, operators, architectures and flags lead back to what they name")
  func tables() {
    for action in SeccompAction.allCases { #expect(SeccompAction(name: action.name) == action) }
    for comparison in SeccompOperator.allCases { #expect(SeccompOperator(name: comparison.name) == comparison) }
    for flag in SeccompFlag.allCases { #expect(SeccompFlag(name: flag.name) == flag) }
    for architecture in SeccompArchitecture.allCases {
      #expect(SeccompArchitecture(name: architecture.name) == architecture)
      #expect(architecture.token == architecture.audit || architecture == .x32)
    }
    #expect(SeccompArchitecture.allCases.count == 23)
  }
}
