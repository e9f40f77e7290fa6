// SPDX-License-Identifier: Apache-2.0

/// The words at the head of an instruction that begin with `--`.
enum FlagWords {
  private static func isSpace(_ rune: Unicode.Scalar) -> Bool { rune.isBlank || rune == "\n" }

  /// Takes them off, quotes and escapes inside them resolved; `--` alone ends them.
  static func take(from line: inout ArraySlice<Unicode.Scalar>, escape: Unicode.Scalar) -> [String] {
    var words: [String] = []
    while true {
      line = line.drop(while: isSpace)
      guard line.starts(with: ["-", "-"]) else { return words }
      let (word, wasQuoted) = takeWord(from: &line, escape: escape)
      if word == "--" { return words }
      if wasQuoted || !word.utf8.isEmpty { words.append(word) }
    }
  }

  private static func takeWord(
    from line: inout ArraySlice<Unicode.Scalar>, escape: Unicode.Scalar
  ) -> (word: String, wasQuoted: Bool) {
    var word = Runes()
    var wasQuoted = false
    var quote: Unicode.Scalar?
    while let rune = line.first {
      if quote == nil, isSpace(rune) { break }
      line.removeFirst()
      if rune == quote {
        quote = nil
      } else if quote == nil, rune == "'" || rune == "\"" {
        quote = rune
        wasQuoted = true
      } else if rune == escape {
        // At the very end there is nothing to escape; the character is dropped.
        if let escaped = line.popFirst() { word.append(escaped) }
      } else {
        word.append(rune)
      }
    }
    return (word.string, wasQuoted)
  }
}
