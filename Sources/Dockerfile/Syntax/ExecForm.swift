// SPDX-License-Identifier: Apache-2.0

/// The JSON array that an argument may be, read as Go's encoding/json reads it: what that refuses is a shell's text.
///
/// OCI's reader refuses more (names given twice, surrogates without a partner), so it cannot draw this line.
struct ExecForm {
  private static let deepest = 10_000
  private let text: ArraySlice<Unicode.Scalar>
  private var position: Int

  private init(_ text: ArraySlice<Unicode.Scalar>) {
    self.text = text
    position = text.startIndex
  }

  /// The strings of the array; nil when the text is no JSON array.
  ///
  /// - Throws: when it is one and holds something else than strings.
  static func words(_ text: ArraySlice<Unicode.Scalar>) throws(BuildError) -> [String]? {
    let text = text.drop(while: \.isSpace)
    guard text.first == "[" else { return nil }
    var json = ExecForm(text)
    guard let words = json.array() else { return nil }
    guard let strings = words.strings else {
      throw BuildError(
        .instruction, "when using JSON array syntax, arrays must be comprised of strings only: quote every element")
    }
    return strings
  }

  private struct Elements {
    var all: [String?] = []
    /// nil if any element was no string.
    var strings: [String]? {
      let found = all.compactMap { $0 }
      return found.count == all.count ? found : nil
    }
  }

  /// The whole text as one array.
  private mutating func array() -> Elements? {
    var elements = Elements()
    guard take("[") else { return nil }
    skipBlanks()
    if !take("]") {
      repeat {
        skipBlanks()
        if peek == "\"" {
          guard let word = string() else { return nil }
          elements.all.append(word)
        } else {
          guard skipValue() else { return nil }
          elements.all.append(nil)
        }
        skipBlanks()
      } while take(",")
      guard take("]") else { return nil }
    }
    skipBlanks()
    return peek == nil ? elements : nil
  }

  private var peek: Unicode.Scalar? { position < text.endIndex ? text[position] : nil }

  private mutating func take(_ rune: Unicode.Scalar) -> Bool {
    guard peek == rune else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let rune = peek, rune == " " || rune == "\t" || rune == "\r" || rune == "\n" { position += 1 }
  }

  private mutating func string() -> String? {
    guard take("\"") else { return nil }
    var result = Runes()
    while let rune = peek {
      position += 1
      if rune == "\"" { return result.string }
      guard rune.value >= 0x20 else { return nil }
      guard rune == "\\" else {
        result.append(rune)
        continue
      }
      guard let escape = peek else { return nil }
      position += 1
      switch escape {
      case "\"", "\\", "/": result.append(escape)
      case "b": result.append("\u{8}")
      case "f": result.append("\u{c}")
      case "n": result.append("\n")
      case "r": result.append("\r")
      case "t": result.append("\t")
      case "u":
        guard let scalar = unicodeEscape() else { return nil }
        result.append(scalar)
      default: return nil
      }
    }
    return nil
  }

  /// The scalar of `XXXX`, or of a pair of surrogates; one without its partner is U+FFFD.
  private mutating func unicodeEscape() -> Unicode.Scalar? {
    guard let unit = fourDigits() else { return nil }
    if let scalar = Unicode.Scalar(unit) { return scalar }
    let start = position
    if unit < 0xdc00, take("\\"), take("u"), let low = fourDigits(), (0xdc00...0xdfff).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
    {
      return scalar
    }
    position = start
    return "\u{fffd}"
  }

  private mutating func fourDigits() -> UInt32? {
    guard text.endIndex - position >= 4 else { return nil }
    let digits = text[position..<(position + 4)]
    guard digits.allSatisfy({ $0.isASCII && $0.properties.isASCIIHexDigit }) else { return nil }
    position += 4
    return UInt32(digits.string, radix: 16)
  }

  /// Steps over any value without recursion: a Dockerfile must not exhaust the stack.
  private mutating func skipValue() -> Bool {
    // Closing brackets still owed.
    var open: [Unicode.Scalar] = []
    while true {
      skipBlanks()
      guard let rune = peek else { return false }
      switch rune {
      case "[", "{":
        position += 1
        open.append(rune == "[" ? "]" : "}")
        guard open.count < ExecForm.deepest else { return false }
        skipBlanks()
        if peek == open.last {
          position += 1
          open.removeLast()
          break
        }
        if rune == "{", !name() { return false }
        continue
      case "\"": if string() == nil { return false }
      default: if !literal() { return false }
      }
      // A value has ended: close what ends here, or go on behind a comma.
      while let close = open.last {
        skipBlanks()
        if take(",") {
          if close == "}", !name() { return false }
          break
        }
        guard take(close) else { return false }
        open.removeLast()
      }
      if open.isEmpty { return true }
    }
  }

  private mutating func name() -> Bool {
    skipBlanks()
    guard string() != nil else { return false }
    skipBlanks()
    return take(":")
  }

  private mutating func literal() -> Bool {
    for word in ["true", "false", "null"] where text[position...].starts(with: word.unicodeScalars) {
      position += word.unicodeScalars.count
      return true
    }
    return number()
  }

  private mutating func number() -> Bool {
    let start = position
    _ = take("-")
    if !take("0"), !digits() { return false }
    if take("."), !digits() { return false }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      if !digits() { return false }
    }
    // Go refuses what no double can hold.
    return Double(text[start..<position].string)?.isFinite ?? false
  }

  private mutating func digits() -> Bool {
    let start = position
    while let rune = peek, ("0"..."9").contains(rune) { position += 1 }
    return position > start
  }
}
