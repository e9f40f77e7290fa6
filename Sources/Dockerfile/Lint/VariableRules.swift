// SPDX-License-Identifier: Apache-2.0

/// The rule about variables that nothing defines.
extension Linter {
  /// The variables at some line of a stage.
  private struct Scope {
    /// In order of definition.
    var names: [String]
    /// Declared by ARG, with a value or without.
    var arguments: Set<String> = []
  }

  mutating func judgeVariables(_ stages: [StageItems]) {
    // What stages end with; nil where the base image is not known.
    var scopes: [Scope?] = []
    for stage in stages {
      var scope: Scope?
      if let base = stage.base {
        scope = scopes[base]
      } else if stage.image == "scratch" {
        scope = Scope(names: [])
      } else if let names = facts.variables(stage.image) {
        scope = Scope(names: names)
      }
      if var known = scope {
        // Every build has one.
        if !known.names.contains("PATH") { known.names.append("PATH") }
        for item in stage.items { judge(item, &known) }
        scope = known
      }
      scopes.append(scope)
    }
  }

  private mutating func judge(_ item: Item, _ scope: inout Scope) {
    let rules = Substitution(escape: file.directives.escape)
    for word in item.instruction.expandedWords { judge(word, rules, item, scope) }
    for body in item.instruction.expandedBodies { judge(body, .heredocBody, item, scope) }
    switch item.instruction.command {
    case .env(let pairs): for pair in pairs { define(pair.key, &scope) }
    case .arg(let arguments):
      for argument in arguments {
        let isGiven = facts.buildArguments[argument.name] != nil
        if let value = argument.value, !isGiven { judge(value, rules, item, scope) }
        scope.arguments.insert(argument.name)
        if argument.value != nil || isGiven { define(argument.name, &scope) }
      }
    case .add, .cmd, .copy, .entrypoint, .expose, .from, .healthcheck, .label, .maintainer, .onBuild, .run, .shell,
      .stopSignal, .user, .volume, .workdir:
      break
    }
  }

  private func define(_ name: String, _ scope: inout Scope) {
    if !scope.names.contains(name) { scope.names.append(name) }
  }

  private mutating func judge(_ word: String, _ rules: Substitution, _ item: Item, _ scope: Scope) {
    // Values do not matter: a word that fails for one of them is the build's to report.
    guard let result = try? rules.process(word, value: { scope.names.contains($0) ? "x" : nil }) else { return }
    for name in result.unset where !scope.arguments.contains(name) {
      let match = Suggestion.nearest(to: name, among: scope.names)
      let hint = match.map { " (did you mean $\($0)?)" } ?? ""
      warn(.undefinedVar, "Usage of undefined variable '$\(name)'\(hint)", item)
    }
  }
}

extension Instruction {
  /// The words whose variables the build resolves, apart from the values of ARG.
  var expandedWords: [String] {
    switch command {
    case .add(let add): add.files.expandedWords + [add.checksum]
    case .copy(let copy): copy.files.expandedWords
    case .env(let pairs), .label(let pairs): pairs.flatMap { [$0.key, $0.value] }
    case .run(let run): run.mountOptions
    case .stopSignal(let word), .user(let word), .workdir(let word): [word]
    case .volume(let words): words
    case .arg, .cmd, .entrypoint, .expose, .from, .healthcheck, .maintainer, .onBuild, .shell: []
    }
  }

  /// The bodies of here-documents whose variables the build resolves.
  var expandedBodies: [String] {
    switch command {
    case .add(let add): add.files.heredocs.filter(\.isExpanded).map(\.content)
    case .copy(let copy): copy.files.heredocs.filter(\.isExpanded).map(\.content)
    case .arg, .cmd, .entrypoint, .env, .expose, .from, .healthcheck, .label, .maintainer, .onBuild, .run, .shell,
      .stopSignal, .user, .volume, .workdir:
      []
    }
  }
}

extension FileTransfer {
  fileprivate var expandedWords: [String] { [owner, mode] + sources + [destination] }
}
