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
      do {
        try HookProcess.run(hook, stage: stage, state: document, environment: environment)
      } catch {
        return error
      }
    }
    return nil
  }
}
