// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import OCI
import Testing

@Suite(
  "Vectors of BuildKit",
  .enabled(if: Vectors.folder != nil, "needs shared/corpus/vectors beside the checkout, or CAPSULE_VECTORS"))
struct VectorTests {
  @Test("Every Dockerfile has BuildKit's syntax tree")
  func parse() throws {
    try Vectors.check("parse") { JSONValue(try SyntaxTree(parsing: Array($0.text("dockerfile").utf8))) }
  }

  @Test("Every instruction means what it means to BuildKit")
  func instructions() throws {
    try Vectors.check("instr") { vector in
      do { return JSONValue(try Dockerfile(parsing: Array(vector.text("dockerfile").utf8))) } catch {
        // A file without a stage is refused by BuildKit, too, but only behind what the vectors show.
        guard let out = vector["out"], out["stages"] == .null else { throw error }
        return out
      }
    }
  }

  @Test("Every word expands as BuildKit expands it")
  func shell() throws {
    try Vectors.check("shell") { vector in
      var rules = Substitution(escape: vector["escape"]?.string?.unicodeScalars.first ?? "\\")
      rules.keepsQuotes = vector.bool("rawQuotes")
      rules.keepsEscapes = vector.bool("rawEscapes")
      rules.ignoresQuotes = vector.bool("skipProcessQuotes")
      rules.keepsUnset = vector.bool("skipUnsetEnv")
      var variables: [String: String] = [:]
      for pair in vector.strings("env") {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        variables[String(parts[0])] = String(parts.last ?? "")
      }
      let result = try rules.process(vector.text("word")) { variables[$0] }
      return vector["op"]?.string == "words" ? .list(result.words.map { .string($0) }) : .string(result.text)
    }
  }

  @Test("Every .dockerignore leaves out what BuildKit leaves out")
  func ignore() throws {
    try Vectors.check("ignore") { vector in
      guard vector["op"]?.string == "match" else {
        return .list(try IgnoreFile.lines(of: Array(vector.text("word").utf8)).map { .string($0) })
      }
      let file = try IgnoreFile(patterns: vector.strings("patterns"))
      return .array(vector.strings("paths").map { .bool(file.ignores($0)) })
    }
  }

  @Test("Every glob matches what Go's filepath.Match matches")
  func glob() throws {
    try Vectors.check("glob") { vector in
      let glob = try Glob(vector.text("word"))
      return .array(vector.strings("paths").map { .bool(glob.matches($0)) })
    }
  }

  @Test("Every --chmod gives the permissions BuildKit gives")
  func chmod() throws {
    try Vectors.check("chmod") { vector in
      let mode = try SymbolicMode(parsing: vector.text("mode"))
      guard case .number(let digits) = vector["perm"] else { return .null }
      let result = mode.applied(to: UInt32(digits) ?? 0, isDirectory: vector.bool("dir"))
      return .string(String(result, radix: 8))
    }
  }

  @Test("Ports, sizes, times, platforms, names of images and repositories read as BuildKit reads them")
  func values() throws {
    let registry = try #require(try Vectors.defaultRegistry())
    try Vectors.check("misc") { try JSONValue(valueOf: $0, defaultRegistry: registry) }
  }
}
