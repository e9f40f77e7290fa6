// SPDX-License-Identifier: Apache-2.0
internal import Dockerfile
internal import OCI

/// The scope before the first FROM: the arguments of the platform, and the ARG instructions there.
struct GlobalArguments {
  /// What FROM sees, and what an ARG without a value takes in a stage.
  private(set) var variables = BuildVariables()
  /// Those of the platform, before any ARG.
  private(set) var automatic: Set<String> = []
  /// Every name that an ARG declares, with or without value.
  private(set) var declared: [BuildArgument] = []

  init(_ dockerfile: Dockerfile, _ options: BuildOptions) throws(BuildError) {
    for (name, value) in GlobalArguments.automatic(options, last: dockerfile.stages.last?.from.name) {
      variables[name] = options.argument(name) ?? value
      automatic.insert(name)
    }
    let rules = Substitution(escape: dockerfile.directives.escape)
    var budget = ExpansionBudget()
    for instruction in dockerfile.metaArguments {
      guard case .arg(let arguments) = instruction.command else { continue }
      for argument in arguments {
        var argument = argument
        if let given = options.argument(argument.name) {
          argument.value = given
        } else if let written = argument.value {
          do throws(BuildError) {
            let value = try rules.text(written) { variables[$0] }
            try budget.take(value)
            argument.value = value
          } catch { throw error.at(instruction.lines) }
        }
        if let value = argument.value { variables[argument.name] = value }
        declared.append(argument)
      }
    }
  }

  private static func automatic(_ options: BuildOptions, last: String?) -> [(String, String)] {
    let stage = options.target.utf8.isEmpty ? last ?? "" : options.target
    let build = PlatformChoice.normalised(options.buildPlatform)
    let target = options.targetPlatform
    return [
      ("BUILDPLATFORM", build.text), ("BUILDOS", build.os), ("BUILDOSVERSION", build.osVersion),
      ("BUILDARCH", build.architecture), ("BUILDVARIANT", build.variant), ("TARGETPLATFORM", target.text),
      ("TARGETOS", target.os), ("TARGETOSVERSION", target.osVersion), ("TARGETARCH", target.architecture),
      ("TARGETVARIANT", target.variant), ("TARGETSTAGE", stage.utf8.isEmpty ? "default" : stage),
    ]
  }
}
