// SPDX-License-Identifier: Apache-2.0

/// What a command line says: the options given, and the words that are no options.
package struct Values: Sendable {
  /// Long names with their values, in the order of the command line; flags have `true` or `false`.
  fileprivate var given: [(name: String, value: String)] = []
  /// Words that are no options.
  package var arguments: [String] = []
  package init() {}

  /// Whether a flag is set.
  package func has(_ flag: Option) -> Bool { value(flag) == "true" }

  /// The last value given for an option.
  package func value(_ option: Option) -> String? {
    for entry in given.reversed() where entry.name == option.name { return entry.value }
    return nil
  }

  /// All values given for an option, in order.
  package func values(_ option: Option) -> [String] {
    var values: [String] = []
    for entry in given where entry.name == option.name { values.append(entry.value) }
    return values
  }

  /// The value of an option that takes a count: a decimal number from 0 to 4294967295.
  package func number(_ option: Option) throws(UsageError) -> UInt32? {
    guard let text = value(option) else { return nil }
    return try Values.number(text, of: option)
  }

  /// The values of a repeated option that takes counts.
  package func numbers(_ option: Option) throws(UsageError) -> [UInt32] {
    var numbers: [UInt32] = []
    for text in values(option) { numbers.append(try Values.number(text, of: option)) }
    return numbers
  }

  private static func number(_ text: String, of option: Option) throws(UsageError) -> UInt32 {
    guard let number = UInt32(text) else {
      throw UsageError("invalid value \"\(text)\" for --\(option.name): expected a number of at least 0")
    }
    return number
  }
}

extension Values {
  /// Reads words as options and arguments.
  ///
  /// Accepted are `--name value`, `--name=value`, `-n value`, `-n=value`, several flags' letters behind one dash, and long
  /// names with a single dash (containerd writes `-no-subreaper`). `--` ends the options; `-` is an argument.
  ///
  ///
  /// `words`: The words behind the program's or the verb's name.
  ///
  /// `options`: The options there are.
  ///
  /// `stops`: Nothing behind the first argument is an option: it belongs to a command that is run.
  ///
  /// `subject`: Who has these options, for messages: `create`, or empty for the program.
  ///
  /// Throws unknown options, missing or unknown values.
  package static func parse(
    _ words: ArraySlice<String>, options: [Option], stopsAtFirstArgument stops: Bool, subject: String
  ) throws(UsageError) -> Values {
    var values = Values()
    var rest = words
    while let word = rest.popFirst() {
      let bytes = Array(word.utf8)
      guard bytes.count > 1, bytes[0] == UInt8(ascii: "-") else {
        values.arguments.append(word)
        if stops { break }
        continue
      }
      if word == "--" { break }
      try values.read(bytes, word, &rest, options, subject)
    }
    values.arguments += rest
    return values
  }

  /// Reads one word that begins with a dash, and its value.
  private mutating func read(
    _ bytes: [UInt8], _ word: String, _ rest: inout ArraySlice<String>, _ options: [Option], _ subject: String
  ) throws(UsageError) {
    let isLong = bytes[1] == UInt8(ascii: "-")
    let body = bytes.dropFirst(isLong ? 2 : 1)
    let equals = body.firstIndex(of: UInt8(ascii: "="))
    let name = String(decoding: body[..<(equals ?? body.endIndex)], as: UTF8.self)
    let attached = equals.map { String(decoding: body[($0 + 1)...], as: UTF8.self) }
    for option in options where option.name == name || (!isLong && !option.letter.isEmpty && option.letter == name) {
      given.append((option.name, try value(for: option, attached, &rest)))
      return
    }
    if !isLong, equals == nil, let flags = Values.flags(body, options) {
      for flag in flags { given.append((flag.name, "true")) }
      return
    }
    throw Values.unknown(word, name, options, subject)
  }

  private func value(
    for option: Option, _ attached: String?, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> String {
    switch option.value {
    case .none:
      switch attached {
      case nil, "true", "1": return "true"
      case "false", "0": return "false"
      case .some(let word): throw UsageError("invalid value \"\(word)\" for --\(option.name): expected true or false")
      }
    case .choice(let words):
      let word = try required(option, attached, &rest)
      if words.contains(word) { return word }
      throw UsageError("invalid \(option.name): \(word)", hint: "one of: " + words.joined(separator: ", "))
    case .word, .file, .directory: return try required(option, attached, &rest)
    }
  }

  private func required(
    _ option: Option, _ attached: String?, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> String {
    // Podman looks for "requires an argument" to learn whether an option exists.
    guard let word = attached ?? rest.popFirst() else {
      throw UsageError("option --\(option.name) requires an argument")
    }
    return word
  }

  /// The flags whose letters stand behind one dash; nil when one of them is none.
  private static func flags(_ letters: ArraySlice<UInt8>, _ options: [Option]) -> [Option]? {
    var flags: [Option] = []
    for letter in letters {
      guard let flag = options.first(where: { isFlag($0, letter) }) else { return nil }
      flags.append(flag)
    }
    return flags
  }

  private static func isFlag(_ option: Option, _ letter: UInt8) -> Bool {
    guard case .none = option.value else { return false }
    return option.letter.utf8.elementsEqual(CollectionOfOne(letter))
  }

  private static func unknown(_ word: String, _ name: String, _ options: [Option], _ subject: String) -> UsageError {
    var names: [String] = []
    for option in options where !option.isHidden { names.append(option.name) }
    let hint = Suggestion.nearest(to: name, among: names).map { "did you mean --\($0)?" }
    return UsageError("unknown option \(word)" + (subject.isEmpty ? "" : " for \(subject)"), hint: hint)
  }
}
