// SPDX-License-Identifier: Apache-2.0

extension StaticString {
  /// The words of a list that is written as one text.
  ///
  /// A literal of an array is filled by instructions, three for each of its strings; a text lies there.
  package var words: [String] {
    var words: [String] = []
    for word in description.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0a }) {
      words.append(String(decoding: Array(word), as: UTF8.self))
    }
    return words
  }
}
