// SPDX-License-Identifier: Apache-2.0

/// The flags of one instruction, checked against those it has.
struct FlagValues {
  enum Kind {
    /// `--name`, `--name=true`, `--name=false`.
    case switched
    case text
    /// May be given several times.
    case list
  }
  private var values: [String: [String]] = [:]

  init(_ written: [String], known: [String: Kind]) throws(BuildError) {
    for flag in written {
      let (name, value): (String, String?) = flag.cut(at: "=").map { ($0.before, $0.after) } ?? (flag, nil)
      let shown = BuildError.quoted(name)
      guard let kind = known[String(name.dropFirst(2))] else {
        let hint = Suggestion.hint(for: String(name.dropFirst(2)), among: known.keys.sorted())
        throw BuildError(.flag, "unknown flag: \(shown)\(hint)")
      }
      let key = String(name.dropFirst(2))
      guard kind == .list || values[key] == nil else {
        throw BuildError(.flag, "duplicate flag specified: \(shown)")
      }
      switch kind {
      case .switched:
        let word = value?.lowercased() ?? "true"
        guard !word.utf8.isEmpty else { throw BuildError(.flag, "missing a value on flag: \(shown)") }
        guard word == "true" || word == "false" else {
          throw BuildError(
            .flag, "expecting boolean value for flag \(shown), true or false, not: \(BuildError.quoted(word))")
        }
        values[key] = [word]
      case .text, .list:
        guard let value else { throw BuildError(.flag, "missing a value on flag: \(shown); write \(name)=VALUE") }
        values[key, default: []].append(value)
      }
    }
  }

  /// The value of a flag; empty when it is not given.
  func text(_ name: String) -> String { values[name]?.last ?? "" }

  func list(_ name: String) -> [String] { values[name] ?? [] }

  /// What a switch says; nil when it is not given.
  func isOn(_ name: String) -> Bool? { values[name].map { $0 == ["true"] } }

  /// The names of those given, in order of the alphabet.
  var names: [String] { values.keys.sorted() }
}
