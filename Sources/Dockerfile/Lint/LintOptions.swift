// SPDX-License-Identifier: Apache-2.0

/// Which rules are judged: `skip=A,B;experimental=C;error=true`.
package struct LintOptions: Equatable, Sendable {
  package var skipped: Set<String> = []
  package var skipsAll = false
  package var experimental: Set<String> = []
  package var isExperimentalAll = false
  /// Warnings fail the build.
  package var failsBuild = false

  package init() {}

  /// Reads the value of the directive `check`, or of the build argument BUILDKIT_DOCKERFILE_CHECK.
  package init(parsing text: String) throws(BuildError) {
    // Words behind the options explain them.
    let options = text.cut(at: " ")?.before ?? text
    if options.utf8.isEmpty { return }
    for option in options.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
      let option = String(Substring(option))
      guard let (name, value) = option.cut(at: "=") else { throw LintOptions.invalid(option) }
      switch name.trimmed {
      case "skip": (skipped, skipsAll) = LintOptions.rules(value)
      case "experimental": (experimental, isExperimentalAll) = LintOptions.rules(value)
      case "error":
        guard let answer = Boolean.parse(value.trimmed) else { throw LintOptions.invalid(option) }
        failsBuild = answer
      default: throw LintOptions.invalid(option)
      }
    }
  }

  private static func rules(_ text: String) -> (names: Set<String>, isAll: Bool) {
    if text.trimmed == "all" { return ([], true) }
    return (Set(text.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0)).trimmed }), false)
  }

  private static func invalid(_ option: String) -> BuildError {
    BuildError(
      .directive,
      "invalid check option \(BuildError.quoted(option)): skip=RULES, experimental=RULES or error=true is expected")
  }

  /// With what the comments above an instruction say for it alone.
  func merged(withComments comments: [String]) -> LintOptions {
    for comment in comments {
      guard let (name, value) = DirectiveReader.parse(comment: comment), name == "check" else { continue }
      guard let local = try? LintOptions(parsing: value) else { return self }
      var merged = self
      merged.skipped.formUnion(local.skipped)
      merged.experimental.formUnion(local.experimental)
      merged.skipsAll = skipsAll || local.skipsAll
      merged.isExperimentalAll = isExperimentalAll || local.isExperimentalAll
      return merged
    }
    return self
  }

  func judges(_ rule: LintRule) -> Bool {
    if rule.isExperimental { return isExperimentalAll || experimental.contains(rule.rawValue) }
    return !skipsAll && !skipped.contains(rule.rawValue)
  }
}
