// SPDX-License-Identifier: Apache-2.0
import ImagePlan
import OCI
import Testing

@Suite("registries.conf") struct RegistryRulesTests {
  private func rules(_ text: String) throws -> RegistryRules {
    var rules = RegistryRules()
    try rules.read(Array(text.utf8))
    return rules
  }

  private static let sample = """
    # a comment
    unqualified-search-registries = ["one.example", 'two.example:5000', # and another
    ]
    short-name-mode="enforcing"
    [[registry]]
    prefix = "one.example/team"
    location = "inner.example/cache/team"
    insecure = true
    [[registry.mirror]]
    location = "mirror.example:8080/m"
    [[registry]]
    location = "blocked.example"
    blocked = true
    [[registry]]
    prefix = "*.wild.example"
    location = "real.example"
    [aliases]
    "tool" = "one.example/team/tool"
    """

  @Test("A short name stands for its alias, or for one name in each search registry") func candidates() throws {
    let rules = try rules(Self.sample)
    func names(_ text: String) throws -> [String] {
      rules.candidates(for: try ImageReference(parsing: text)).map { $0.text }
    }
    #expect(try names("x/y:1") == ["one.example/x/y:1", "two.example:5000/x/y:1"])
    #expect(try names("tool:2") == ["one.example/team/tool:2"])
    #expect(try names("a.example/b") == ["a.example/b:latest"])
    #expect(RegistryRules().candidates(for: try ImageReference(parsing: "x")).isEmpty)
  }

  @Test("The longest prefix decides where content comes from, mirrors first") func endpoints() throws {
    let rules = try rules(Self.sample)
    func places(_ text: String) throws -> [String] {
      rules.endpoints(for: try ImageReference(parsing: text)).map {
        "\($0.registry) \($0.repository)\($0.insecure ? " !" : "")"
      }
    }
    #expect(try places("one.example/team/x") == ["mirror.example:8080 m/x", "inner.example cache/team/x !"])
    #expect(try places("one.example/teams/x") == ["one.example teams/x"])
    #expect(try places("a.wild.example/x") == ["real.example x"])
    #expect(rules.isBlocked(try ImageReference(parsing: "blocked.example/x")))
    #expect(!rules.isBlocked(try ImageReference(parsing: "blocked.example.org/x")))
  }

  @Test(
    "What is not understood is refused with its line",
    arguments: [
      ("a = {b = 1}", 1), ("\n\na = 2020-01-01T00:00:00", 3), ("a = \"x", 1), ("[a", 1), ("a = [1]", 1), ("a =", 1),
      ("\na = \"\"\"x\"\"\"", 2), ("a = \"\\u1234\"", 1), ("a = 1 b = 2", 1), ("a = 1\na = 2", 2),
      ("[registries.search]", 1),
    ])
  func refused(text: String, line: Int) {
    do {
      _ = try rules(text)
      Issue.record("accepted")
    } catch { #expect((error as? TOML.Problem)?.line == line) }
  }
}
