// SPDX-License-Identifier: Apache-2.0

/// Did-you-mean: the known word a misspelt one is nearest to.
package enum Suggestion {
  /// The candidate with the fewest changed, missing, added or swapped letters, if they are few enough to be a slip.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    let letters = lowercase(word)
    guard !letters.isEmpty else { return nil }
    var best: (word: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(letters, lowercase(candidate))
      if distance < (best?.distance ?? Int.max) { best = (candidate, distance) }
    }
    guard let best, best.distance <= max(1, letters.count / 3) else { return nil }
    return best.word
  }

  private static func lowercase(_ word: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in word.utf8 { bytes.append(byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte) }
    return bytes
  }

  /// Damerau's distance with adjacent swaps (optimal string alignment), over three rows.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var row = [i + 1]
      for (j, y) in b.enumerated() {
        var cost = min(last[j] + (x == y ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, x == b[j - 1], y == a[i - 1] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
