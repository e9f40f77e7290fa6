// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import Testing

@Suite("Variables in words")
struct SubstitutionTests {
  private static let values = [
    "a": "A b", "e": "", "p": "/usr/lib/x.tar.gz", "s": "foobarbaz", "한": "글", "1": "one", "n": "x\ny",
  ]

  private func text(_ word: String, _ rules: Substitution = Substitution()) throws -> String {
    try rules.text(word) { SubstitutionTests.values[$0] }
  }

  @Test(
    "Words become their values",
    arguments: [
      ("$a", "A b"), ("${a}", "A b"), ("$a_", ""), ("x${a}y", "xA by"), ("$한$1", "글one"), ("$1a", "onea"), ("$", "$"),
      ("$.", "$."), ("$@", ""), ("\\$a", "$a"), ("'$a'", "$a"), ("\"$a\"", "A b"), ("\"\\$a \\x\\\\\"", "$a \\x\\"),
      ("a\\", "a"), ("<a<<  b", "<a<<  b"), ("\u{feff}a", "a"),
    ])
  func plain(word: String, value: String) throws {
    #expect(try text(word) == value)
  }

  @Test(
    "Modifiers choose, trim and replace",
    arguments: [
      ("${a:-x}", "A b"), ("${e:-x}", "x"), ("${e-x}", ""), ("${u-x}", "x"), ("${a:+x}", "x"), ("${e:+x}", ""),
      ("${e+x}", "x"), ("${u+x}", ""), ("${u:-${e:-$a}}", "A b"), ("${u:-'$a'}", "$a"), ("${a:?x}", "A b"),
      ("${p#*/}", "usr/lib/x.tar.gz"), ("${p##*/}", "x.tar.gz"), ("${p%.*}", "/usr/lib/x.tar"),
      ("${p%%.*}", "/usr/lib/x"),
      ("${s%ba?}", "foobar"), ("${s#x}", "foobarbaz"), ("${s/ba/X}", "fooXrbaz"), ("${s//ba/X}", "fooXrXz"),
      ("${p/\\//-}", "-usr/lib/x.tar.gz"), ("${p//[/x}", "/usr/lib/x.tar.gz"),
      ("${s//*/-}", "-"), ("${e//*/-}", "-"), ("${s//o/}", "fbarbaz"), ("${n%%*}", "x\n"), ("${n##*}", "\ny"),
    ])
  func modifiers(word: String, value: String) throws {
    #expect(try text(word) == value)
  }

  @Test("The replacement of // is a template of Go's: \\$0 is the match, \\$\\$ a dollar")
  func template() throws {
    #expect(try text("${s//ba/<\\$0>}") == "foo<\\ba>r<\\ba>z")
    #expect(try text("${s//ba/'$0$$'}") == "fooba$rba$z")
    #expect(try text("${s//ba/'${0}${x}$'}") == "fooba$rba$z")
  }

  @Test(
    "What the shell would refuse is refused",
    arguments: [
      "${", "${}", "${{a}}", "${:a}", "${a", "${a:-", "${a:=x}", "${a=x}", "${a:#x}", "${a/x}", "${a/x/y", "'a", "\"a",
      "${u:?}", "${e:?no}", "${u?no}", "${a#\\x}", "${a.b}", "${a^}",
    ])
  func refused(word: String) {
    #expect(refusal { try text(word) }?.code == .expansion)
  }

  @Test("Words are split where no quotes protect white space, behind the expansion")
  func words() throws {
    let rules = Substitution()
    #expect(try rules.words(" x $a \"$a\" y\\ z ") { SubstitutionTests.values[$0] } == ["x", "A", "b", "A b", "y z"])
    #expect(try rules.words("$e ''") { SubstitutionTests.values[$0] } == [])
  }

  @Test("Which variables were used and which were not set is told")
  func names() throws {
    let result = try Substitution().process("$a ${u:-$a} ${v+x} $a") { SubstitutionTests.values[$0] }
    #expect(result.used == ["a"])
    #expect(result.unset == ["u", "v"])
  }

  @Test("Quotes, escapes and unset variables stay where the rules say so")
  func rules() throws {
    var rules = Substitution(escape: "`")
    #expect(try text("`$a\\$a", rules) == "$a\\A b")
    rules.keepsUnset = true
    #expect(try text("$u ${u} ${u:-$a} ${u/x/y}", rules) == "$u ${u} ${u:-A b} ${u/x/y}")
    rules.keepsQuotes = true
    #expect(try text("'a' \"$a\"", rules) == "'a' \"A b\"")
    rules.keepsEscapes = true
    #expect(try text("a`$b", rules) == "a`$b")
    #expect(try text("'$a' \"\\$a\\\\\n\"", .heredocBody) == "'A b' \"$a\\\n\"")
  }

  @Test("Deep nesting, long values and hostile patterns end in an error or an answer, soon")
  func hostile() throws {
    let nested = String(repeating: "${u:-", count: 20_000) + String(repeating: "}", count: 20_000)
    #expect(refusal { try text(nested) }?.code == .expansion)
    #expect(refusal { try text("${s//o/" + String(repeating: "$a", count: 10) + "}") } == nil)
    let long = String(repeating: "x", count: 1 << 20)
    let word = String(repeating: "$l", count: 5)
    #expect(refusal { try Substitution().text(word) { _ in long } }?.code == .expansion)
    let stars = String(repeating: "*o", count: 200)
    let value = String(repeating: "o", count: 400)
    #expect(try Substitution().text("${v##\(stars)x}") { _ in value } == value)
  }
}
