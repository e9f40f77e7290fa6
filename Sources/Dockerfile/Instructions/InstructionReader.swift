// SPDX-License-Identifier: Apache-2.0

/// Gives the words of a line their meaning.
extension Instruction {
  package init(reading line: SyntaxLine) throws(BuildError) {
    do throws(BuildError) {
      guard let keyword = Keyword(line.keyword) else { throw Instruction.unknown(line.keyword) }
      let command = try Instruction.command(keyword, line)
      self.init(command, text: line.text.trimmed, lines: line.lines)
    } catch { throw error.at(line.lines) }
  }

  /// Reads the instruction that an image's ONBUILD holds.
  package init(parsingTrigger text: String) throws(BuildError) {
    let lines = try SyntaxTree(parsing: Array(text.utf8)).lines
    guard lines.count == 1, let line = lines.first else {
      throw BuildError(.instruction, "an ONBUILD trigger must be a single instruction: \(BuildError.quoted(text))")
    }
    try Instruction.checkTrigger(line.keyword)
    try self.init(reading: line)
  }

  private static func command(_ keyword: Keyword, _ line: SyntaxLine) throws(BuildError) -> Command {
    switch keyword {
    case .add: .add(try AddInstruction(reading: line))
    case .arg: .arg(try arguments(line))
    case .cmd: .cmd(try commandLine(line))
    case .copy: .copy(try CopyInstruction(reading: line))
    case .entrypoint: .entrypoint(try commandLine(line))
    case .env: .env(try assignments(line, of: keyword))
    case .expose: .expose(try atLeastOne(line, of: keyword).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    case .from: .from(try FromInstruction(reading: line))
    case .healthcheck: .healthcheck(try HealthcheckInstruction(reading: line))
    case .label: .label(try assignments(line, of: keyword))
    case .maintainer: .maintainer(try exactlyOne(line, of: keyword))
    case .onbuild: .onBuild(try trigger(line))
    case .run: .run(try RunInstruction(reading: line))
    case .shell: .shell(try shell(line))
    case .stopsignal: .stopSignal(try exactlyOne(line, of: keyword))
    case .user: .user(try exactlyOne(line, of: keyword))
    case .volume: .volume(try volumes(line))
    case .workdir: .workdir(try exactlyOne(line, of: keyword))
    }
  }

  private static func unknown(_ word: String) -> BuildError {
    let hint = Suggestion.hint(for: word, among: Keyword.allCases.map(\.name), caseMatters: false)
    return BuildError(.instruction, "unknown instruction: \(BuildError.quoted(word))\(hint)")
  }

  // MARK: Counting words

  private static func exactlyOne(_ line: SyntaxLine, of keyword: Keyword) throws(BuildError) -> String {
    try refuseFlags(line)
    guard line.arguments.count == 1, let word = line.arguments.first else {
      throw BuildError(.instruction, "\(keyword.name) requires exactly one argument")
    }
    return word
  }

  private static func atLeastOne(_ line: SyntaxLine, of keyword: Keyword) throws(BuildError) -> [String] {
    try refuseFlags(line)
    guard !line.arguments.isEmpty else {
      throw BuildError(.instruction, "\(keyword.name) requires at least one argument")
    }
    return line.arguments
  }

  private static func refuseFlags(_ line: SyntaxLine) throws(BuildError) {
    _ = try FlagValues(line.flags, known: [:])
  }

  // MARK: One instruction each

  private static func commandLine(_ line: SyntaxLine) throws(BuildError) -> CommandLine {
    try refuseFlags(line)
    return CommandLine(line.arguments, isShell: !line.isJSON)
  }

  private static func assignments(_ line: SyntaxLine, of keyword: Keyword) throws(BuildError) -> [Assignment] {
    let words = try atLeastOne(line, of: keyword)
    var pairs: [Assignment] = []
    for index in stride(from: 0, to: words.count - 2, by: 3) {
      guard !words[index].utf8.isEmpty else {
        throw BuildError(.instruction, "\(keyword.name) names can not be blank")
      }
      pairs.append(Assignment(words[index], words[index + 1], hasEquals: words[index + 2] == "="))
    }
    return pairs
  }

  private static func arguments(_ line: SyntaxLine) throws(BuildError) -> [BuildArgument] {
    var arguments: [BuildArgument] = []
    for word in try atLeastOne(line, of: .arg) {
      let (name, value): (String, String?) = word.cut(at: "=").map { ($0.before, $0.after) } ?? (word, nil)
      guard !name.utf8.isEmpty else { throw BuildError(.instruction, "ARG names can not be blank") }
      arguments.append(BuildArgument(name, value, comment: line.description(of: name)))
    }
    return arguments
  }

  private static func shell(_ line: SyntaxLine) throws(BuildError) -> [String] {
    let words = try atLeastOne(line, of: .shell)
    guard line.isJSON else {
      throw BuildError(.instruction, #"SHELL requires the arguments to be in JSON form: SHELL ["/bin/sh", "-c"]"#)
    }
    return words
  }

  private static func volumes(_ line: SyntaxLine) throws(BuildError) -> [String] {
    let volumes = try atLeastOne(line, of: .volume).map(\.trimmed)
    guard !volumes.contains(where: \.utf8.isEmpty) else {
      throw BuildError(.instruction, "VOLUME specified can not be an empty string")
    }
    return volumes
  }

  private static func trigger(_ line: SyntaxLine) throws(BuildError) -> String {
    try refuseFlags(line)
    guard let trigger = line.trigger.first else {
      throw BuildError(.instruction, "ONBUILD requires at least one argument")
    }
    try checkTrigger(trigger.keyword)
    var text = line.text.unicodeScalars.drop(while: \.isSpace).dropFirst(Keyword.onbuild.rawValue.utf8.count)
      .drop(while: \.isSpace).string
    for heredoc in line.heredocs { text += "\n" + heredoc.body + heredoc.name }
    return text
  }

  private static func checkTrigger(_ keyword: String) throws(BuildError) {
    switch Keyword(keyword) {
    case .onbuild: throw SyntaxLine.chained
    case .from, .maintainer:
      throw BuildError(.instruction, "\(keyword.uppercased()) isn't allowed as an ONBUILD trigger")
    case .add, .arg, .cmd, .copy, .entrypoint, .env, .expose, .healthcheck, .label, .run, .shell, .stopsignal, .user,
      .volume, .workdir, nil:
      break
    }
  }
}

extension SyntaxLine {
  /// The words of the comment `# NAME words` above the instruction that defines NAME.
  func description(of name: String) -> String {
    guard !name.utf8.isEmpty else { return "" }
    for comment in comments {
      if let (word, rest) = comment.cut(at: " "), word == name { return rest }
    }
    return ""
  }
}
