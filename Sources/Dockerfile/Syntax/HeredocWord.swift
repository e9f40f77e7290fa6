// SPDX-License-Identifier: Apache-2.0

/// A here-document as a line announces it, `<<EOF`, and its body.
package struct HeredocWord: Equatable, Sendable {
  package var name: String
  /// The number before `<<`; 0 when there is none.
  package var descriptor: UInt64 = 0
  package var isExpanded = true
  /// `<<-`: leading tabs are stripped, of the terminator too.
  package var stripsTabs = false
  /// The lines as written, tabs and line ends included.
  package var body = ""

  /// Reads a word of the form `[N]<<[-]NAME`; nil when it has another.
  ///
  /// - Throws: when the name's quotes are unbalanced.
  package init?(parsing word: String) throws(BuildError) {
    var rest = word.runes[...]
    let digits = rest.prefix { ("0"..."9").contains($0) }
    rest = rest.dropFirst(digits.count)
    guard rest.starts(with: ["<", "<"]) else { return nil }
    rest = rest.dropFirst(2)
    descriptor = digits.isEmpty ? 0 : UInt64(digits.string) ?? .max
    if rest.first == "-" {
      stripsTabs = true
      rest.removeFirst()
    }
    rest = rest.drop { $0 == " " || ("\t"..."\r").contains($0) && $0 != "\u{b}" }
    guard !rest.isEmpty, !rest.contains("<") else { return nil }

    // The name is read twice, with its quotes and without: if the second has fewer, some part of it was quoted.
    var lexer = Substitution(escape: "\\")
    lexer.keepsUnset = true
    let plain = try lexer.words(rest.string) { _ in nil }
    guard plain.count == 1, let name = plain.first else { return nil }
    lexer.keepsQuotes = true
    let raw = try lexer.words(rest.string) { _ in nil }
    guard raw.count == 1, let rawName = raw.first else {
      throw BuildError(.heredoc, "the name of the heredoc \(BuildError.quoted(word)) is more than one word")
    }
    self.name = name
    isExpanded = HeredocWord.quotes(in: name) == HeredocWord.quotes(in: rawName)
  }

  private static func quotes(in text: String) -> Int {
    text.utf8.count { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }
  }

  /// The here-documents that a whole line announces; a line with unbalanced quotes announces none.
  static func all(in line: String) throws(BuildError) -> [HeredocWord] {
    guard line.unicodeScalars.contains("<") else { return [] }
    var lexer = Substitution(escape: "\\")
    lexer.keepsQuotes = true
    lexer.keepsEscapes = true
    lexer.keepsUnset = true
    guard let words = try? lexer.words(line, value: { _ in nil }) else { return [] }
    var found: [HeredocWord] = []
    for word in words {
      if let heredoc = try HeredocWord(parsing: word) { found.append(heredoc) }
    }
    return found
  }

  /// Takes the body off the lines that follow.
  mutating func takeBody(from source: inout SourceLines, start: Int) throws(BuildError) {
    var bytes: [UInt8] = []
    while let line = try source.next() {
      let end = stripsTabs ? line.withoutLineEnd.withoutLeadingTabs : line.withoutLineEnd
      if end.elementsEqual(name.utf8) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw BuildError(
            .file, "the body of the heredoc \(BuildError.quoted(name)) is not UTF-8 text", lines: start...source.number)
        }
        body = text
        return
      }
      bytes += line
    }
    throw BuildError(
      .heredoc, "unterminated heredoc: no line says \(BuildError.quoted(name)) alone", lines: start...source.number)
  }

  /// The body without leading tabs, if it asks for that.
  var strippedBody: String {
    guard stripsTabs else { return body }
    var stripped: [UInt8] = []
    var isAtStart = true
    for byte in body.utf8 where !(isAtStart && byte == UInt8(ascii: "\t")) {
      stripped.append(byte)
      isAtStart = byte == UInt8(ascii: "\n")
    }
    return String(decoding: stripped, as: UTF8.self)
  }

  /// The value that instructions hold.
  var heredoc: Heredoc {
    var heredoc = Heredoc(name, strippedBody, isExpanded: isExpanded, stripsTabs: stripsTabs)
    heredoc.written = body
    return heredoc
  }
}
