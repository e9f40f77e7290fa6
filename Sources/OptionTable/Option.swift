// SPDX-License-Identifier: Apache-2.0

/// One option of a command line.
package struct Option: Sendable {
  /// Its long name, without dashes.
  package var name: String
  /// Its letter, empty when it has none.
  package var letter: String
  /// What it takes.
  package var value: OptionValue
  /// It may be given again, and every value counts; of other options, the last one does.
  package var repeats: Bool
  /// What it does, one or two sentences without a final stop.
  package var help: String
  /// Accepted, but not shown: obsolete, or ignored as every peer does.
  package var isHidden: Bool

  package init(
    _ name: String, letter: String = "", takes value: OptionValue = .none, repeats: Bool = false,
    hidden: Bool = false, _ help: String
  ) {
    self.name = name
    self.letter = letter
    self.value = value
    self.repeats = repeats
    self.isHidden = hidden
    self.help = help
  }

  /// `--bundle DIR, -b DIR`.
  package var synopsis: String {
    let argument = value.placeholder.isEmpty ? "" : " " + value.placeholder
    return "--\(name)\(argument)" + (letter.isEmpty ? "" : ", -\(letter)\(argument)")
  }
}

/// What an option takes: decides parsing, help and what shells complete.
package enum OptionValue: Sendable {
  /// Nothing; also `--option=true` and `--option=false`, which Go programs write.
  case none
  /// A free word, described by its placeholder.
  case word(String)
  /// A path of a file or socket.
  case file
  /// A path of a folder.
  case directory
  /// One of these.
  case choice([String])

  /// How help spells the value.
  package var placeholder: String {
    switch self {
    case .none: return ""
    case .word(let name): return name
    case .file: return "FILE"
    case .directory: return "DIR"
    case .choice(let words): return words.joined(separator: "|")
    }
  }
}
