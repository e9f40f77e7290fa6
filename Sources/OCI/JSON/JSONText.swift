// SPDX-License-Identifier: Apache-2.0

/// Checks of raw JSON bytes, which yajl leaves undone.
enum JSONText {
  /// The first byte that is not well-formed UTF-8 (Unicode table 3-7); yajl lets overlong forms and surrogates pass.
  static func firstInvalidUTF8(in bytes: [UInt8]) -> Int? {
    var at = 0
    while at < bytes.count {
      let lead = bytes[at]
      if lead < 0x80 {
        at += 1
        continue
      }
      var second: ClosedRange<UInt8> = 0x80...0xbf
      let length: Int
      switch lead {
      case 0xc2...0xdf: length = 2
      case 0xe0: (length, second) = (3, 0xa0...0xbf)
      case 0xed: (length, second) = (3, 0x80...0x9f)
      case 0xe1...0xec, 0xee, 0xef: length = 3
      case 0xf0: (length, second) = (4, 0x90...0xbf)
      case 0xf4: (length, second) = (4, 0x80...0x8f)
      case 0xf1...0xf3: length = 4
      default: return at
      }
      guard at + length <= bytes.count, second.contains(bytes[at + 1]) else { return at }
      for offset in 2..<max(length, 2) where bytes[at + offset] & 0xc0 != 0x80 { return at }
      at += length
    }
    return nil
  }

  /// Whether a string token has an escape `\uD800` to `\uDFFF` without its partner: yajl makes `?` or broken UTF-8 of it.
  static func hasLoneSurrogate(_ token: ArraySlice<UInt8>) -> Bool {
    var at = token.startIndex
    var high = false
    while at < token.endIndex {
      var unit: UInt32 = 0
      let isEscape = token[at] == UInt8(ascii: "\\")
      if isEscape, at + 5 < token.endIndex, token[at + 1] == UInt8(ascii: "u") {
        for digit in token[(at + 2)..<(at + 6)] { unit = unit << 4 | hexValue(digit) }
        at += 6
      } else {
        at += isEscape ? 2 : 1
      }
      let isLow = unit & 0xfc00 == 0xdc00
      if high != isLow { return true }
      high = unit & 0xfc00 == 0xd800
    }
    return high
  }

  private static func hexValue(_ digit: UInt8) -> UInt32 {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return UInt32(digit - UInt8(ascii: "0"))
    default: return UInt32((digit | 0x20) - UInt8(ascii: "a") + 10)
    }
  }

  /// The cause in yajl's own words, without its prefix and line end: `lexical error: invalid char in json text.\n`.
  static func cause(ofYajl words: UnsafePointer<UInt8>) -> String {
    var bytes: [UInt8] = []
    var at = unsafe words
    while unsafe at.pointee != 0, unsafe at.pointee != 0x0a {
      unsafe bytes.append(at.pointee)
      unsafe at += 1
    }
    for prefix: StaticString in ["lexical error: ", "parse error: "] {
      let count = prefix.utf8CodeUnitCount
      if bytes.count > count, unsafe bytes.starts(with: UnsafeBufferPointer(start: prefix.utf8Start, count: count)) {
        bytes.removeFirst(count)
      }
    }
    if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
    return "invalid JSON: " + String(decoding: bytes, as: UTF8.self)
  }
}
