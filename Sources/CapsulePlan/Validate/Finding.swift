// SPDX-License-Identifier: Apache-2.0

/// One thing that is wrong, or doubtful, in a configuration.
package struct Finding: Equatable, Sendable {
  package enum Severity: UInt8, Sendable { case error, warning }

  package var severity: Severity
  /// Where it stands, as a JSON pointer (RFC 6901).
  package var pointer: String
  /// Stable name of the rule, like `duplicate-namespace` (docs/conformance.md).
  package var rule: String
  package var message: String
  /// What to write in its place.
  package var hint: String?

  package init(_ severity: Severity, pointer: String, rule: String, message: String, hint: String? = nil) {
    self.severity = severity
    self.pointer = pointer
    self.rule = rule
    self.message = message
    self.hint = hint
  }
}

/// Collects the findings of the rule that is being asked.
package struct Report: Sendable {
  package private(set) var findings: [Finding] = []
  var rule = ""
  package init() {}

  mutating func error(_ pointer: String, _ message: String, hint: String? = nil) {
    findings.append(Finding(.error, pointer: pointer, rule: rule, message: message, hint: hint))
  }

  mutating func warning(_ pointer: String, _ message: String, hint: String? = nil) {
    findings.append(Finding(.warning, pointer: pointer, rule: rule, message: message, hint: hint))
  }
}
