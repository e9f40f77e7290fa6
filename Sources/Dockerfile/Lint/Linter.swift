// SPDX-License-Identifier: Apache-2.0
package import OCI

/// Judges a Dockerfile by BuildKit's rules.
///
/// InvalidBaseImagePlatform is not judged: it is about an image that has been pulled.
package struct Linter {
  /// What the rules need to know beside the file.
  package struct Facts {
    /// The platform that is built for.
    package var platform: Platform
    package var buildArguments: [String: String] = [:]
    /// The names of the variables that an image sets; nil where that is not known, and variables are then not judged.
    package var variables: (String) -> [String]? = { _ in nil }
    /// Whether an image has a SHELL of its own; false where that is not known.
    package var hasShell: (String) -> Bool = { _ in false }
    /// The context's `.dockerignore`.
    package var ignore: IgnoreFile?

    package init(platform: Platform) { self.platform = platform }
  }

  /// An instruction with the line it was read from.
  struct Item {
    let line: SyntaxLine
    let instruction: Instruction
  }
  /// A stage's FROM and instructions.
  struct StageItems {
    let from: Item
    let stage: FromInstruction
    /// What FROM names, variables resolved.
    let image: String
    /// Which of the stages before it is its base.
    let base: Int?
    var items: [Item] = []
  }

  let facts: Facts
  let file: Dockerfile
  private let options: LintOptions
  private(set) var warnings: [LintWarning] = []

  /// The rules that a file does not keep, in the order of its lines; `options` stand in place of its `check` directive.
  ///
  /// - Throws: when the directive is malformed.
  package static func check(
    _ file: Dockerfile, facts: Facts, options: LintOptions? = nil
  ) throws(BuildError) -> [LintWarning] {
    let judged = if let options { options } else { try LintOptions(of: file) }
    var linter = Linter(file: file, facts: facts, options: judged)
    linter.run()
    return linter.warnings.enumerated().sorted {
      ($0.element.lines.lowerBound, $0.offset) < ($1.element.lines.lowerBound, $1.offset)
    }.map(\.element)
  }

  private init(file: Dockerfile, facts: Facts, options: LintOptions) {
    self.file = file
    self.facts = facts
    self.options = options
  }

  private mutating func run() {
    let items = zip(file.syntax.lines, file.instructions).map { Item(line: $0, instruction: $1) }
    for line in file.syntax.emptyContinuations {
      warn(.noEmptyContinuation, "Empty continuation line", at: line...line)
    }
    judgeCase(items)
    judgeComments(items)
    let stages = stages(items)
    judgeStages(stages)
    judgeFrom(stages)
    judgeVariables(stages)
    for stage in stages { judgeInstructions(stage, stages) }
    for item in items {
      judgeSecrets(item)
      judgeSources(item)
    }
  }

  private func stages(_ items: [Item]) -> [StageItems] {
    let rules = Substitution(escape: file.directives.escape)
    let values = globalArguments(rules, overridden: facts.buildArguments).values
    var stages: [StageItems] = []
    for item in items {
      if case .from(let from) = item.instruction.command {
        let image = (try? rules.text(from.image) { values[$0] }) ?? from.image
        // The nearest of that name; a stage cannot be its own base.
        let base = stages.lastIndex { !$0.stage.name.utf8.isEmpty && $0.stage.name == image.lowercased() }
        stages.append(StageItems(from: item, stage: from, image: image, base: base))
      } else if !stages.isEmpty {
        stages[stages.count - 1].items.append(item)
      }
    }
    return stages
  }

  mutating func warn(_ rule: LintRule, _ message: String, _ item: Item) {
    guard options.merged(withComments: item.line.comments).judges(rule) else { return }
    warnings.append(LintWarning(rule: rule, message: message, lines: item.instruction.lines))
  }

  private mutating func warn(_ rule: LintRule, _ message: String, at lines: ClosedRange<Int>) {
    guard options.judges(rule) else { return }
    warnings.append(LintWarning(rule: rule, message: message, lines: lines))
  }
}

extension LintOptions {
  /// Those of a file's directive.
  package init(of file: Dockerfile) throws(BuildError) {
    guard let check = file.directives.check else {
      self.init()
      return
    }
    try self.init(parsing: check)
  }
}
