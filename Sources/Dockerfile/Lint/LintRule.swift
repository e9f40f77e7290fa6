// SPDX-License-Identifier: Apache-2.0

/// The rules of BuildKit's linter, under BuildKit's names.
package enum LintRule: String, CaseIterable, Sendable {
  case consistentInstructionCasing = "ConsistentInstructionCasing"
  case copyIgnoredFile = "CopyIgnoredFile"
  case duplicateStageName = "DuplicateStageName"
  case exposeInvalidFormat = "ExposeInvalidFormat"
  case exposeProtoCasing = "ExposeProtoCasing"
  case fromAsCasing = "FromAsCasing"
  case fromPlatformFlagConstDisallowed = "FromPlatformFlagConstDisallowed"
  case invalidDefaultArgInFrom = "InvalidDefaultArgInFrom"
  case invalidDefinitionDescription = "InvalidDefinitionDescription"
  case jsonArgsRecommended = "JSONArgsRecommended"
  case legacyKeyValueFormat = "LegacyKeyValueFormat"
  case maintainerDeprecated = "MaintainerDeprecated"
  case multipleInstructionsDisallowed = "MultipleInstructionsDisallowed"
  case noEmptyContinuation = "NoEmptyContinuation"
  case redundantTargetPlatform = "RedundantTargetPlatform"
  case reservedStageName = "ReservedStageName"
  case secretsUsedInArgOrEnv = "SecretsUsedInArgOrEnv"
  case stageNameCasing = "StageNameCasing"
  case undefinedArgInFrom = "UndefinedArgInFrom"
  case undefinedVar = "UndefinedVar"
  case workdirRelativePath = "WorkdirRelativePath"

  /// Only judged when `# check=experimental=` names it.
  package var isExperimental: Bool { self == .invalidDefinitionDescription }

  /// What the rule asks for, in one sentence.
  package var summary: String {
    switch self {
    case .consistentInstructionCasing: "Instructions are all in capitals, or all in small letters"
    case .copyIgnoredFile: "COPY and ADD name files that .dockerignore leaves in the context"
    case .duplicateStageName: "Stages have different names"
    case .exposeInvalidFormat: "EXPOSE names a port of the container, no address and no port of the host"
    case .exposeProtoCasing: "The protocol in EXPOSE is in small letters"
    case .fromAsCasing: "AS is in the same case as FROM"
    case .fromPlatformFlagConstDisallowed: "FROM --platform depends on a variable, or its stage is named for it"
    case .invalidDefaultArgInFrom: "FROM names an image with the defaults of the file's arguments, too"
    case .invalidDefinitionDescription: "A comment above ARG or a named FROM is `# NAME description`"
    case .jsonArgsRecommended: "CMD and ENTRYPOINT are JSON arrays, so that signals reach the program"
    case .legacyKeyValueFormat: "ENV and LABEL are written KEY=VALUE"
    case .maintainerDeprecated: "An author is a label"
    case .multipleInstructionsDisallowed: "A stage has one CMD, one ENTRYPOINT and one HEALTHCHECK"
    case .noEmptyContinuation: "No empty line interrupts an instruction"
    case .redundantTargetPlatform: "FROM --platform says something else than the default"
    case .reservedStageName: "No stage is called scratch or context"
    case .secretsUsedInArgOrEnv:
      "Secrets are no arguments or variables: they stay in the image; RUN --mount=type=secret"
    case .stageNameCasing: "Stages are named in small letters"
    case .undefinedArgInFrom: "FROM uses declared arguments"
    case .undefinedVar: "Variables are defined before they are used"
    case .workdirRelativePath: "The first WORKDIR of a build is absolute"
    }
  }
}

/// A rule that a Dockerfile does not keep.
package struct LintWarning: Equatable, Sendable {
  package var rule: LintRule
  package var message: String
  package var lines: ClosedRange<Int>

  /// One line for people.
  package var text: String { "\(rule.rawValue): \(message) (line \(lines.lowerBound))" }
}
