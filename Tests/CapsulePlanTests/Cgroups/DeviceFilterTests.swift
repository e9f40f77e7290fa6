// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import OCI
import Testing

/// The device filter: ordered rules, their eBPF program, and v1's list.
@Suite struct DeviceFilterTests {
  typealias Rule = DeviceRules.Rule

  /// What the rules mean, spelled out: each access bit by the last rule that matches.
  static func meaning(_ rules: [Rule], _ request: DeviceRequest) -> Bool {
    for bit in [1, 2, 4] as [UInt8] where request.access & bit != 0 {
      var allowed = false
      for rule in rules {
        let kindFits = rule.kind == .all || (rule.kind == .block) == (request.kind == 1)
        let numbersFit =
          (rule.major == nil || rule.major == request.major) && (rule.minor == nil || rule.minor == request.minor)
        if kindFits && numbersFit && rule.access.rawValue & bit != 0 { allowed = rule.allow }
      }
      if !allowed { return false }
    }
    return true
  }

  static let requests: [DeviceRequest] = {
    var list: [DeviceRequest] = []
    for kind in [1, 2] as [UInt32] {
      for major in [1, 2, 136] as [UInt32] {
        for minor in [0, 3, 70_000] as [UInt32] {
          for access in 1...7 as ClosedRange<UInt8> {
            list.append(DeviceRequest(kind: kind, major: major, minor: minor, access: access))
          }
        }
      }
    }
    return list
  }()

  @Test("a program decides as the rules say, for thousands of random lists", arguments: 0..<40)
  func random(_ seed: Int) throws {
    var generator = Numbers(state: UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1)
    for _ in 0..<40 {
      var rules: [Rule] = []
      for _ in 0..<generator.next(12) {
        rules.append(
          Rule(
            allow: generator.next(2) == 0, kind: [.all, .character, .block][generator.next(3)],
            major: [nil, nil, 1, 2, 8, 136][generator.next(6)], minor: [nil, nil, 0, 3, 5, 70_000][generator.next(6)],
            access: DeviceRules.Access(rawValue: UInt8([7, 7, 1, 2, 3, 4, 5, 6][generator.next(8)]))))
      }
      let program = try DeviceProgram(DeviceRules(rules: rules)).bytes
      try BPFInterpreter.check(program)
      for request in Self.requests where try BPFInterpreter.run(program, request) != Self.meaning(rules, request) {
        Issue.record("\(rules.map { ($0.allow ? "+" : "-") + $0.text }) \(request)")
        return
      }
    }
  }

  @Test("the interpreter refuses what the kernel's verifier would")
  func interpreter() {
    #expect(throws: BPFInterpreter.Trap.self) {
      try BPFInterpreter.run([0xff, 0, 0, 0, 0, 0, 0, 0], DeviceRequest(kind: 1, major: 1, minor: 1, access: 1))
    }
    // An instruction nobody reaches.
    #expect(throws: BPFInterpreter.Trap.self) {
      try BPFInterpreter.check([0xb7, 0, 0, 0, 1, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0])
    }
  }

  @Test("the default filter is short and has what every container needs")
  func defaults() throws {
    let rules = try DeviceRules(CgroupSamples.resources(#"{"devices":[{"allow":false,"access":"rwm"}]}"#).devices ?? [])
    let program = try DeviceProgram(rules)
    #expect(program.count < 32)
    func allows(_ kind: UInt32, _ major: UInt32, _ minor: UInt32, _ access: UInt8) throws -> Bool {
      try BPFInterpreter.run(program.bytes, DeviceRequest(kind: kind, major: major, minor: minor, access: access))
    }
    #expect(try allows(2, 1, 3, 7) && allows(2, 5, 0, 6) && allows(2, 136, 9, 6) && allows(1, 8, 0, 1))
    #expect(try !allows(1, 8, 0, 2) && !allows(2, 1, 11, 2) && !allows(2, 10, 229, 6) && !allows(1, 1, 3, 6))
    #expect(
      try DeviceList(rules).writes.map(CgroupSamples.show) == [
        "devices.deny=a", "devices.allow=c *:* m", "devices.allow=b *:* m", "devices.allow=c 1:3 rwm",
        "devices.allow=c 1:5 rwm", "devices.allow=c 1:7 rwm", "devices.allow=c 1:8 rwm", "devices.allow=c 1:9 rwm",
        "devices.allow=c 5:0 rwm", "devices.allow=c 5:2 rwm", "devices.allow=c 10:200 rwm",
        "devices.allow=c 136:* rwm",
      ])
  }

  @Test("all devices allowed is one write and a two-instruction answer")
  func everything() throws {
    let rules = try DeviceRules(CgroupSamples.resources(#"{"devices":[{"allow":true}]}"#).devices ?? [])
    #expect(try DeviceList(rules).writes.map(CgroupSamples.show) == ["devices.allow=a"])
    #expect(try DeviceProgram(rules).count == 8)
  }

  @Test("v1's list takes rules away again, and refuses to punch a hole it cannot")
  func list() throws {
    func writes(_ json: String) throws -> [String] {
      let rules = try CgroupSamples.resources(#"{"devices":["# + json + "]}").devices ?? []
      return try DeviceList(DeviceRules(rules: DeviceRules(rules).rules.dropLast(DeviceRules.defaults.count)))
        .writes.map(CgroupSamples.show)
    }
    #expect(
      try writes(
        #"{"allow":true,"type":"c","major":9,"minor":1,"access":"rw"},"#
          + #"{"allow":false,"type":"c","major":9,"access":"w"}"#)
        == ["devices.deny=a", "devices.allow=c 9:1 r"])
    #expect(
      try writes(#"{"allow":true},{"allow":false,"type":"b","major":8,"minor":-1,"access":"w"}"#)
        == ["devices.allow=a", "devices.deny=b 8:* w"])
    let hole = CgroupSamples.message {
      _ = try writes(
        #"{"allow":true,"type":"c","major":9,"access":"rw"},{"allow":false,"type":"c","major":9,"minor":1}"#)
    }
    #expect(hole.hasSuffix("cgroup v1 cannot deny `c 9:1 rwm` within `c 9:* rw`"))
  }

  /// xorshift: the same lists on every run.
  struct Numbers {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
  }
}
