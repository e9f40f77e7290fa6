// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// How failures of the init stage are worded and end.
enum InitFailure {
  /// The exit status of an init stage that could not execute its program, as runc's.
  static let status: Int32 = 255

  /// One line on standard error, for a container whose creator is gone: `exec /x: no such file or directory (…)`.
  static func print(_ failure: Failure) {
    var line = failure.message
    if let hint = failure.hint { line += " (" + hint + ")" }
    let output = Descriptor(owning: 2)
    try? output.write(Array(line.utf8) + [UInt8(ascii: "\n")])
    _ = output.release()
  }
}

extension Failure {
  /// A failed system call: `intent: mount proc: operation not permitted (EPERM)`.
  init(_ error: KernelError, _ intent: String, code: FailureCode = .system) {
    self.init(code, intent + ": " + error.words)
  }

  /// A failed step: what was to be done, the call that failed, and the remedy if one is known.
  init(_ error: KernelError, _ step: InitStep) {
    self.init(.initStep, step.summary + ": " + error.words, hint: step.hint(error))
  }
}

extension KernelError {
  /// `openat2 /etc/x: no such file or directory (ENOENT)`.
  var words: String {
    var text = "\(call)"
    if !subject.isEmpty { text += " " + subject }
    return text + ": " + errno.text + " (" + errno.name + ")"
  }
}
