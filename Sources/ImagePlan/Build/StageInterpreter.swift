// SPDX-License-Identifier: Apache-2.0
internal import Dockerfile
internal import OCI

/// Applies instructions to a stage.
struct StageInterpreter {
  let rules: Substitution
  let globals: GlobalArguments
  let options: BuildOptions
  /// What `FROM`, `--from` and `from=` of the current instruction mean, resolved.
  var sources: [BuildSource?] = []
  var state: StageState
  var budget: ExpansionBudget

  /// Applies one instruction.
  mutating func apply(_ instruction: Instruction, isTrigger: Bool) throws(BuildError) {
    let steps = state.steps.count
    do throws(BuildError) {
      switch instruction.command {
      case .arg(let arguments): try declare(arguments)
      case .env(let pairs): try setVariables(pairs)
      case .label(let pairs): try setLabels(pairs)
      case .cmd(let line): setCommand(line)
      case .entrypoint(let line): setEntrypoint(line)
      case .expose(let words): try expose(words)
      case .healthcheck(let check): setHealthcheck(check)
      case .maintainer(let name):
        state.config.author = name
        state.record("MAINTAINER \(name)")
      case .onBuild(let trigger): state.config.config.onBuild.append(trigger)
      case .shell(let words):
        state.config.config.shell = words
        state.record("SHELL \(GoText.list(words))")
      case .stopSignal(let text): try setStopSignal(text)
      case .user(let text):
        let user = try expand(text)
        state.config.config.user = user
        state.record("USER \(user)")
      case .volume(let paths): try addVolumes(paths)
      case .workdir(let path): try changeDirectory(try expand(path), instruction)
      case .run(let run): try self.run(run, instruction)
      case .copy(let copy): try self.copy(copy, instruction)
      case .add(let add): try self.add(add, instruction)
      case .from: throw BuildError(.instruction, "FROM begins a stage and stands in none")
      }
    } catch { throw error.at(instruction.lines) }
    if isTrigger { for index in steps..<state.steps.count { state.steps[index].isTrigger = true } }
  }

  /// A word with its variables resolved.
  mutating func expand(_ word: String) throws(BuildError) -> String {
    let variables = state.variables
    let text = try rules.text(word) { variables[$0] }
    try budget.take(text)
    return text
  }

  /// Adds a step that makes a layer.
  mutating func add(_ action: PlannedStep.Action, _ title: String, _ instruction: Instruction) {
    state.number += 1
    state.steps.append(
      PlannedStep(action: action, title: title, number: state.number, lines: instruction.lines))
  }

  /// The instruction as progress shows it: its variables resolved, its quotes kept; as it is written where that is too
  /// long.
  mutating func title(_ instruction: Instruction) -> String {
    var rules = rules
    rules.keepsQuotes = true
    rules.keepsUnset = true
    var text = instruction.text
    if let resolved = try? rules.text(text, value: { state.variables[$0] }), (try? budget.take(resolved)) != nil {
      text = resolved
    }
    let word = text.prefix { !$0.isWhitespace }
    return word.uppercased() + text.dropFirst(word.count)
  }
}
