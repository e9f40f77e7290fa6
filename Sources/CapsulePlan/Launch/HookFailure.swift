// SPDX-License-Identifier: Apache-2.0
package import OCI

extension HookStage {
  /// The stage's name in config.json.
  package var name: String {
    switch self {
    case .prestart: return "prestart"
    case .createRuntime: return "createRuntime"
    case .createContainer: return "createContainer"
    case .startContainer: return "startContainer"
    case .poststart: return "poststart"
    case .poststop: return "poststop"
    }
  }
}

extension HookStep {
  /// All hooks of a stage.
  package static func all(_ hooks: [Hook]) -> [HookStep] {
    var steps: [HookStep] = []
    for (index, hook) in hooks.enumerated() { steps.append(HookStep(hook, index: index)) }
    return steps
  }

  /// Why this hook failed: stage, index and path, how it ended, and the end of what it wrote.
  ///
  /// `cause`: `exit status 3`, `signal: killed`, `timed out after 2 s`, `no such file or directory`.
  package func failure(_ stage: HookStage, _ cause: String, output: [UInt8], errorOutput: [UInt8]) -> Failure {
    var message = "error running \(stage.name) hook #\(index): \(path): \(cause)"
    if !output.isEmpty || !errorOutput.isEmpty {
      message += ", stdout: " + HookStep.line(output) + ", stderr: " + HookStep.line(errorOutput)
    }
    return Failure(.hook, message)
  }

  /// Printable on one line: what a hook writes ends up in logs that are read line by line.
  private static func line(_ bytes: [UInt8]) -> String {
    var kept = bytes
    while let last = kept.last, last == 0x0a || last == 0x0d || last == 0x20 { kept.removeLast() }
    for index in kept.indices where kept[index] < 0x20 || kept[index] == 0x7f { kept[index] = 0x20 }
    return String(decoding: kept, as: UTF8.self)
  }
}
