// SPDX-License-Identifier: Apache-2.0

/// Lists of CPUs and memory nodes: `0-3,7` (cpuset(7), "List format").
package enum NumberList {
  /// More than any kernel is built for (CONFIG_NR_CPUS ≤ 8192); keeps `0-4294967295` from filling the memory.
  package static let limit: UInt32 = 8192

  /// In the order of the list, duplicates kept; nil when malformed.
  ///
  /// Blanks around numbers are allowed, as by runc.
  package static func parse(_ text: String) -> [UInt32]? {
    var numbers: [UInt32] = []
    for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      let ends = part.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
      guard let low = ends.first.flatMap({ number($0) }) else { return nil }
      switch ends.count {
      case 1: numbers.append(low)
      case 2:
        guard let high = number(ends[1]), low <= high else { return nil }
        for value in low...high { numbers.append(value) }
      default: return nil
      }
    }
    return numbers
  }

  private static func number(_ digits: Substring.UTF8View) -> UInt32? {
    var value: UInt32 = 0
    var seen = false
    var ended = false
    for byte in digits {
      switch byte {
      case UInt8(ascii: " "): if seen { ended = true }
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if ended { return nil }
        seen = true
        value = value * 10 + UInt32(byte - UInt8(ascii: "0"))
        if value >= limit { return nil }
      default: return nil
      }
    }
    return seen ? value : nil
  }
}
