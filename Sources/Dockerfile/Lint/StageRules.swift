// SPDX-License-Identifier: Apache-2.0
internal import OCI

/// Rules about stages and what FROM says.
extension Linter {
  mutating func judgeStages(_ stages: [StageItems]) {
    var names: Set<String> = []
    for stage in stages where !stage.stage.name.utf8.isEmpty {
      let name = stage.stage.name
      if name == "scratch" || name == "context" {
        warn(.reservedStageName, "Stage name should not use the same name as reserved stage \"\(name)\"", stage.from)
      }
      if !names.insert(name).inserted {
        warn(.duplicateStageName, "Duplicate stage name \"\(name)\", stage names should be unique", stage.from)
      }
    }
  }

  mutating func judgeFrom(_ stages: [StageItems]) {
    let rules = Substitution(escape: file.directives.escape)
    let (values, declared) = globalArguments(rules, overridden: facts.buildArguments)
    let (defaults, _) = globalArguments(rules, overridden: [:])
    for stage in stages {
      if let image = try? rules.process(stage.stage.image, value: { values[$0] }) {
        judgeArguments(image.unset, declared, stage.from)
      }
      if let image = try? rules.process(stage.stage.image, value: { defaults[$0] }),
        (try? ImageReference(parsing: image.text)) == nil
      {
        warn(
          .invalidDefaultArgInFrom,
          "Default value for ARG \(stage.stage.image) results in empty or invalid base image name", stage.from)
      }
      guard !stage.stage.platform.utf8.isEmpty,
        let platform = try? rules.process(stage.stage.platform, value: { values[$0] })
      else { continue }
      judgeArguments(platform.unset, declared, stage.from)
      judgePlatform(stage, platform, target: values["TARGETPLATFORM"] ?? "")
    }
  }

  private mutating func judgeArguments(_ unset: [String], _ declared: [String], _ from: Item) {
    for name in unset where !declared.contains(name) {
      let hint = Suggestion.hint(for: name, among: declared)
      warn(.undefinedArgInFrom, "FROM argument '\(name)' is not declared\(hint)", from)
    }
  }

  private mutating func judgePlatform(_ stage: StageItems, _ platform: Substitution.Result, target: String) {
    if platform.used == ["TARGETPLATFORM"], platform.unset.isEmpty, platform.text == target {
      let written = stage.stage.platform
      warn(
        .redundantTargetPlatform,
        "Setting platform to predefined \(written) in FROM is redundant as this is the default behavior", stage.from)
    }
    guard platform.used.isEmpty, platform.unset.isEmpty,
      let specifier = try? PlatformSpecifier(parsing: platform.text, host: facts.platform)
    else { return }
    // A stage that is named for its platform means it.
    let name = stage.stage.name
    guard !name.contains(specifier.platform.os), !name.contains(specifier.platform.architecture) else { return }
    warn(
      .fromPlatformFlagConstDisallowed, "FROM --platform flag should not use constant value \"\(platform.text)\"",
      stage.from)
  }

  /// Arguments before the first FROM, and those that every build has; the names of all, with a value or without.
  func globalArguments(
    _ rules: Substitution, overridden: [String: String]
  ) -> (values: [String: String], declared: [String]) {
    var values: [String: String] = ["TARGETSTAGE": file.stages.last?.from.name ?? ""]
    for prefix in ["TARGET", "BUILD"] {
      values[prefix + "PLATFORM"] = facts.platform.text
      values[prefix + "OS"] = facts.platform.os
      values[prefix + "OSVERSION"] = facts.platform.osVersion
      values[prefix + "ARCH"] = facts.platform.architecture
      values[prefix + "VARIANT"] = facts.platform.variant
    }
    var declared = values.keys.sorted()
    values.merge(overridden.filter { values[$0.key] != nil }) { $1 }
    var budget = ExpansionBudget()
    for instruction in file.metaArguments {
      guard case .arg(let arguments) = instruction.command else { continue }
      for argument in arguments {
        declared.append(argument.name)
        if let value = overridden[argument.name] {
          values[argument.name] = value
        } else if let value = argument.value {
          let text = try? rules.text(value) { values[$0] }
          // A build refuses what is too much; here it is only not known.
          if let text, (try? budget.take(text)) != nil { values[argument.name] = text }
        }
      }
    }
    return (values, declared)
  }
}
