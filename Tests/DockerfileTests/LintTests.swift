// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import OCI
import Testing

@Suite("Lint rules")
struct LintTests {
  private static let host = Platform(os: "linux", architecture: "amd64")

  /// `Rule:line` of each warning.
  private func warnings(_ text: String, variables: [String: [String]] = [:]) throws -> [String] {
    var facts = Linter.Facts(platform: LintTests.host)
    facts.variables = { variables[$0] }
    return try Linter.check(try Dockerfile(parsing: Array(text.utf8)), facts: facts).map {
      "\($0.rule.rawValue):\($0.lines.lowerBound)"
    }
  }

  @Test(
    "Each rule speaks of what breaks it, and of nothing else",
    arguments: [
      ("FROM a\nRUN b\nUSER c", []), ("from a as b\nrun c", []),
      ("FROM a\nrun b\nUSER c", ["ConsistentInstructionCasing:2"]), ("From a", ["ConsistentInstructionCasing:1"]),
      ("FROM a AS B", ["StageNameCasing:1"]), ("FROM a as b", ["FromAsCasing:1"]), ("from a AS b", ["FromAsCasing:1"]),
      ("FROM a AS b\nFROM a AS b", ["DuplicateStageName:2"]), ("FROM a AS scratch", ["ReservedStageName:1"]),
      ("FROM a\nMAINTAINER b", ["MaintainerDeprecated:2"]), ("FROM a\nRUN b \\\n\n c", ["NoEmptyContinuation:4"]),
      ("FROM a\nCMD b", ["JSONArgsRecommended:2"]), ("FROM a\nENTRYPOINT b", ["JSONArgsRecommended:2"]),
      ("FROM a\nSHELL [\"/bin/x\"]\nCMD b", []), ("FROM a AS b\nSHELL [\"/bin/x\"]\nFROM b\nCMD c", []),
      ("FROM a\nENV b c", ["LegacyKeyValueFormat:2"]), ("FROM a\nLABEL b c", ["LegacyKeyValueFormat:2"]),
      ("FROM a\nCMD [\"b\"]\nUSER c\nCMD [\"d\"]", ["MultipleInstructionsDisallowed:2"]),
      ("FROM a\nHEALTHCHECK NONE\nHEALTHCHECK NONE\nFROM b\nHEALTHCHECK NONE", ["MultipleInstructionsDisallowed:2"]),
      ("FROM a\nWORKDIR b\nWORKDIR c", ["WorkdirRelativePath:2"]), ("FROM a\nWORKDIR /b\nWORKDIR c", []),
      ("FROM a AS b\nWORKDIR /c\nFROM b\nWORKDIR d", []), ("FROM a\nWORKDIR $b", []),
      ("FROM a\nARG GIT_TOKEN\nENV secret=b", ["SecretsUsedInArgOrEnv:2", "SecretsUsedInArgOrEnv:3"]),
      ("FROM a\nARG PUBLIC_KEY\nENV password_file=b monkey=c TOKENS=d", []),
      ("FROM a\nEXPOSE 80/TCP", ["ExposeProtoCasing:2"]), ("FROM a\nEXPOSE 1:80 81", ["ExposeInvalidFormat:2"]),
      ("ARG v=1\nFROM a:$v", []), ("FROM a:${v:-1}", ["UndefinedArgInFrom:1"]), ("ARG v\nFROM a:${v:-1}", []),
      ("FROM --platform=$TARGETPLATFORM a", ["RedundantTargetPlatform:1"]), ("FROM --platform=$BUILDPLATFORM a", []),
      ("FROM --platform=linux/arm64 a", ["FromPlatformFlagConstDisallowed:1"]),
      ("FROM --platform=linux/arm64 a AS b-arm64", []), ("ARG v\nFROM a:$v", ["InvalidDefaultArgInFrom:2"]),
      ("ARG i\nFROM $i", ["InvalidDefaultArgInFrom:2"]), ("FROM scratch", []),
      ("FROM scratch\nCOPY $b /c", ["UndefinedVar:2"]), ("FROM scratch\nENV PATH=$PATH:/b", []),
      ("FROM scratch\nARG b\nCOPY a$b /c", []), ("FROM scratch AS a\nENV b=c\nFROM a\nUSER $b", []),
      ("FROM scratch\nENV b=c d=$b", ["UndefinedVar:2"]), ("FROM scratch\nRUN echo $b", []),
      ("FROM scratch\nCOPY <<E /a\n$b '$c'\nE", ["UndefinedVar:2", "UndefinedVar:2"]),
      ("FROM scratch\nCOPY <<'E' /a\n$b\nE", []), ("FROM a\nUSER $b", []),
      ("# b no\nARG c=1\nFROM a", []),
    ] as [(String, [String])])
  func rules(text: String, expected: [String]) throws {
    #expect(try warnings(text) == expected)
  }

