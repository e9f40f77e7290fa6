// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
internal import OCI

extension Validate {
  /// config.md, "Process": command, user, environment, terminal.
  static let processRules: [Rule] = [
    // "at least one entry is REQUIRED" of args. That `process` itself may be missing until `start` is CreatePlan's.
    Rule("process-args") { spec, report in
      guard let process = spec.process else { return }
      if (process.args ?? []).isEmpty { report.error("/process/args", "args must not be empty") }
    },

    // `cwd` (string, REQUIRED): "This value MUST be an absolute path" (crun takes relative ones).
    Rule("process-cwd") { spec, report in
      guard let process = spec.process else { return }
      guard let cwd = process.cwd, !cwd.isEmpty else {
        report.error("/process/cwd", "Cwd property must not be empty", hint: "\"/\" is the root of the container")
        return
      }
      if !LexicalPath.isAbsolute(cwd) { report.error("/process/cwd", "Cwd must be an absolute path: \"\(cwd)\"") }
    },

    // `env`: "the same semantics as environ" (XBD 8.1): name=value, the name not empty. crun passes anything.
    Rule("process-env") { spec, report in
      for (index, entry) in (spec.process?.env ?? []).enumerated() {
        let name = entry.utf8.prefix { $0 != UInt8(ascii: "=") }
        if name.count == entry.utf8.count {
          report.error("/process/env/\(index)", "invalid environment variable: missing '='")
        } else if name.isEmpty {
          report.error("/process/env/\(index)", "invalid environment variable: name cannot be empty")
        }
      }
    },

    // config.md, "POSIX-platform User": uid and gid (int, REQUIRED). Go programs leave a missing one at 0, and tests of
    // runc's suite leave gid out: a warning. 4294967295 is what setresuid(2) takes for "leave as it is".
    Rule("process-user") { spec, report in
      guard let user = spec.process?.user else { return }
      for (name, value) in [("uid", user.uid), ("gid", user.gid)] {
        if value == nil { report.warning("/process/user/" + name, "missing: taken as 0") }
        checkID(value, required: false, "/process/user/" + name, &report)
      }
      for (index, gid) in (user.additionalGids ?? []).enumerated() {
        checkID(gid, required: true, "/process/user/additionalGids/\(index)", &report)
      }
      if let umask = user.umask, umask > 0o777 {
        report.error("/process/user/umask", "\(umask) has other bits than permissions", hint: "0 to 511, in decimal")
      }
    },

    // config.md: `consoleSize` has height and width (uint, REQUIRED), and is ignored without a terminal. struct winsize
    // holds 16 bits.
    Rule("console-size") { spec, report in
      guard let process = spec.process, process.terminal ?? false, let size = process.consoleSize else { return }
      for (name, value) in [("height", size.height), ("width", size.width)] {
        let pointer = "/process/consoleSize/" + name
        guard let value else {
          report.error(pointer, "missing")
          continue
        }
        if value > UInt64(UInt16.max) { report.error(pointer, "\(value) is larger than 65535") }
      }
    },

    // `capabilities`: values "which cannot be mapped to a relevant kernel interface [...] MUST be logged as a warning"
    // (crun 1.29 fails).
    Rule("capability-name") { spec, report in
      guard let capabilities = spec.process?.capabilities else { return }
      let sets: [(name: String, values: [String]?)] = [
        ("effective", capabilities.effective), ("bounding", capabilities.bounding),
        ("inheritable", capabilities.inheritable), ("permitted", capabilities.permitted),
        ("ambient", capabilities.ambient),
      ]
      for set in sets {
        for (index, name) in (set.values ?? []).enumerated() where Capability(name: name) == nil {
          report.warning(
            "/process/capabilities/\(set.name)/\(index)", "ignoring unknown capability \(name)",
            hint: DidYouMean.nearest(to: name, among: Capability.allCases.map { $0.name }).map {
              "did you mean \"\($0)\"?"
            })
        }
      }
    },
  ]

  static func checkID(_ value: UInt64?, required: Bool, _ pointer: String, _ report: inout Report) {
    guard let value else {
      if required { report.error(pointer, "missing") }
      return
    }
    if value >= UInt64(UInt32.max) { report.error(pointer, "\(value) is not an id", hint: "0 to 4294967294") }
  }
}
