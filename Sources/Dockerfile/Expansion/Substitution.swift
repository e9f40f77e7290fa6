// SPDX-License-Identifier: Apache-2.0

/// How a word's variables, quotes and escapes are resolved: the shell's rules as far as BuildKit has them.
package struct Substitution: Equatable, Sendable {
  /// The escape character; that of the file for instructions, a backslash for here-documents.
  package var escape: Unicode.Scalar
  /// Quotes stay in the text.
  package var keepsQuotes = false
  /// Escape characters stay in the text.
  package var keepsEscapes = false
  /// Quotes mean nothing.
  package var ignoresQuotes = false
  /// A variable that is not set stays as it is written.
  package var keepsUnset = false

  package init(escape: Unicode.Scalar = "\\") { self.escape = escape }

  /// How bodies of here-documents are expanded: quotes stay and mean nothing, a backslash escapes and goes.
  package static var heredocBody: Substitution {
    var rules = Substitution(escape: "\\")
    rules.ignoresQuotes = true
    return rules
  }

  /// A word with its variables resolved.
  package struct Result: Equatable, Sendable {
    package var text = ""
    /// The text split at white space that no quotes protect.
    package var words: [String] = []
    /// The variables that were asked for and set, each once, in order.
    package var used: [String] = []
    /// Those that were not set.
    package var unset: [String] = []
  }

  /// Resolves a word; `value` says what a variable holds, nil when it is not set.
  package func process(_ word: String, value: (String) -> String?) throws(BuildError) -> Result {
    try withoutActuallyEscaping(value) { (value) throws(BuildError) -> Result in
      var expander = Expander(word, rules: self, value: value)
      do throws(BuildError) { return try expander.result() } catch {
        throw BuildError(.expansion, "failed to process \(BuildError.quoted(word)): \(error.message)")
      }
    }
  }

  /// The text of a word.
  package func text(_ word: String, value: (String) -> String?) throws(BuildError) -> String {
    try process(word, value: value).text
  }

  /// The words that a text becomes: variables first, then it is split.
  package func words(_ text: String, value: (String) -> String?) throws(BuildError) -> [String] {
    try process(text, value: value).words
  }
}
