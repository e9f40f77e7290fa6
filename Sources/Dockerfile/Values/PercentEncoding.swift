// SPDX-License-Identifier: Apache-2.0

/// `%41` for `A`, as URLs have it.
package enum PercentEncoding {
  /// The text meant; nil when a `%` is not followed by two hexadecimal digits, or the bytes are no UTF-8.
  package static func decoded(_ text: String) -> String? { decoded(text, plusIsSpace: false) }

  static func decoded(_ text: String, plusIsSpace: Bool) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        let digits = rest.prefix(2)
        guard digits.count == 2, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
          let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
        else { return nil }
        bytes.append(value)
        rest = rest.dropFirst(2)
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
