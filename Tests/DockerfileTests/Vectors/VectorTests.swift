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
    try Vectors.check("instr") { JSONValue(try Dockerfile(parsing: Array($0.text("dockerfile").utf8))) }
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
}
