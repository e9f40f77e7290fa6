// SPDX-License-Identifier: Apache-2.0

/// Case of ASCII letters: names of signals and capabilities need no Unicode tables.
package enum ASCII {
  /// `text` with a-z made A-Z, all other bytes kept.
  package static func uppercased(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 { bytes.append(byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
