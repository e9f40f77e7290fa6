// SPDX-License-Identifier: Apache-2.0

/// Text as Go's fmt prints it: histories of images are full of it, and are compared.
enum GoText {
  /// `%q` of a list: `["/bin/sh" "-c" "x"]`.
  static func quotedList(_ words: [String]) -> String { "[" + words.map(quoted).joined(separator: " ") + "]" }

  /// `%v` of a list: `[/bin/sh -c]`.
  static func list(_ words: [String]) -> String { "[" + words.joined(separator: " ") + "]" }

  /// strconv.Quote.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{7}": result += "\\a"
      case "\u{8}": result += "\\b"
      case "\u{c}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{b}": result += "\\v"
      default: result += isPrinted(scalar) ? String(scalar) : escaped(scalar)
      }
    }
    return result + "\""
  }

  /// Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and of all spaces that of ASCII.
  private static func isPrinted(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7f }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
      .paragraphSeparator:
      return false
    default: return true
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    switch scalar.value {
    case ..<0x80: return "\\x" + padded(digits, 2)
    case ..<0x10000: return "\\u" + padded(digits, 4)
    default: return "\\U" + padded(digits, 8)
    }
  }

  private static func padded(_ digits: String, _ width: Int) -> String {
    String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  /// time.Duration's String: `1h0m5s`, `1.5s`, `100ms`, `0s`.
  static func duration(nanoseconds: Int64) -> String {
    if nanoseconds == 0 { return "0s" }
    let sign = nanoseconds < 0 ? "-" : ""
    let total = nanoseconds.magnitude
    let (microsecond, millisecond, second): (UInt64, UInt64, UInt64) = (1_000, 1_000_000, 1_000_000_000)
    if total < microsecond { return sign + "\(total)ns" }
    if total < millisecond { return sign + decimal(total, microsecond) + "µs" }
    if total < second { return sign + decimal(total, millisecond) + "ms" }
    let minutes = total / second / 60
    let seconds = decimal(total - minutes * 60 * second, second) + "s"
    if minutes == 0 { return sign + seconds }
    if minutes < 60 { return sign + "\(minutes)m" + seconds }
    return sign + "\(minutes / 60)h\(minutes % 60)m" + seconds
  }

  /// A quotient with as many decimals as it needs.
  private static func decimal(_ value: UInt64, _ unit: UInt64) -> String {
    let whole = "\(value / unit)"
    var fraction = padded("\(value % unit)", "\(unit)".utf8.count - 1)
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return fraction.isEmpty ? whole : whole + "." + fraction
  }
}
