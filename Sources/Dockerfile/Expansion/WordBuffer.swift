// SPDX-License-Identifier: Apache-2.0

extension Expander {
  /// The runes of a word and a place in them.
  struct Input {
    private let runes: Runes
    private var position = 0

    /// A byte order mark at the beginning is skipped.
    init(_ text: String) {
      runes = text.runes
      if runes.first == "\u{feff}" { position = 1 }
    }

    var peek: Unicode.Scalar? { position < runes.count ? runes[position] : nil }

    mutating func advance() { position += 1 }

    mutating func next() -> Unicode.Scalar? {
      guard let rune = peek else { return nil }
      position += 1
      return rune
    }
  }

  /// Collects the words of one list.
  struct WordList {
    var words: [String] = []
    var isInWord = false
  }

  /// The word being collected.
  ///
  /// BuildKit has one for all nested lists, so a `${…}` with a modifier drops what stood before it in the same word
  /// (`a${b:-c}` is the word `c`). What it does is the reference: only EXPOSE and names of here-documents are split.
  struct WordBuffer {
    private var word = Runes()

    mutating func begin() -> WordList {
      word = []
      return WordList()
    }

    mutating func end(_ list: inout WordList) -> [String] {
      if !word.isEmpty { list.words.append(word.string) }
      word = []
      return list.words
    }

    /// Adds text that white space splits.
    mutating func add(_ text: some Sequence<Unicode.Scalar>, to list: inout WordList) {
      for rune in text {
        if !rune.isSpace {
          word.append(rune)
          list.isInWord = true
        } else if list.isInWord, !word.isEmpty {
          list.words.append(word.string)
          word = []
          list.isInWord = false
        }
      }
    }

    /// Adds text that stays together.
    mutating func addWhole(_ text: some Sequence<Unicode.Scalar>, to list: inout WordList) {
      word += text
      list.isInWord = true
    }
  }
}
