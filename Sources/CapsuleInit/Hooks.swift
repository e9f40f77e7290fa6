// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

extension InitContext {
  /// createContainer hooks run in the container's namespaces before its root is entered, startContainer hooks inside.
  mutating func runHooks(_ stage: HookStage, _ hooks: [HookStep], _ state: HookState) -> Failure? {
    // startContainer hooks without an environment get the process's, an accident of runc's that people rely on.
    let environment = stage == .startContainer ? self.environment : []
    let document = Array((state.head + String(hookPID) + state.tail).utf8)
    // Not where the last mount happened to leave us; createContainer hooks start in the rootfs (runc).
    if stage == .createContainer { try? Mounts.enter(root.descriptor) }
    for hook in hooks {
      if let failure = run(hook, stage, document, environment) { return failure }
    }
    return nil
  }

  private func run(_ hook: HookStep, _ stage: HookStage, _ document: [UInt8], _ environment: [String]) -> Failure? {
    var program = Subprocess(path: hook.path, arguments: hook.args, environment: hook.env ?? environment)
    program.input = document
    program.timeout = hook.timeout.map { Int64($0) * 1000 }
    do {
      let result = try program.run()
      let cause: String
      switch result.outcome {
      case .ended(.exited(0)): return nil
      case .ended(let ending): cause = ending.text
      case .notExecuted(let errno): cause = errno.text
      case .timedOut: cause = "timed out after \(hook.timeout ?? 0) s"
      }
      return hook.failure(stage, cause, output: result.output, errorOutput: result.errorOutput)
    } catch {
      return hook.failure(stage, error.words, output: [], errorOutput: [])
    }
  }
}
