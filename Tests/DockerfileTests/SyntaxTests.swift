// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import Testing

/// What a text is refused with.
func refusal<T>(_ body: () throws -> T) -> BuildError? {
  do {
    _ = try body()
    return nil
  } catch { return error as? BuildError }
}

@Suite("Lines of a Dockerfile")
struct SyntaxTests {
  private func lines(_ text: String) throws -> [SyntaxLine] { try SyntaxTree(parsing: Array(text.utf8)).lines }

  private func words(_ text: String) throws -> [[String]] { try lines(text).map { [$0.keyword] + $0.words } }

  @Test("A line goes on behind a backslash; blanks may follow that, and comments stand between")
  func continuation() throws {
    #expect(try words("RUN a \\  \n# no\n  b\\\nc\nENV x=\\\ny") == [["RUN", "a   bc"], ["ENV", "x", "y", "="]])
    #expect(try words("RUN a \\") == [["RUN", "a"]])
    #expect(try words("RUN a\\\\\nENV b=c") == [["RUN", "a\\\\"], ["ENV", "b", "c", "="]])
  }

  @Test("An empty line inside an instruction is dropped and remarked")
  func emptyContinuation() throws {
    let tree = try SyntaxTree(parsing: Array("FROM a\nRUN a \\\n\n  b\n".utf8))
    #expect(tree.lines.map(\.lines) == [1...1, 2...4])
    #expect(tree.emptyContinuations == [4])
  }

  @Test("A byte order mark, carriage returns and indentation change nothing")
  func decoration() throws {
    #expect(try words("\u{feff}  FROM a\r\n\tRUN b \\\r\n c\r\n") == [["FROM", "a"], ["RUN", "b  c"]])
  }

  @Test("Directives stand at the head, in any case, each once")
  func directives() throws {
    let tree = try SyntaxTree(parsing: Array("# Syntax = x/y:1 \n#ESCAPE=`\n# check=skip=all\nRUN a `\nb".utf8))
    #expect(tree.directives.syntax == "x/y:1")
    #expect(tree.directives.check == "skip=all")
    #expect(tree.lines.map(\.arguments) == [["a b"]])
    #expect(try SyntaxTree(parsing: Array("# a\n# escape=`\nFROM a".utf8)).directives.escape == "\\")
    #expect(try SyntaxTree(parsing: Array("#!/x\n# check=skip=all\nFROM a".utf8)).directives.check == "skip=all")
    #expect(refusal { try lines("# escape=x\nFROM a") }?.code == .directive)
    #expect(refusal { try lines("# escape= \nFROM a") }?.code == .directive)
    #expect(refusal { try lines("# check=a\n# check=b\nFROM a") }?.lines == 2...2)
  }

  @Test("Comments belong to the instruction below them until an empty one")
  func comments() throws {
    let found = try lines("# a\n#  b \nARG x\n# c\n#\n# d\nFROM a")
    #expect(found.map(\.comments) == [["a", "b"], ["d"]])
  }

  @Test("A file without instructions, a line that is too long and text that is not UTF-8 are refused")
  func refusals() {
    #expect(refusal { try lines("") }?.code == .file)
    #expect(refusal { try lines("# x\n\n") }?.code == .file)
    #expect(refusal { try lines("FROM a\nRUN " + String(repeating: "x", count: 65_532)) }?.lines == 2...2)
    #expect(refusal { try lines("FROM a\nRUN " + String(repeating: "x", count: 65_531)) } == nil)
    #expect(refusal { try SyntaxTree(parsing: Array("FROM a\nRUN ".utf8) + [0xff]) }?.lines == 2...2)
    #expect(refusal { try SyntaxTree(parsing: Array("# ".utf8) + [0xff] + Array("\nFROM a".utf8)) } == nil)
  }

