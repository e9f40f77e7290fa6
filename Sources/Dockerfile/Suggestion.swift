// SPDX-License-Identifier: Apache-2.0

/// What somebody may have meant by a word we do not know.
enum Suggestion {
  /// ` (did you mean X?)` when a known word is at most two edits away, else nothing.
  ///
  /// Of words without regard to case the answer takes the case of the question.
  static func hint(for word: String, among known: [String], caseMatters: Bool = true) -> String {
    guard let match = nearest(to: word, among: known, caseMatters: caseMatters) else { return "" }
    return " (did you mean \(match)?)"
  }

  static func nearest(to word: String, among known: [String], caseMatters: Bool = true) -> String? {
    let wanted = caseMatters ? word : word.lowercased()
    var best: (word: String, edits: Int)?
    for candidate in known {
      let candidate = caseMatters ? candidate : candidate.lowercased()
      if candidate == wanted { return nil }
      let edits = distance(Array(wanted.utf8), Array(candidate.utf8), limit: 3)
      if edits < best?.edits ?? 3 { best = (candidate, edits) }
    }
    guard let best else { return nil }
    guard !caseMatters, word != word.lowercased() else { return best.word }
    return word == word.uppercased() ? best.word.uppercased() : best.word
  }

  /// Insertions, deletions and replacements that make `b` of `a`; `limit` when there are as many or more.
  private static func distance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int {
    guard abs(a.count - b.count) < limit else { return limit }
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let replaced = diagonal + (x == y ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return min(row[b.count], limit)
  }
}
