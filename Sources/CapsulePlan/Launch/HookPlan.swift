// SPDX-License-Identifier: Apache-2.0

package import OCI

/// Hooks by who runs them (config.md, "POSIX-platform Hooks").
extension PlanBuilder {
  /// `prestart` and `createRuntime`: in the runtime's namespaces, by the parent, while the child waits.
  mutating func waitForRuntimeHooks() {
    let prestart = PlanBuilder.steps(spec.hooks?.prestart)
    let createRuntime = PlanBuilder.steps(spec.hooks?.createRuntime)
    guard !prestart.isEmpty || !createRuntime.isEmpty else { return }
    clone {
      $0.prestart = prestart
      $0.createRuntime = createRuntime
    }
    add(.waitForRuntimeHooks)
  }

  /// In the container's namespaces, before the root is entered.
  mutating func runCreateContainerHooks(bundle: String) {
    let hooks = PlanBuilder.steps(spec.hooks?.createContainer)
    guard !hooks.isEmpty else { return }
    add(.runHooks(.createContainer, hooks, hookState(status: "creating", bundle: bundle)))
  }

  /// Inside, after `start`; without an environment of their own they get the process's, as with runc, which only the
  /// init stage knows in full (HOME).
  mutating func runStartContainerHooks(bundle: String) {
    let hooks = PlanBuilder.steps(spec.hooks?.startContainer)
    guard !hooks.isEmpty else { return }
    add(.runHooks(.startContainer, hooks, hookState(status: "created", bundle: bundle)))
  }

  static func steps(_ hooks: [Hook]?) -> [HookStep] {
    var steps: [HookStep] = []
    for (index, hook) in (hooks ?? []).enumerated() { steps.append(HookStep(hook, index: index)) }
    return steps
  }

  /// runtime.md, "State", cut where the pid goes.
  private func hookState(status: String, bundle: String) -> HookState {
    var head = JSONWriter(.compact)
    head.beginObject()
    head.member("ociVersion", specificationVersion)
    head.member("id", plan.id)
    head.member("status", status)
    head.name("pid")
    var tail = JSONWriter(.compact)
    tail.beginObject()
    tail.member("bundle", bundle)
    if let annotations = spec.annotations, !annotations.isEmpty { tail.member("annotations", annotations) }
    tail.endObject()
    return HookState(head: head.string, tail: "," + String(decoding: tail.bytes.dropFirst(), as: UTF8.self))
  }
}

extension HookStep {
  /// A hook of the configuration; the first argument is the path when there is none (execv(3) leaves that to us).
  package init(_ hook: Hook, index: Int) {
    let path = hook.path ?? ""
    self.init(
      path: path, args: hook.args ?? [path], env: hook.env, timeout: hook.timeout.map { UInt32(clamping: $0) },
      index: index)
  }
}