  @Test(
    "Flags are words that begin with --, quotes and escapes resolved",
    arguments: [
      ("COPY --a=b --c d e", ["--a=b", "--c"], ["d", "e"]),
      ("COPY --a=\"b c\" d", ["--a=b c"], ["d"]),
      ("COPY --a='b\\'c d", ["--a=b'c d"], []),
      ("COPY --a=b\\ c d", ["--a=b c"], ["d"]),
      ("COPY -- --a b", [], ["--a", "b"]),
      ("COPY --", [], []),
      ("COPY --chown=한:글 d", ["--chown=한:글"], ["d"]),
    ])
  func flags(text: String, flags: [String], words: [String]) throws {
    let line = try #require(try lines(text).first)
    #expect(line.flags == flags)
    #expect(line.arguments == words)
  }

  @Test(
    "A JSON array of strings is taken as words, what is no JSON as text",
    arguments: [
      ("CMD [\"a\", \"b\\u00e9\\n\"]", ["a", "bé\n"], true), ("CMD []", [], true), ("CMD [ ]", [], true),
      ("CMD [\"\\ud83d\\ude00\\ud83d\"]", ["\u{1f600}\u{fffd}"], true),
      ("CMD [\"a\",]", ["[\"a\",]"], false), ("CMD ['a']", ["['a']"], false),
      ("CMD [\"a\"] b", ["[\"a\"] b"], false), ("CMD [\"\t\"]", ["[\"\t\"]"], false),
      ("CMD [1e999]", ["[1e999]"], false), ("CMD [{\"a\":}]", ["[{\"a\":}]"], false), ("CMD [01]", ["[01]"], false),
    ])
  func json(text: String, words: [String], isJSON: Bool) throws {
    let line = try #require(try lines(text).first)
    #expect(line.arguments == words)
    #expect(line.isJSON == isJSON)
  }

  @Test(
    "An array of other values is refused",
    arguments: ["[1]", "[\"a\", null]", "[[]]", "[{\"a\": [true, {}], \"b\": -1.5e3}]", "[false]"])
  func otherValues(text: String) {
    #expect(refusal { try lines("CMD " + text) }?.code == .instruction)
  }

  @Test("Words of ENV and LABEL keep their quotes; the first word decides between two forms")
  func pairs() throws {
    #expect(
      try words("ENV a=\"b c\" d='e f' g=h\\ i") == [
        ["ENV", "a", "\"b c\"", "=", "d", "'e f'", "=", "g", "h\\ i", "="]
      ])
    #expect(try words("LABEL a  b=c d ") == [["LABEL", "a", "b=c d", ""]])
    #expect(refusal { try lines("ENV a") } != nil)
    #expect(refusal { try lines("ENV a=b c") } != nil)
  }

  @Test("Here-documents end at their names; several stand in a row")
  func heredocs() throws {
    let line = try #require(try lines("RUN <<-A 3<<'B' x\n\ta\n\tA\nb\r\nB\r\nFROM c").first)
    #expect(line.heredocs.map(\.name) == ["A", "B"])
    #expect(line.heredocs.map(\.body) == ["\ta\n", "b\r\n"])
    #expect(line.heredocs.map(\.isExpanded) == [true, false])
    #expect(line.heredocs.map(\.descriptor) == [0, 3])
    #expect(line.lines == 1...5)
  }

  @Test(
    "What only looks like a here-document is none",
    arguments: ["RUN echo \"<<E\"", "RUN echo $((1<<2))", "RUN [\"<<E\"]", "ENV a=<<E", "RUN a <<<E", "USER <<E"])
  func noHeredoc(text: String) throws {
    #expect(try lines(text).first?.heredocs.isEmpty == true)
  }

  @Test("An unterminated here-document is refused with all its lines")
  func unterminated() {
    #expect(refusal { try lines("FROM a\nCOPY <<E /x\na\n") }?.lines == 2...3)
  }

  @Test("ONBUILD holds an instruction, however deep, without exhausting anything")
  func triggers() throws {
    let line = try #require(try lines("ONBUILD COPY --from=a <<E /b\nx\nE").first)
    #expect(line.words == ["COPY", "<<E", "/b"])
    #expect(line.trigger.first?.flags == ["--from=a"])
    #expect(line.heredocs.map(\.body) == ["x\n"])
    #expect(refusal { try lines(String(repeating: "ONBUILD ", count: 8000) + "RUN a") } != nil)
  }
}
