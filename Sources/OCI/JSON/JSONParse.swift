// SPDX-License-Identifier: Apache-2.0

extension JSONDocument {
  /// Reads a JSON text through libyajl, checking what yajl does not: size, depth, names given twice, NUL, strict UTF-8
  /// and surrogates without a partner.
  ///
  /// - Throws: the first thing wrong with the text, with its place.
  package static func parse(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONDocument {
    guard bytes.count <= limits.size else {
      throw JSONError(
        message: "\(bytes.count) bytes of JSON, but at most \(limits.size) are read", line: 0, column: 0, pointer: "")
    }
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
      throw JSONError(
        message: "the text begins with a byte order mark, which JSON does not allow (RFC 8259)", line: 1, column: 1,
        pointer: "")
    }
    if let offset = JSONText.firstInvalidUTF8(in: bytes) {
      let place = place(in: bytes, at: offset)
      throw JSONError(message: "invalid UTF-8", line: place.line, column: place.column, pointer: "")
    }
    return try JSONBuilder.build(bytes, limits)
  }
}
