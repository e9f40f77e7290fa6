// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import OCI
import Testing

/// One demand: configurations that meet it, and one that breaks it at a place.
struct RuleCase: CustomTestStringConvertible, Sendable {
  let rule: String
  let passing: [String]
  let failing: String
  let pointer: String
  var testDescription: String { rule + " " + pointer }

  init(_ rule: String, passing: String..., failing: String, at pointer: String) {
    self.rule = rule
    self.passing = passing
    self.failing = failing
    self.pointer = pointer
  }
}

@Suite struct RuleTests {
  @Test("a configuration that breaks a rule is told so, by rule and place", arguments: ruleCases)
  func breaks(_ example: RuleCase) throws {
    let findings = Validate.findings(try parse(example.failing))
    let places = findings.filter { $0.rule == example.rule }.map { $0.pointer }
    #expect(places.contains(example.pointer), "\(findings.map { $0.rule + " " + $0.sentence })")
  }

  @Test("a configuration that keeps a rule is not bothered by it", arguments: ruleCases)
  func keeps(_ example: RuleCase) throws {
    for text in example.passing {
      let findings = Validate.findings(try parse(text)).filter { $0.rule == example.rule }
      #expect(findings == [], "\(text)")
    }
  }

  @Test("every rule has such an example")
  func complete() {
    let covered = Set(ruleCases.map { $0.rule })
    let missing = Validate.rules.map { $0.id }.filter { !covered.contains($0) && !$0.hasPrefix("seccomp") }
    #expect(missing == [])
  }

  @Test("rules have different names")
  func names() {
    let names = Validate.rules.map { $0.id }
    #expect(Set(names).count == names.count)
  }

  @Test("all findings are collected, not only the first")
  func collected() throws {
    let text = document(
      version: #""2.0""#, root: "{}", process: #"{"cwd":"tmp","args":[]}"#, mounts: #"[{"source":"/x"}]"#)
    let rules = Validate.findings(try parse(text)).map { $0.rule }
    #expect(
      rules == ["oci-version", "root-required", "process-args", "process-cwd", "mount-destination", "mount-type"])
  }

  @Test("a refusal names the first finding and counts the others; warnings do not refuse")
  func refusal() throws {
    let text = document(root: "{}", process: #"{"cwd":"tmp","args":[]}"#)
    let failure = #expect(throws: Failure.self) { _ = try Validate.check(Validate.findings(try parse(text))) }
    #expect(failure?.message == "invalid configuration: /root/path: missing")
    #expect(failure?.hint == #"the conventional value is "rootfs"; and 2 more: see `capsule-oci check`"#)
    let warnings = try Validate.check(Validate.findings(try parse(document(version: #""1.9.0""#))))
    #expect(warnings == ["/ociVersion: version 1.9.0 is newer than 1.3.0: newer properties are unknown here"])
  }

  @Test(
    "warnings are warnings",
    arguments: [
      document(version: #""1.4.0-rc.1""#),
      process(#""capabilities":{"bounding":["CAP_WHAT"]}"#),
      mount(#"{"destination":"tmp","type":"tmpfs"}"#),
      process(#""user":{"uid":0}"#),
    ])
  func warnings(_ text: String) throws {
    #expect(Validate.findings(try parse(text)).map { $0.severity } == [.warning])
  }

  @Test(
    "a mistyped word is recognised",
    arguments: [
      (linux("\"x\":1", namespaces: #"{"type":"netwrok"}"#), #"did you mean "network"?"#),
      (mount(#"{"destination":"/x","source":"/x","options":["bind","nosiud"]}"#), #"did you mean "nosuid"?"#),
      (process(#""rlimits":[{"type":"RLIMIT_NOFILES","soft":1,"hard":1}]"#), #"did you mean "RLIMIT_NOFILE"?"#),
      (process(#""capabilities":{"bounding":["cap_chown"]}"#), #"did you mean "CAP_CHOWN"?"#),
      (linux(#""rootfsPropagation":"priavte""#), #"did you mean "private"?"#),
      (
        mount(#"{"destination":"/x","type":"bind","source":"/x"}"#),
        #"a bind mount is made by "bind" among its options"#
      ),
    ])
  func hints(_ text: String, _ hint: String) throws {
    #expect(Validate.findings(try parse(text)).map { $0.hint } == [hint])
  }

  @Test("a process alone is judged with pointers of its own")
  func processAlone() throws {
    var process = OCI.Process()
    process.cwd = "x"
    process.args = ["a"]
    #expect(Validate.findings(process: process).map { $0.pointer } == ["/process/cwd"])
  }

  @Test(
    "versions are those of semver.org",
    arguments: [
      ("1.3.0", true), ("1.0.2-dev", true), ("1.0.0-rc.1+build.5", true), ("1.2.3+a-b", true), ("1.3", false),
      ("1.3.0.", false), ("v1.3.0", false), ("1.03.0", false), ("1.3.0-", false), ("1.3.0-a..b", false), ("", false),
      ("1.3.x", false), ("1.3.0 ", false),
    ])
  func versions(_ text: String, _ valid: Bool) {
    #expect((SemanticVersion(text) != nil) == valid)
  }
}
