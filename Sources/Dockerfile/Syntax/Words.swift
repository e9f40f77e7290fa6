// SPDX-License-Identifier: Apache-2.0

/// The ways in which an instruction's argument falls into words.
enum Words {
  /// One word, or none.
  static func whole(_ line: ArraySlice<Unicode.Scalar>) -> [String] { line.isEmpty ? [] : [line.string] }

  /// At blanks; quotes mean nothing.
  static func split(_ line: ArraySlice<Unicode.Scalar>) -> [String] {
    line.split(whereSeparator: \.isBlank).map(\.string)
  }

  /// At white space outside quotes; quotes and escapes stay, because expansion resolves them later.
  static func quoted(_ line: ArraySlice<Unicode.Scalar>, escape: Unicode.Scalar) -> [String] {
    var words: [String] = []
    var word = Runes()
    var quote: Unicode.Scalar?
    var rest = line
    while let rune = rest.popFirst() {
      if quote == nil, rune.isSpace {
        if !word.isEmpty { words.append(word.string) }
        word = []
        continue
      }
      if rune == quote {
        quote = nil
      } else if quote == nil, rune == "'" || rune == "\"" {
        quote = rune
      }
      // Nothing can be escaped inside single quotes.
      if rune == escape, quote != "'" {
        guard let escaped = rest.popFirst() else { break }
        word += [rune, escaped]
      } else {
        word.append(rune)
      }
    }
    if !word.isEmpty { words.append(word.string) }
    return words
  }

  /// Key, value, separator of each pair: `KEY=VALUE …`, or of the old form `KEY rest of the line`.
  ///
  /// The first word decides: without `=` the form is the old one.
  static func pairs(
    _ line: ArraySlice<Unicode.Scalar>, of keyword: Keyword, escape: Unicode.Scalar
  ) throws(BuildError) -> [String] {
    let words = quoted(line, escape: escape)
    guard let first = words.first else { return [] }
    guard first.unicodeScalars.contains("=") else {
      let end = line.firstIndex(where: \.isBlank) ?? line.endIndex
      guard end < line.endIndex else {
        throw BuildError(.instruction, "\(keyword.name) must have two arguments: write \(keyword.name) KEY=VALUE")
      }
      return [line[..<end].string, line[end...].drop(while: \.isBlank).string, ""]
    }
    var triples: [String] = []
    for word in words {
      guard let (key, value) = word.cut(at: "=") else {
        throw BuildError(
          .instruction,
          "syntax error: can't find = in \(BuildError.quoted(word)); \(keyword.name) takes KEY=VALUE, quoted if it has blanks"
        )
      }
      triples += [key, value, "="]
    }
    return triples
  }
}
