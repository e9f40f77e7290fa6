// SPDX-License-Identifier: Apache-2.0

/// What went wrong, for people and for engines: one sentence of cause, the remedy when we know one, a stable code.
///
/// One reference wide, as `KernelError` is, and for the same reason.
package struct Failure: Error, Sendable {
  private var contents: Contents

  private final class Contents: Sendable {
    let code: FailureCode
    let message: String
    let hint: String?
    let cleanup: [String]

    init(_ code: FailureCode, _ message: String, _ hint: String?, _ cleanup: [String]) {
      self.code = code
      self.message = message
      self.hint = hint
      self.cleanup = cleanup
    }
  }

  package init(_ code: FailureCode, _ message: String, hint: String? = nil) {
    contents = Contents(code, message, hint, [])
  }

  package var code: FailureCode { contents.code }
  /// Cause in one line: what was attempted, on what, and the errno's text in lower case (`open /x: no such file or
  /// directory`).
  ///
  /// Engines match parts of it (docs/errors.md).
  package var message: String {
    get { contents.message }
    set { contents = Contents(code, newValue, hint, cleanup) }
  }
  /// What to do about it; rendered after the message in parentheses.
  package var hint: String? {
    get { contents.hint }
    set { contents = Contents(code, message, newValue, cleanup) }
  }
  /// Clean-up that failed as well, one sentence each.
  package var cleanup: [String] {
    get { contents.cleanup }
    set { contents = Contents(code, message, hint, newValue) }
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
