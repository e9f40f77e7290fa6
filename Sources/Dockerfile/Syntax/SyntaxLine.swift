// SPDX-License-Identifier: Apache-2.0

/// One instruction as the grammar sees it: its words, and nothing of what they mean.
package struct SyntaxLine: Equatable, Sendable {
  /// As written, in whatever case.
  package var keyword: String
  /// Words that begin with `--`, without their quotes.
  package var flags: [String] = []
  /// Of ENV and LABEL triples: key, value, and `=` or nothing.
  package var arguments: [String] = []
  /// The arguments were a JSON array.
  package var isJSON = false
  /// The instruction behind ONBUILD; at most one.
  package var trigger: [SyntaxLine] = []
  package var heredocs: [HeredocWord] = []
  /// The lines joined, heredoc bodies left out.
  package var text: String
  /// The comments directly above, without `#`.
  package var comments: [String] = []
  package var lines: ClosedRange<Int> = 0...0

  package init(keyword: String, text: String) {
    self.keyword = keyword
    self.text = text
  }

  /// The words behind the keyword and its flags, those of a trigger with its own keyword.
  package var words: [String] {
    guard let trigger = trigger.first else { return arguments }
    return [trigger.keyword] + trigger.words
  }
}

extension SyntaxLine {
  /// ONBUILD behind ONBUILD is refused later, by a better message; here it only must not exhaust the stack.
  private static let deepestTrigger = 8

  /// Reads the joined lines of an instruction.
  init(parsing text: String, escape: Unicode.Scalar, depth: Int = 0) throws(BuildError) {
    let line = text.runes.trimmed
    let end = line.firstIndex(where: \.isBlank) ?? line.endIndex
    self.init(keyword: line[..<end].string, text: text)
    var rest = line[end...].drop(while: \.isBlank)
    flags = FlagWords.take(from: &rest, escape: escape)
    let argument = rest.trimmed
    guard let keyword = Keyword(keyword) else { return }
    switch keyword {
    case .arg: arguments = Words.quoted(argument, escape: escape)
    case .env, .label: arguments = try Words.pairs(argument, of: keyword, escape: escape)
    case .expose, .from: arguments = Words.split(argument)
    case .maintainer, .stopsignal, .user, .workdir: arguments = Words.whole(argument)
    case .cmd, .entrypoint, .run, .shell: try take(argument, otherwise: Words.whole)
    case .add, .copy, .volume: try take(argument, otherwise: Words.split)
    case .healthcheck:
      let end = argument.firstIndex(where: \.isBlank) ?? argument.endIndex
      guard end > argument.startIndex else { return }
      try take(argument[end...].drop(while: \.isBlank), otherwise: Words.whole)
      arguments.insert(argument[..<end].string, at: 0)
    case .onbuild:
      guard !argument.isEmpty else { return }
      guard depth < SyntaxLine.deepestTrigger else { throw SyntaxLine.chained }
      trigger = [try SyntaxLine(parsing: argument.string, escape: escape, depth: depth + 1)]
    }
  }

  static var chained: BuildError {
    BuildError(.instruction, "chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
  }

  /// Takes a JSON array of strings; what is no JSON is split the other way.
  private mutating func take(
    _ argument: ArraySlice<Unicode.Scalar>, otherwise split: (ArraySlice<Unicode.Scalar>) -> [String]
  ) throws(BuildError) {
    guard let words = try ExecForm.words(argument) else {
      arguments = split(argument)
      return
    }
    arguments = words
    isJSON = true
  }

  /// Whether there is such an instruction.
  package var isKnown: Bool { Keyword(keyword) != nil }

  /// Whether lines behind this one may be its here-documents.
  var takesHeredocs: Bool {
    var line = self
    if Keyword(keyword) == .onbuild, let trigger = trigger.first { line = trigger }
    switch Keyword(line.keyword) {
    case .add, .copy, .run: return !line.isJSON
    case .arg, .cmd, .entrypoint, .env, .expose, .from, .healthcheck, .label, .maintainer, .onbuild, .shell,
      .stopsignal, .user, .volume, .workdir, nil:
      return false
    }
  }
}
