// SPDX-License-Identifier: Apache-2.0

/// The nearest of the known words to a mistyped one.
package enum DidYouMean {
  /// Nil when nothing is near: more than a third of the letters would have to change.
  package static func nearest(to word: String, among known: [String]) -> String? {
    let typed = Array(word.utf8)
    var best: String?
    var bestDistance = max(1, typed.count / 3) + 1
    for candidate in known {
      let letters = Array(candidate.utf8)
      guard abs(letters.count - typed.count) < bestDistance else { continue }
      let changes = distance(typed, letters)
      if changes < bestDistance { (best, bestDistance) = (candidate, changes) }
    }
    return best
  }

  /// `did you mean "x"?`, or the list when it is short.
  package static func hint(for word: String, among known: [String]) -> String? {
    if let near = nearest(to: word, among: known) { return "did you mean \"\(near)\"?" }
    guard known.count <= 12 else { return nil }
    return "one of " + known.joined(separator: ", ")
  }

  /// Levenshtein's, letter case counting as no difference.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for i in 0..<a.count {
      var diagonal = row[0]
      row[0] = i + 1
      for j in 0..<b.count {
        let substitution = diagonal + (lower(a[i]) == lower(b[j]) ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substitution, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): return byte | 0x20
    default: return byte
    }
  }
}