  @Test("Variables of a base image count where they are known")
  func baseVariables() throws {
    let text = "ARG i=a\nFROM $i AS b\nUSER $HOME_DIR\nFROM b\nUSER $HOM_DIR"
    #expect(try warnings(text, variables: ["a": ["HOME_DIR"]]) == ["UndefinedVar:5"])
    var facts = Linter.Facts(platform: LintTests.host)
    facts.variables = { _ in ["HOME_DIR"] }
    let found = try Linter.check(try Dockerfile(parsing: Array(text.utf8)), facts: facts)
    #expect(
      found.first?.text == "UndefinedVar: Usage of undefined variable '$HOM_DIR' (did you mean $HOME_DIR?) (line 5)")
  }

  @Test(
    "What .dockerignore leaves out is named, and nothing that it may bring back",
    arguments: [
      ("secret\n*.log", "COPY secret /", true), ("secret", "ADD ./secret /", true),
      ("secret", "COPY /a/../secret /", true),
      ("d", "COPY d/e /", true), ("*.log", "COPY x.log /", true), ("*.log", "COPY *.log /", true),
      ("secret", "COPY other /", false), ("*", "COPY . /", false), ("*\n!a", "COPY a /", false),
      ("d\n!d/a", "COPY d /", false), ("*.log\n!a.log", "COPY *.log /", false), ("*", "COPY $A /", false),
      ("*", "ADD https://host/a /", false), ("*", "ADD https://host/a.git /", false), ("*", "COPY --from=x a /", false),
      ("*", "COPY <<E /a\nE", false), ("*", "ADD git@host:a /", false),
    ])
  func ignored(ignore: String, text: String, isNamed: Bool) throws {
    var facts = Linter.Facts(platform: LintTests.host)
    facts.ignore = try IgnoreFile(parsing: Array(ignore.utf8))
    let found = try Linter.check(try Dockerfile(parsing: Array("FROM a\n\(text)".utf8)), facts: facts)
    #expect(found.map(\.rule) == (isNamed ? [.copyIgnoredFile] : []))
  }

  @Test("The message is BuildKit's") func ignoredMessage() throws {
    var facts = Linter.Facts(platform: LintTests.host)
    facts.ignore = try IgnoreFile(patterns: ["tmp"])
    let found = try Linter.check(try Dockerfile(parsing: Array("FROM a\nCOPY ./tmp/x /x".utf8)), facts: facts)
    #expect(found.map(\.message) == ["Attempting to Copy file \"./tmp/x\" that is excluded by .dockerignore"])
  }

  @Test("A SHELL of the base image counts where it is known, its WORKDIR does not") func baseShell() throws {
    let text = "FROM i AS a\nWORKDIR b\nFROM a\nCMD c\nFROM j\nCMD c"
    var facts = Linter.Facts(platform: LintTests.host)
    facts.hasShell = { $0 == "i" }
    let found = try Linter.check(try Dockerfile(parsing: Array(text.utf8)), facts: facts)
    #expect(
      found.map { "\($0.rule.rawValue):\($0.lines.lowerBound)" } == ["WorkdirRelativePath:2", "JSONArgsRecommended:6"])
  }

  @Test("The check directive skips rules and turns experimental ones on; a comment does it for one instruction")
  func options() throws {
    #expect(try warnings("# check=skip=all\nfrom a\nCMD b") == [])
    #expect(
      try warnings("# check=skip=JSONArgsRecommended;error=true // reason\nFROM a as b\nCMD b") == ["FromAsCasing:2"])
    #expect(
      try warnings("FROM a\n# check=skip=JSONArgsRecommended // why\nCMD b\nENTRYPOINT c") == ["JSONArgsRecommended:4"])
    let described = "# check=experimental=InvalidDefinitionDescription\n# b no\nARG c=1\n# s is\nFROM a AS s"
    #expect(try warnings(described) == ["InvalidDefinitionDescription:3"])
    #expect(try LintOptions(parsing: "error=true").failsBuild)
    for text in ["foo", "skip", "error=maybe", "x=y", "skip=a;"] {
      #expect(refusal { try LintOptions(parsing: text) }?.code == .directive, "\(text)")
    }
  }

  @Test("Every rule says what it asks for")
  func summaries() {
    #expect(Set(LintRule.allCases.map(\.summary)).count == LintRule.allCases.count)
  }
}
