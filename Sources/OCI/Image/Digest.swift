// SPDX-License-Identifier: Apache-2.0

/// The digest of some content (image-spec descriptor.md, "Digests"): what it is called in a store.
///
/// Only registered algorithms with their exact form are accepted, in lower case: the text becomes a file's name, so nothing
/// else may pass (`/`, `..`).
package struct Digest: Hashable, Sendable {
  package enum Algorithm: String, CaseIterable, Sendable {
    case sha256, sha512

    /// Hexadecimal digits of a digest.
    package var length: Int {
      switch self {
      case .sha256: 64
      case .sha512: 128
      }
    }
  }

  package let algorithm: Algorithm
  /// Lower-case hexadecimal digits, as many as `algorithm` has.
  package let hex: String

  /// Reads `sha256:…`.
  ///
  /// - Throws: when the algorithm is not one of ours or the digits are not exactly its own.
  package init(parsing text: String) throws(ReferenceError) {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
      throw ReferenceError("\"\(Printable.text(text))\" is no digest: ALGORITHM:HEX expected")
    }
    guard let algorithm = Algorithm(rawValue: String(text[..<colon])) else {
      throw ReferenceError("digest \"\(Printable.text(text))\": the algorithm is neither sha256 nor sha512")
    }
    try self.init(algorithm, hex: String(text[text.index(after: colon)...]))
  }

  /// - Throws: when `hex` is not exactly as many lower-case digits as the algorithm has.
  package init(_ algorithm: Algorithm, hex: String) throws(ReferenceError) {
    guard hex.utf8.count == algorithm.length, hex.utf8.allSatisfy(Digest.isDigit) else {
      throw ReferenceError(
        "digest \"\(algorithm.rawValue):\(Printable.text(hex))\": \(algorithm.length) lower-case hexadecimal digits expected"
      )
    }
    self.algorithm = algorithm
    self.hex = hex
  }

  /// The digest whose raw bytes a hash function returned.
  ///
  /// - Throws: when there are not as many as the algorithm has.
  package init(_ algorithm: Algorithm, bytes: [UInt8]) throws(ReferenceError) {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    try self.init(algorithm, hex: String(decoding: text, as: UTF8.self))
  }

  /// `sha256:…`.
  package var text: String { algorithm.rawValue + ":" + hex }

  /// The first twelve digits, as people are shown them.
  package var short: String { String(hex.prefix(12)) }

  static func isDigit(_ byte: UInt8) -> Bool {
    (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"))
  }
}

/// A digest, a reference or a platform that is not well formed: the cause in one line.
package struct ReferenceError: Error, Equatable, Sendable {
  package let message: String
  package init(_ message: String) { self.message = message }
}

/// Foreign text inside our one-line messages.
enum Printable {
  /// At most 80 bytes, control characters as `?`: a terminal is not to obey an image's names.
  static func text(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8.prefix(80) { bytes.append(byte < 0x20 || byte == 0x7f ? UInt8(ascii: "?") : byte) }
    return String(decoding: bytes, as: UTF8.self) + (text.utf8.count > 80 ? "…" : "")
  }
}
