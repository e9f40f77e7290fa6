// SPDX-License-Identifier: Apache-2.0

/// The words that instructions begin with.
enum Keyword: String, CaseIterable, Sendable {
  case add, arg, cmd, copy, entrypoint, env, expose, from, healthcheck, label, maintainer, onbuild, run, shell,
    stopsignal, user, volume, workdir

  /// The case in which it is written does not matter.
  init?(_ written: String) { self.init(rawValue: written.lowercased()) }

  /// In capitals, as messages say it.
  var name: String { rawValue.uppercased() }
}
