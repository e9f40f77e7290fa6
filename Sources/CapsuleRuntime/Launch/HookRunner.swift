// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// Hooks that the runtime runs itself (config.md, "POSIX-platform Hooks").
enum HookRunner {
  /// Runs a stage's hooks in order; the first that fails ends it.
  ///
  /// `state`: the container's state document, which each reads on its standard input.
  static func run(
    _ hooks: [HookStep], _ stage: HookStage, state: State, environment: CallerEnvironment
  ) throws(Failure) {
    if hooks.isEmpty { return }
    let document = HookRunner.document(state)
    for hook in hooks { try run(hook, stage, document, environment) }
  }

  /// Runs all poststop hooks; a failure is only told (runtime.md, "Lifecycle", step 14).
  static func runPoststop(_ hooks: [HookStep], state: State, settings: RuntimeSettings) {
    if hooks.isEmpty { return }
    let document = HookRunner.document(state)
    for hook in hooks {
      do throws(Failure) {
        try run(hook, .poststop, document, settings.environment)
      } catch {
        settings.report(.warning(error.message))
      }
    }
  }

  private static func document(_ state: State) -> [UInt8] {
    var json = JSONWriter(.compact)
    state.writeForHooks(to: &json)
    return json.bytes
  }

  private static func run(
    _ hook: HookStep, _ stage: HookStage, _ document: [UInt8], _ environment: CallerEnvironment
  ) throws(Failure) {
    var program = Subprocess(
      path: hook.path, arguments: hook.args, environment: hook.env ?? environment.entries)
    program.input = document
    program.timeout = hook.timeout.map { Int64($0) * 1000 }
    let result: Subprocess.Result
    do {
      result = try program.run()
    } catch {
      throw hook.failure(stage, error.text, output: [], errorOutput: [])
    }
    let cause: String
    switch result.outcome {
    case .ended(.exited(0)): return
    case .ended(let ending): cause = ending.text
    case .notExecuted(let errno): cause = errno.text
    case .timedOut: cause = "timed out after \(hook.timeout ?? 0) s"
    }
    throw hook.failure(stage, cause, output: result.output, errorOutput: result.errorOutput)
  }
}
