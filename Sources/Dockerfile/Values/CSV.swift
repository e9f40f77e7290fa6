// SPDX-License-Identifier: Apache-2.0

/// A line of comma-separated values (RFC 4180), as mount options are written.
package enum CSV {
  /// The fields; quotes around one protect commas, and `""` inside them is a quote.
  package static func fields(_ line: String) throws(BuildError) -> [String] {
    var fields: [String] = []
    var rest = line.runes[...]
    guard !rest.isEmpty else { throw error(line, "nothing there") }
    while true {
      var field = Runes()
      if rest.first == "\"" {
        rest.removeFirst()
        try takeQuoted(from: &rest, into: &field, of: line)
      } else {
        let end = rest.firstIndex(of: ",") ?? rest.endIndex
        field = Array(rest[..<end])
        rest = rest[end...]
        guard !field.contains("\"") else { throw error(line, "a quote inside a field that does not begin with one") }
      }
      fields.append(field.string)
      guard rest.popFirst() == "," else { return fields }
    }
  }

  private static func takeQuoted(
    from rest: inout ArraySlice<Unicode.Scalar>, into field: inout Runes, of line: String
  ) throws(BuildError) {
    while let rune = rest.popFirst() {
      if rune != "\"" {
        field.append(rune)
      } else if rest.first == "\"" {
        field.append(rune)
        rest.removeFirst()
      } else if rest.isEmpty || rest.first == "," {
        return
      } else {
        throw error(line, "text behind the closing quote of a field")
      }
    }
    throw error(line, "a quote is not closed")
  }

  private static func error(_ line: String, _ cause: String) -> BuildError {
    BuildError(.value, "comma-separated values \(BuildError.quoted(line)): \(cause)")
  }
}
