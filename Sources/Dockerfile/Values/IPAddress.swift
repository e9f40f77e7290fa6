// SPDX-License-Identifier: Apache-2.0

/// Addresses by their words.
package enum IPAddress {
  /// Four numbers of at most 255 without leading zeros (which some readers take for octal).
  package static func isVersion4(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } && (part == "0" || !part.hasPrefix("0")) && UInt8(part) != nil
      }
  }

  /// RFC 4291, section 2.2, without a zone.
  package static func isVersion6(_ text: String) -> Bool {
    let halves = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard halves.count >= 3, halves.count <= 9 else { return false }
    var groups = 0
    var gaps = 0
    for (index, part) in halves.enumerated() {
      if part.isEmpty {
        let isEdge = index == 0 || index == halves.count - 1
        if isEdge { continue }
        gaps += 1
      } else if part.contains(".") {
        guard index == halves.count - 1, isVersion4(part) else { return false }
        groups += 2
      } else {
        guard part.utf8.count <= 4, UInt16(part, radix: 16) != nil, !part.hasPrefix("+") else { return false }
        groups += 1
      }
    }
    // `::` at an edge leaves two empty parts there.
    if text == "::" { return true }
    let opens = text.hasPrefix("::")
    let closes = text.hasSuffix("::")
    if (text.hasPrefix(":") && !opens) || (text.hasSuffix(":") && !closes) { return false }
    return gaps == 0 ? groups == 8 : gaps == 1 && groups < 8
  }
}
