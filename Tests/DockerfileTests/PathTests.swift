// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import Testing

@Suite("Patterns of paths, and permissions")
struct PathTests {
  @Test(
    "A glob matches one path; only a class crosses a slash",
    arguments: [
      ("a*", ["a", "ab"], ["a/b", "ba", ""]), ("*", ["", "a"], ["a/b"]), ("a?c", ["abc", "a한c"], ["a/c", "ac"]),
      ("[a-c]", ["b"], ["d", "bb"]), ("[^a]", ["b", "/"], ["a", ""]), ("\\*", ["*"], ["a"]), ("[\\]a]", ["]"], ["\\"]),
      ("a*b*c", ["abc", "axbxc", "abbcc"], ["ab/c", "acb"]), ("*/*", ["a/b"], ["a", "a/b/c"]), ("", [""], ["a"]),
      ("*[^x]*b", ["cb"], ["a/cb"]), ("[한-홍]", ["한"], ["a"]),
    ])
  func glob(pattern: String, yes: [String], no: [String]) throws {
    let glob = try Glob(pattern)
    for path in yes { #expect(glob.matches(path), "\(pattern) is \(path)") }
    for path in no { #expect(!glob.matches(path), "\(pattern) is not \(path)") }
  }

  @Test("A malformed glob is refused", arguments: ["[", "[]", "[a", "[a-", "[a-]", "[-a]", "\\", "a\\", "[^]", "x*["])
  func badGlob(pattern: String) {
    #expect(refusal { try Glob(pattern) }?.code == .value)
    #expect(refusal { try IgnoreFile(patterns: [pattern]) }?.code == .value)
  }

  @Test("A text is a pattern when it has a wildcard")
  func isPattern() {
    #expect(Glob.isPattern("a*") && Glob.isPattern("[a]") && Glob.isPattern("a?") && Glob.isPattern("a\\b"))
    #expect(!Glob.isPattern("a/b.c"))
  }

  @Test(
    "Paths are cleaned as text",
    arguments: [
      ("", "."), ("a/", "a"), ("./a//b/.", "a/b"), ("a/../b", "b"), ("../a", "../a"), ("/../a", "/a"), ("a/..", "."),
      ("/", "/"), ("../../a/..", "../.."),
    ])
  func clean(path: String, cleaned: String) {
    #expect(PathText.clean(path) == cleaned)
  }

  @Test("Lines of a .dockerignore are trimmed and cleaned, comments begin in the first column")
  func lines() throws {
    let text = "\u{feff}# c\n\n  a  \n! b\n/d/\n!/e/../f\n#g\n #h\n\r\n!\na\r\n/\n"
    #expect(try IgnoreFile.lines(of: Array(text.utf8)) == ["a", "!b", "d", "!f", "#h", "!", "a", "/"])
    #expect(refusal { try IgnoreFile(parsing: Array("!\n".utf8)) }?.code == .value)
  }

  @Test(
    "What is ignored is decided by the last pattern that matches a path or a parent of it",
    arguments: [
      (["a"], ["a", "a/b", "a/b/c"], ["b/a", "ab"]), (["*"], ["a", "a/b"], []), (["a*"], ["ab", "a", "ab/c"], ["b/a"]),
      (["**/a"], ["a", "x/a", "x/y/a/z"], ["xa"]), (["a/**"], ["a/b", "a/b/c"], ["a"]), (["**"], ["a", "a/b"], []),
      (["a/**/c"], ["a/c", "a/b/c", "a/b/b/c/d"], ["a/b"]), (["**/*.txt"], ["x.txt", "a/b.txt"], ["a.txtx"]),
      (["*", "!a/b"], ["c", "a", "a/c"], ["a/b", "a/b/d"]),
      (["a", "!a/b", "a/b/c"], ["a/x", "a/b/c"], ["a/b", "a/b/x"]),
      (["[ab]"], ["a", "b/c"], ["c"]), (["[^a]"], ["b"], ["a"]), (["a?"], ["ab"], ["a", "a/"]), (["\\*"], ["*"], ["a"]),
      (["!a"], [], ["a"]), (["a.b"], ["a.b"], ["axb"]), (["a.*"], ["a.b"], ["axb"]), (["", " "], [], ["a"]),
      (["a**"], ["ab", "a/b"], ["b"]), (["**a"], ["a", "b/xa"], ["ab"]), (["한*"], ["한글"], ["글"]), (["."], [], ["a"]),
    ])
  func ignore(patterns: [String], ignored: [String], kept: [String]) throws {
    let file = try IgnoreFile(patterns: patterns)
    for path in ignored { #expect(file.ignores(path), "\(patterns) \(path)") }
    for path in kept { #expect(!file.ignores(path), "\(patterns) \(path)") }
  }

  @Test("A walk remembers what matched the directory, and what was not tried there stays untried")
  func walk() throws {
    let file = try IgnoreFile(patterns: ["a", "!a/b", "c/d", "!c"])
    let (isIgnored, trail) = file.ignores("a", in: IgnoreFile.Trail())
    #expect(isIgnored)
    #expect(file.ignores("a/x", in: trail).isIgnored)
    #expect(!file.ignores("a/b", in: trail).isIgnored)
    let below = file.ignores("c", in: IgnoreFile.Trail())
    #expect(!below.isIgnored)
    #expect(file.ignores("c/d", in: below.trail).isIgnored)
    #expect(!file.ignores("c/d"))
  }

  @Test("A walk may leave out an ignored directory unless an exception speaks of what is below")
  func bringBack() throws {
    let file = try IgnoreFile(patterns: ["*", "!a/b", "!c/**"])
    #expect(file.mayBringBack(below: "a"))
    #expect(file.mayBringBack(below: "c"))
    #expect(!file.mayBringBack(below: "b"))
    #expect(!file.mayBringBack(below: "a/b/c"))
    #expect(try IgnoreFile(patterns: ["*", "!*.md"]).mayBringBack(below: "b"))
  }

  @Test(
    "--chmod sets or changes permissions",
    arguments: [
      ("755", 0o600, false, 0o755), ("04711", 0o600, true, 0o4711), ("0", 0o777, false, 0), ("+x", 0o600, false, 0o711),
      ("u=rwX,go=rX", 0o600, true, 0o755), ("u=rwX,go=rX", 0o600, false, 0o644), ("u=rwX,go=rX", 0o610, false, 0o755),
      ("g=u", 0o640, false, 0o660), ("go-rwx", 0o4755, false, 0o4700), ("a=rw,u+x", 0, false, 0o766),
      ("u+s,g+s,+t", 0o755, true, 0o7755), ("o+s", 0o755, false, 0o755), ("=", 0o1777, true, 0o1000),
      ("u=g,g=o", 0o124, false, 0o244), ("go=u-w", 0o600, false, 0o644), ("u++x", 0o644, false, 0o744),
      ("-", 0o644, false, 0o644), ("u-g", 0o750, false, 0o250), ("-X", 0o755, false, 0o644),
    ])
  func mode(text: String, before: UInt32, isDirectory: Bool, after: UInt32) throws {
    #expect(try SymbolicMode(parsing: text).applied(to: before, isDirectory: isDirectory) == after)
  }

  @Test(
    "What is no mode is refused", arguments: ["", "u", "10000", "999", "X", "u+x,", "+755", "u+x;", "0x1", ",", "a"])
  func badMode(text: String) {
    #expect(refusal { try SymbolicMode(parsing: text) }?.code == .value)
  }
}
