// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
internal import OCI

extension Validate {
  /// config-linux.md: personality, memory policy, Intel RDT.
  static let platformRules: [Rule] = [
    // "Personality": domain (string, REQUIRED) LINUX or LINUX32; "Currently no flag values are supported" (runc warns,
    // crun ignores them).
    Rule("personality") { spec, report in
      guard let personality = spec.linux?.personality else { return }
      let domain = personality.domain ?? ""
      if PersonalityDomain(name: domain) == nil {
        report.error(
          "/linux/personality/domain", "invalid personality domain \(domain)",
          hint: DidYouMean.hint(for: domain, among: PersonalityDomain.allCases.map { $0.name }))
      }
      for (index, flag) in (personality.flags ?? []).enumerated() {
        report.error(
          "/linux/personality/flags/\(index)", "unsupported personality flag \(flag)", hint: "there are none yet")
      }
    },

    // "Memory policy": mode (string, REQUIRED) and flags are lists of constants; nodes like "0-3,7".
    Rule("memory-policy-names") { spec, report in
      guard let policy = spec.linux?.memoryPolicy else { return }
      let mode = policy.mode ?? ""
      if MemoryPolicyMode(name: mode) == nil {
        report.error(
          "/linux/memoryPolicy/mode", "invalid memory policy mode \"\(mode)\"",
          hint: DidYouMean.hint(for: mode, among: MemoryPolicyMode.allCases.map { $0.name }))
      }
      for (index, flag) in (policy.flags ?? []).enumerated() where MemoryPolicyFlag(name: flag) == nil {
        report.error(
          "/linux/memoryPolicy/flags/\(index)", "invalid memory policy flag \"\(flag)\"",
          hint: DidYouMean.hint(for: flag, among: MemoryPolicyFlag.allCases.map { $0.name }))
      }
    },

    // "Some modes require that there are no nodes [...]. Others that there is at least one node"; set_mempolicy(2).
    Rule("memory-policy-nodes") { spec, report in
      guard let policy = spec.linux?.memoryPolicy, let mode = MemoryPolicyMode(name: policy.mode ?? "") else { return }
      let text = policy.nodes ?? ""
      guard let nodes = text.isEmpty ? [] : NumberList.parse(text) else {
        report.error("/linux/memoryPolicy/nodes", "invalid memory policy nodes \"\(text)\"", hint: "like \"0-3,7\"")
        return
      }
      switch mode {
      case .default, .local:
        if !nodes.isEmpty {
          report.error("/linux/memoryPolicy/nodes", "memory policy mode requires 0 nodes but got \(nodes.count)")
        }
      case .bind, .interleave, .preferredMany, .weightedInterleave:
        if nodes.isEmpty {
          report.error("/linux/memoryPolicy/nodes", "memory policy mode requires at least one node but got 0")
        }
      case .preferred: break
      }
    },

    // "Intel RDT": closID "MUST NOT" be `.`, `..` or hold a slash unless it is "/"; lines MUST NOT contain newlines;
    // memBwSchema "MUST start with `MB:`".
    Rule("intel-rdt") { spec, report in
      guard let rdt = spec.linux?.intelRdt else { return }
      if let closID = rdt.closID, closID != "/",
        closID == "." || closID == ".." || closID.utf8.contains(UInt8(ascii: "/"))
      {
        report.error("/linux/intelRdt/closID", "invalid intelRdt.ClosID \"\(closID)\"")
      }
      if let schema = rdt.memBwSchema, !schema.utf8.starts(with: "MB:".utf8) {
        report.error("/linux/intelRdt/memBwSchema", "\"\(schema)\" does not start with \"MB:\"")
      }
      var lines: [(pointer: String, text: String)] = [
        ("/linux/intelRdt/memBwSchema", rdt.memBwSchema ?? "")
      ]
      for (index, line) in (rdt.schemata ?? []).enumerated() {
        lines.append(("/linux/intelRdt/schemata/\(index)", line))
      }
      for line in lines where line.text.utf8.contains(UInt8(ascii: "\n")) {
        report.error(line.pointer, "must not contain newlines")
      }
    },
  ]
}
