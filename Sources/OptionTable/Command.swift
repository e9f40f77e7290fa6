// SPDX-License-Identifier: Apache-2.0

/// The verbs of capsule-oci, in the order of its help.
package enum Command: String, CaseIterable, Sendable {
  case create, run, start, state, exec, kill, delete, list, ps, pause, resume, update, events, spec, features, check,
    plan
  // For builders of packages.
  case completion, man

  /// Its row of the table.
  package var verb: Verb {
    switch self {
    case .create: return .create
    case .run: return .run
    case .start: return .start
    case .state: return .state
    case .exec: return .exec
    case .kill: return .kill
    case .delete: return .delete
    case .list: return .list
    case .ps: return .ps
    case .pause: return .pause
    case .resume: return .resume
    case .update: return .update
    case .events: return .events
    case .spec: return .spec
    case .features: return .features
    case .check: return .check
    case .plan: return .plan
    case .completion: return .completion
    case .man: return .man
    }
  }

  /// The command of that name.
  package static func named(_ name: String) throws(UsageError) -> Command {
    if let command = Command(rawValue: name) { return command }
    var names: [String] = []
    for command in allCases where !command.verb.isHidden { names.append(command.rawValue) }
    let hint = Suggestion.nearest(to: name, among: names).map { "did you mean \($0)?" }
    // urfave/cli's words, which runc's test suite looks for.
    throw UsageError("No help topic for '\(name)'", hint: hint, status: 3)
  }

  /// The options that stand before the verb.
  package static var globalOptions: [Option] {
    [.root, .log, .logFormat, .logLevel, .debug, .cgroupManager, .systemdCgroup, .rootless, .criu, .help, .version]
  }
}
