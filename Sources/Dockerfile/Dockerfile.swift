// SPDX-License-Identifier: Apache-2.0

/// A Dockerfile: its stages and what stands before them.
package struct Dockerfile: Equatable, Sendable {
  /// A stage: its FROM, and what follows up to the next one.
  package struct Stage: Equatable, Sendable {
    package var from: FromInstruction
    /// FROM itself, for its text and lines.
    package var instruction: Instruction
    package var instructions: [Instruction] = []
  }
  package private(set) var directives: Directives
  /// The ARG instructions before the first FROM.
  package private(set) var metaArguments: [Instruction] = []
  /// At least one.
  package private(set) var stages: [Stage] = []
  /// What the file is made of; the linter looks at case and comments.
  package let syntax: SyntaxTree

  /// Every instruction, in the order of the file.
  package var instructions: [Instruction] {
    metaArguments + stages.flatMap { [$0.instruction] + $0.instructions }
  }

  /// Reads a file.
  ///
  /// - Throws: the first thing wrong with it, with its lines.
  package init(parsing bytes: [UInt8]) throws(BuildError) {
    syntax = try SyntaxTree(parsing: bytes)
    directives = syntax.directives
    for line in syntax.lines {
      let instruction = try Instruction(reading: line)
      switch instruction.command {
      case .from(let from): stages.append(Stage(from: from, instruction: instruction))
      case .arg where stages.isEmpty: metaArguments.append(instruction)
      case .add, .arg, .cmd, .copy, .entrypoint, .env, .expose, .healthcheck, .label, .maintainer, .onBuild, .run,
        .shell, .stopSignal, .user, .volume, .workdir:
        guard !stages.isEmpty else {
          throw BuildError(
            .instruction, "no build stage in current context: only ARG may stand before the first FROM",
            lines: instruction.lines)
        }
        stages[stages.count - 1].instructions.append(instruction)
      }
    }
    guard !stages.isEmpty else {
      throw BuildError(.file, "the Dockerfile has no stage to build: no FROM in it")
    }
  }
}
