// SPDX-License-Identifier: Apache-2.0

/// What went wrong, for people and for engines: one sentence of cause, the remedy when we know one, a stable code.
package struct Failure: Error, Sendable {
  package var code: FailureCode
  /// Cause in one line: what was attempted, on what, and the errno's text in lower case (`open /x: no such file or
  /// directory`).
  ///
  /// Engines match parts of it (docs/errors.md).
  package var message: String
  /// What to do about it; rendered after the message in parentheses.
  package var hint: String?
  /// Clean-up that failed as well, one sentence each.
  package var cleanup: [String] = []

  package init(_ code: FailureCode, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// The same failure with one sentence of intent before it: `create c1: ...`.
  package func during(_ intent: String) -> Failure {
    var failure = self
    failure.message = intent + ": " + message
    return failure
  }
}

/// Stable names of failures (`"code"` under `--log-format json`, docs/errors.md).
package enum FailureCode: String, CaseIterable, Sendable {
  case usage = "usage"
  case configSyntax = "config-syntax"
  case configInvalid = "config-invalid"
  case configUnsupported = "config-unsupported"
  case containerMissing = "container-missing"
  case containerExists = "container-exists"
  case containerState = "container-state"
  case programMissing = "program-missing"
  case programNotExecutable = "program-not-executable"
  case programFormat = "program-format"
  case initStep = "init-step"
  case cgroup = "cgroup"
  case seccomp = "seccomp"
  case hook = "hook"
  case namespace = "namespace"
  case console = "console"
  case store = "store"
  case permission = "permission"
  case system = "system"
  // What only `bundle` meets.
  case imageMissing = "image-missing"
  case imageInvalid = "image-invalid"
  case digestMismatch = "digest-mismatch"
  case layer = "layer"
  case registry = "registry"
  case network = "network"
  case volume = "volume"
  case build = "build"
}
