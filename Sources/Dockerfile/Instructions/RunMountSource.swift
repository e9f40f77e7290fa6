// SPDX-License-Identifier: Apache-2.0

extension RunMount {
  /// What `from` says in the value of a `--mount`; it is known before variables are, because it may hold none.
  package static func source(of option: String) throws(BuildError) -> String? {
    var source: String?
    for field in try CSV.fields(option) {
      if let pair = field.cut(at: "="), pair.before.lowercased() == "from" { source = pair.after }
    }
    return source
  }
}
