// SPDX-License-Identifier: Apache-2.0

/// Rules about capitals and small letters, and about comments.
extension Linter {
  mutating func judgeCase(_ items: [Item]) {
    // Arguments before the first stage are not counted.
    let stages = items.drop { if case .from = $0.instruction.command { false } else { true } }
    let small = stages.count { $0.line.keyword == $0.line.keyword.lowercased() }
    let capital = stages.count { $0.line.keyword == $0.line.keyword.uppercased() }
    let isSmall = small > capital
    for item in stages {
      let keyword = item.line.keyword
      guard keyword != (isSmall ? keyword.lowercased() : keyword.uppercased()) else { continue }
      let wanted = isSmall ? "lowercase" : "uppercase"
      warn(
        .consistentInstructionCasing,
        "Command '\(keyword)' should match the case of the command majority (\(wanted))", item)
    }
    for item in stages {
      guard case .from = item.instruction.command, item.line.arguments.count == 3 else { continue }
      judgeAs(item)
      let name = item.line.arguments[2]
      if name != name.lowercased() { warn(.stageNameCasing, "Stage name '\(name)' should be lowercase", item) }
    }
  }

  private mutating func judgeAs(_ item: Item) {
    let from = item.line.keyword
    let word = item.line.arguments[1]
    // A FROM in mixed case has a warning of its own.
    let fits =
      from == from.lowercased()
      ? word == word.lowercased() : from != from.uppercased() || word == word.uppercased()
    if !fits { warn(.fromAsCasing, "'\(word)' and '\(from)' keywords' casing do not match", item) }
  }

  mutating func judgeComments(_ items: [Item]) {
    for item in items {
      let names: [String]
      switch item.instruction.command {
      case .from(let from): names = from.name.utf8.isEmpty ? [] : [from.name]
      case .arg(let arguments): names = arguments.map(\.name)
      case .maintainer:
        warn(.maintainerDeprecated, "Maintainer instruction is deprecated in favor of using label", item)
        continue
      case .add, .cmd, .copy, .entrypoint, .env, .expose, .healthcheck, .label, .onBuild, .run, .shell, .stopSignal,
        .user, .volume, .workdir:
        continue
      }
      guard let comment = item.line.comments.last, let first = names.first else { continue }
      if names.contains(comment.cut(at: " ")?.before ?? comment) { continue }
      let example = names.count > 1 ? "<arg_key>" : first
      warn(
        .invalidDefinitionDescription,
        "Comment for \(item.line.keyword.uppercased()) should follow the format: `# \(example) <description>`", item)
    }
  }
}
