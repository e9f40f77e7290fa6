// SPDX-License-Identifier: Apache-2.0

/// The parser directives at the head of a Dockerfile: `# name=value`.
package struct Directives: Equatable, Sendable {
  /// The character that escapes and continues: a backslash, or a backquote by `# escape`.
  package var escape: Unicode.Scalar = "\\"
  /// The image that BuildKit would load its parser from; recorded, and without effect here.
  package var syntax: String?
  /// What `# check` says to the linter.
  package var check: String?

  package init() {}
}

/// Takes directives off the head of a file; the first line that is none ends them.
struct DirectiveReader {
  private(set) var directives = Directives()
  private var seen: Set<String> = []
  private var isDone = false

  /// Takes a line without its end, and says whether it was a directive.
  mutating func take(_ line: ArraySlice<UInt8>) throws(BuildError) -> Bool {
    guard !isDone else { return false }
    guard let (name, value) = DirectiveReader.parse(line) else {
      isDone = true
      return false
    }
    guard seen.insert(name).inserted else {
      throw BuildError(.directive, "only one \(name) parser directive can be used")
    }
    switch name {
    case "syntax": directives.syntax = value
    case "check": directives.check = value
    default:
      guard value == "\\" || value == "`", let escape = value.unicodeScalars.first else {
        throw BuildError(.directive, "invalid escape token \(BuildError.quoted(value)): a backslash or ` is expected")
      }
      directives.escape = escape
    }
    return true
  }

  /// Name in lower case and value of a known directive.
  static func parse(_ line: ArraySlice<UInt8>) -> (name: String, value: String)? {
    guard line.first == UInt8(ascii: "#") else { return nil }
    return parse(comment: String(decoding: line.dropFirst(), as: UTF8.self))
  }

  /// The same of the text behind the `#`.
  static func parse(comment: String) -> (name: String, value: String)? {
    guard let (before, after) = comment.cut(at: "=") else { return nil }
    let name = before.trimmed.lowercased()
    guard ["syntax", "check", "escape"].contains(name) else { return nil }
    // A value of blanks alone is one blank: it is there, and wrong.
    guard let last = after.unicodeScalars.last else { return nil }
    let value = after.trimmed
    return (name, value.utf8.isEmpty ? String(last) : value)
  }
}
