// SPDX-License-Identifier: Apache-2.0

internal import OCI

extension Validate {
  /// config.md, "POSIX-platform Hooks".
  static let hookRules: [Rule] = [
    // `path` (string, REQUIRED): "MUST be absolute" (all of runc, crun, youki and runsc leave it to execve).
    Rule("hook-path") { spec, report in
      forEachHook(spec) { pointer, hook in
        let path = hook.path ?? ""
        if !LexicalPath.isAbsolute(path) {
          report.error(pointer + "/path", path.isEmpty ? "missing" : "\"\(path)\" is not an absolute path")
        }
      }
    },

    // "If set, `timeout` MUST be greater than zero" (runc: 0 times out at once; crun: 0 is none).
    Rule("hook-timeout") { spec, report in
      forEachHook(spec) { pointer, hook in
        guard let timeout = hook.timeout, timeout <= 0 else { return }
        report.error(pointer + "/timeout", "\(timeout) is not greater than zero", hint: "leave it out for no limit")
      }
    },
  ]

  private static func forEachHook(_ spec: RuntimeSpec, _ body: (String, Hook) -> Void) {
    guard let hooks = spec.hooks else { return }
    let stages: [(name: String, hooks: [Hook]?)] = [
      ("prestart", hooks.prestart), ("createRuntime", hooks.createRuntime), ("createContainer", hooks.createContainer),
      ("startContainer", hooks.startContainer), ("poststart", hooks.poststart), ("poststop", hooks.poststop),
    ]
    for stage in stages {
      for (index, hook) in (stage.hooks ?? []).enumerated() { body("/hooks/\(stage.name)/\(index)", hook) }
    }
  }
}
