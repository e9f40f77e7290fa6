// SPDX-License-Identifier: Apache-2.0

/// Text as Unicode scalars: the rules of a Dockerfile are stated in Go's runes, and Swift's characters would join `\r\n`.
typealias Runes = [Unicode.Scalar]

extension Unicode.Scalar {
  /// White space as Go's unicode.IsSpace has it.
  var isSpace: Bool {
    switch value {
    case 0x09...0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000: true
    default: false
    }
  }

  /// What separates words on a line: any of space, tab, vertical tab, form feed, carriage return.
  var isBlank: Bool {
    switch self {
    case " ", "\t", "\r", "\u{b}", "\u{c}": true
    default: false
    }
  }

  /// A decimal digit of any script.
  var isDigit: Bool {
    isASCII ? ("0"..."9").contains(self) : properties.generalCategory == .decimalNumber
  }

  /// A letter of any script.
  var isLetter: Bool {
    if isASCII { return ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
    default: return false
    }
  }
}

extension Collection where Element == Unicode.Scalar {
  /// The same as a string.
  var string: String { String(String.UnicodeScalarView(self)) }
}

extension BidirectionalCollection where Element == Unicode.Scalar {
  /// Without white space at either end.
  var trimmed: SubSequence { self.drop(while: \.isSpace).trimmedEnd }

  /// Without white space at the end.
  private var trimmedEnd: SubSequence {
    guard let last = lastIndex(where: { !$0.isSpace }) else { return self[startIndex..<startIndex] }
    return self[...last]
  }
}

extension RangeReplaceableCollection where Element == Unicode.Scalar {
  mutating func append(text: String) { append(contentsOf: text.unicodeScalars) }
}

extension String {
  var runes: Runes { Runes(unicodeScalars) }

  /// Without white space at either end.
  var trimmed: String { unicodeScalars.trimmed.string }

  /// The two sides of the first `separator`; nil when there is none.
  func cut(at separator: Unicode.Scalar) -> (before: String, after: String)? {
    guard let index = unicodeScalars.firstIndex(of: separator) else { return nil }
    return (String(self[..<index]), String(self[unicodeScalars.index(after: index)...]))
  }
}
