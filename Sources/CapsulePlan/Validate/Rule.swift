// SPDX-License-Identifier: Apache-2.0

package import OCI

/// One demand of the specification that can be judged without the kernel.
package struct Rule: Sendable {
  /// Stable name, for findings and docs/conformance.md.
  package let id: String
  let check: @Sendable (RuntimeSpec, inout Report) -> Void

  init(_ id: String, _ check: @escaping @Sendable (RuntimeSpec, inout Report) -> Void) {
    self.id = id
    self.check = check
  }
}

/// The judgement of a configuration: every rule is asked, every finding kept.
package enum Validate {
  /// In the order of the specification's chapters.
  ///
  /// Errors refuse `create`, warnings are shown.
  package static let rules: [Rule] =
    documentRules + processRules + processValueRules + namespaceRules + mountRules + pathRules + deviceRules
    + resourceRules + limitRules + sysctlRules + seccompRules + platformRules + hookRules

  package static func findings(_ spec: RuntimeSpec) -> [Finding] { ask(rules, spec) }

  /// The findings of a process alone, as in `exec --process`; pointers start at the process.
  package static func findings(process: Process) -> [Finding] {
    var spec = RuntimeSpec()
    spec.process = process
    return ask(processRules + processValueRules, spec)
  }

  /// The findings of resources alone, as in `update`; pointers are those of a configuration.
  package static func findings(resources: Resources) -> [Finding] {
    var spec = RuntimeSpec()
    var linux = Linux()
    linux.resources = resources
    spec.linux = linux
    return ask(resourceRules + limitRules, spec)
  }

  private static func ask(_ rules: [Rule], _ spec: RuntimeSpec) -> [Finding] {
    var report = Report()
    for rule in rules {
      report.rule = rule.id
      rule.check(spec, &report)
    }
    return report.findings
  }

  /// Refuses a configuration with errors, naming the first and counting the others; returns the warnings as sentences.
  package static func check(_ findings: [Finding]) throws(Failure) -> [String] {
    var warnings: [String] = []
    var first: Finding?
    var errors = 0
    for finding in findings {
      switch finding.severity {
      case .error:
        errors += 1
        if first == nil { first = finding }
      case .warning: warnings.append(finding.sentence)
      }
    }
    guard let first else { return warnings }
    var failure = Failure(.configInvalid, "invalid configuration: \(first.pointer): \(first.message)", hint: first.hint)
    if errors > 1 {
      let others = "and \(errors - 1) more: see `capsule-oci check`"
      failure.hint = failure.hint.map { $0 + "; " + others } ?? others
    }
    throw failure
  }
}

extension Finding {
  /// Pointer, message and hint in one line.
  package var sentence: String {
    let text = pointer.isEmpty ? message : pointer + ": " + message
    guard let hint else { return text }
    return text + " (" + hint + ")"
  }
}
