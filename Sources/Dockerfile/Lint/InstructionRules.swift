// SPDX-License-Identifier: Apache-2.0

/// Rules about single instructions.
extension Linter {
  mutating func judgeInstructions(_ stage: StageItems, _ stages: [StageItems]) {
    var last: [String: Item] = [:]
    var hasShell = Linter.inherits(stage, stages) { if case .shell = $0.instruction.command { true } else { false } }
    if !hasShell { hasShell = facts.hasShell(Linter.image(below: stage, stages)) }
    // What the base image's is may change: its WORKDIR does not count.
    var hasDirectory = Linter.inherits(stage, stages) {
      if case .workdir = $0.instruction.command { true } else { false }
    }
    for item in stage.items {
      switch item.instruction.command {
      case .cmd(let line), .entrypoint(let line):
        warnOfRepetition(item, &last)
        if line.isShell, !hasShell {
          warn(
            .jsonArgsRecommended,
            "JSON arguments recommended for \(item.line.keyword) to prevent unintended behavior related to OS signals",
            item)
        }
      case .healthcheck: warnOfRepetition(item, &last)
      case .shell: hasShell = true
      case .env(let pairs), .label(let pairs):
        let name = item.line.keyword
        if pairs.contains(where: { !$0.hasEquals }) {
          warn(
            .legacyKeyValueFormat,
            "\"\(name) key=value\" should be used instead of legacy \"\(name) key value\" format", item)
        }
      case .workdir(let path):
        // A variable may hold an absolute path.
        let isAbsolute = path.utf8.first == UInt8(ascii: "/") || path.utf8.first == UInt8(ascii: "$")
        if !hasDirectory, !isAbsolute {
          warn(
            .workdirRelativePath,
            "Relative workdir \"\(path)\" can have unexpected results if the base image changes", item)
        }
        hasDirectory = true
      case .expose(let words): for word in words { judgePort(word, item) }
      case .add, .arg, .copy, .from, .maintainer, .onBuild, .run, .stopSignal, .user, .volume: break
      }
    }
  }

  /// The earlier one is the one without effect.
  private mutating func warnOfRepetition(_ item: Item, _ last: inout [String: Item]) {
    let name = item.line.keyword.uppercased()
    if let earlier = last[name] {
      warn(
        .multipleInstructionsDisallowed,
        "Multiple \(name) instructions should not be used in the same stage because only the last one will be used",
        earlier)
    }
    last[name] = item
  }

  private mutating func judgePort(_ word: String, _ item: Item) {
    guard let ports = try? Ports(parsing: word) else { return }
    if ports.hasCapitals {
      warn(
        .exposeProtoCasing, "Defined protocol '\(word)' in EXPOSE instruction should be lowercase", item)
    }
    if ports.namesHost {
      warn(
        .exposeInvalidFormat,
        "EXPOSE instruction should not define an IP address or host-port mapping, found '\(word)'", item)
    }
  }

  /// Whether a stage that this one is built on has such an instruction.
  private static func inherits(_ stage: StageItems, _ stages: [StageItems], _ matches: (Item) -> Bool) -> Bool {
    var base = stage.base
    while let index = base {
      if stages[index].items.contains(where: matches) { return true }
      base = stages[index].base
    }
    return false
  }

  /// The image that a stage is built on in the end.
  private static func image(below stage: StageItems, _ stages: [StageItems]) -> String {
    var stage = stage
    while let index = stage.base { stage = stages[index] }
    return stage.image
  }

  // MARK: Secrets

  private static let secretWords: Set = [
    "apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token",
  ]
  private static let harmlessWords: Set = ["public", "file", "version"]

  mutating func judgeSecrets(_ item: Item) {
    let names: [String]
    switch item.instruction.command {
    case .arg(let arguments): names = arguments.map(\.name)
    case .env(let pairs): names = pairs.map(\.key)
    case .add, .cmd, .copy, .entrypoint, .expose, .from, .healthcheck, .label, .maintainer, .onBuild, .run, .shell,
      .stopSignal, .user, .volume, .workdir:
      return
    }
    for name in names {
      let words = Set(name.lowercased().utf8.split(separator: UInt8(ascii: "_")).map { String(Substring($0)) })
      guard !words.isDisjoint(with: Linter.secretWords), words.isDisjoint(with: Linter.harmlessWords) else { continue }
      warn(
        .secretsUsedInArgOrEnv,
        "Do not use ARG or ENV instructions for sensitive data (\(item.line.keyword.uppercased()) \"\(name)\")", item)
    }
  }
}
