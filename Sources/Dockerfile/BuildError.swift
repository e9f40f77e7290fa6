// SPDX-License-Identifier: Apache-2.0

/// Why a Dockerfile, or a value in one, cannot be used: the cause in one line, and the remedy where one is known.
package struct BuildError: Error, Equatable, Sendable {
  /// What kind of thing is wrong.
  package enum Code: String, Sendable {
    /// The file as a whole: its encoding, its line lengths, that it says nothing.
    case file
    case directive
    case instruction
    case flag
    case heredoc
    /// A variable that cannot be expanded.
    case expansion
    /// The text of a port, a duration, a pattern, a mount option and the like.
    case value
  }
  package var code: Code
  package var message: String
  /// The lines it is about, counted from 1; nil where there is no file.
  package var lines: ClosedRange<Int>?

  package init(_ code: Code, _ message: String, lines: ClosedRange<Int>? = nil) {
    self.code = code
    self.message = message
    self.lines = lines
  }

  /// The message with its place.
  package var text: String {
    guard let lines else { return message }
    return "dockerfile parse error on line \(lines.lowerBound): \(message)"
  }

  /// The same error, placed; a place it already has is the nearer one and stays.
  package func at(_ lines: ClosedRange<Int>) -> BuildError {
    BuildError(code, message, lines: self.lines ?? lines)
  }

  /// Foreign text inside a message: at most 80 characters, control characters as `?`, because a terminal obeys them.
  static func quoted(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(80) {
      shown.append(scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) ? "?" : scalar)
    }
    return "\"" + String(shown) + (text.unicodeScalars.count > 80 ? "…" : "") + "\""
  }
}
