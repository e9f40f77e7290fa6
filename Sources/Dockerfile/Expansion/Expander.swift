// SPDX-License-Identifier: Apache-2.0

/// One walk over one word.
struct Expander {
  /// Variables nested deeper than this are refused: the walk recurses.
  static let deepest = 200
  /// Variables double easily (`ENV a=$a$a`); nothing sensible is longer.
  static let longest = 4 << 20

  let rules: Substitution
  let value: (String) -> String?
  var input: Input
  var keepsEscapes: Bool
  var outcome = Substitution.Result()
  private var depth = 0
  private var words = WordBuffer()

  init(_ word: String, rules: Substitution, value: @escaping (String) -> String?) {
    self.rules = rules
    self.value = value
    input = Input(word)
    keepsEscapes = rules.keepsEscapes
  }

  mutating func result() throws(BuildError) -> Substitution.Result {
    let (text, words) = try text(until: nil, keepingEscapes: keepsEscapes)
    outcome.text = text.string
    outcome.words = words
    return outcome
  }

  /// Resolves up to `stop`, which is taken; nil is the end of the word.
  mutating func text(
    until stop: Unicode.Scalar?, keepingEscapes: Bool
  ) throws(BuildError) -> (text: Runes, words: [String]) {
    guard depth < Expander.deepest else {
      throw BuildError(.expansion, "variables are nested more than \(Expander.deepest) deep")
    }
    depth += 1
    let outer = keepsEscapes
    keepsEscapes = keepingEscapes
    defer {
      depth -= 1
      keepsEscapes = outer
    }
    var text = Runes()
    var list = words.begin()
    while let rune = input.peek {
      if rune == stop {
        input.advance()
        return (text, words.end(&list))
      }
      switch rune {
      case "$":
        let value = try variable()
        text += value
        words.add(value, to: &list)
      case "<":
        let value = arrows()
        text += value
        words.addWhole(value, to: &list)
      case "'" where !rules.ignoresQuotes:
        let value = try singleQuoted()
        text += value
        words.addWhole(value, to: &list)
      case "\"" where !rules.ignoresQuotes:
        let value = try doubleQuoted()
        text += value
        words.addWhole(value, to: &list)
      case rules.escape:
        input.advance()
        if keepsEscapes {
          words.addWhole(CollectionOfOne(rune), to: &list)
          text.append(rune)
        }
        // At the very end there is nothing to escape.
        guard let escaped = input.next() else { break }
        words.addWhole(CollectionOfOne(escaped), to: &list)
        text.append(escaped)
      default:
        input.advance()
        words.add(CollectionOfOne(rune), to: &list)
        text.append(rune)
      }
      guard text.count <= Expander.longest else {
        throw BuildError(.expansion, "it becomes longer than \(Expander.longest >> 20) MiB")
      }
    }
    if let stop { throw BuildError(.expansion, "unexpected end of statement while looking for matching \(stop)") }
    return (text, words.end(&list))
  }

  /// The value of a variable; the result remembers that it was asked for.
  mutating func lookUp(_ name: String) -> String? {
    let found = value(name)
    if found != nil {
      if !outcome.used.contains(name) { outcome.used.append(name) }
    } else if !outcome.unset.contains(name) {
      outcome.unset.append(name)
    }
    return found
  }

  /// `<`, or `<<` with the blanks behind it: a word of a here-document must stay one.
  private mutating func arrows() -> Runes {
    input.advance()
    guard input.peek == "<" else { return ["<"] }
    input.advance()
    var text: Runes = ["<", "<"]
    while let rune = input.peek, rune == " " || rune == "\t" || rune == "\r" {
      text.append(rune)
      input.advance()
    }
    return text
  }

  /// Everything up to the next single quote, as it is.
  private mutating func singleQuoted() throws(BuildError) -> Runes {
    input.advance()
    var text: Runes = rules.keepsQuotes ? ["'"] : []
    while let rune = input.next() {
      if rune == "'" { return rules.keepsQuotes ? text + ["'"] : text }
      text.append(rune)
    }
    throw BuildError(.expansion, "unexpected end of statement while looking for matching single-quote")
  }

  /// Everything up to the next double quote; variables expand, and only `"`, `$` and the escape character are escaped.
  private mutating func doubleQuoted() throws(BuildError) -> Runes {
    input.advance()
    var text: Runes = rules.keepsQuotes ? ["\""] : []
    while let rune = input.peek {
      switch rune {
      case "\"":
        input.advance()
        return rules.keepsQuotes ? text + ["\""] : text
      case "$": text += try variable()
      case rules.escape:
        input.advance()
        if keepsEscapes { text.append(rune) }
        switch input.peek {
        case nil: break
        case "\"", "$", rules.escape: if let escaped = input.next() { text.append(escaped) }
        default: text.append(rune)
        }
      default:
        input.advance()
        text.append(rune)
      }
    }
    throw BuildError(.expansion, "unexpected end of statement while looking for matching double-quote")
  }
}
