// SPDX-License-Identifier: Apache-2.0

/// A Dockerfile by its grammar alone: directives, and instructions whose names may still be unknown.
package struct SyntaxTree: Equatable, Sendable {
  package private(set) var directives = Directives()
  package private(set) var lines: [SyntaxLine] = []
  /// The last line of each instruction that is continued over an empty line.
  package private(set) var emptyContinuations: [Int] = []

  package init(parsing bytes: [UInt8]) throws(BuildError) {
    var source = SourceLines(bytes)
    var reader = DirectiveReader()
    var comments: [String] = []
    while let first = try source.next() {
      let line = first.withoutLineEnd.withoutLeadingSpace
      let isDirective: Bool
      do { isDirective = try reader.take(line) } catch { throw error.at(source.number...source.number) }
      if isDirective || line.isEmpty { continue }
      if line.isComment {
        // Of an indented comment the `#` stays; no argument or stage has a name that begins with one.
        let comment = String(decoding: first.dropFirst(), as: UTF8.self).trimmed
        if comment.utf8.isEmpty { comments = [] } else { comments.append(comment) }
        continue
      }
      lines.append(try take(line, from: &source, escape: reader.directives.escape, comments))
      comments = []
    }
    guard !lines.isEmpty else { throw BuildError(.file, "file with no instructions") }
    directives = reader.directives
    if bytes.starts(with: "#!".utf8) { directives.check = try SyntaxTree.checkBehindShebang(bytes) }
  }

  /// A first line `#!…` ends the directives, but the linter's may follow it.
  private static func checkBehindShebang(_ bytes: [UInt8]) throws(BuildError) -> String? {
    var source = SourceLines(bytes)
    _ = try source.next()
    var reader = DirectiveReader()
    while let line = try source.next(), (try? reader.take(line.withoutLineEnd)) == true {}
    return reader.directives.check
  }

  /// Takes an instruction: its first line, those that continue it, and its here-documents.
  private mutating func take(
    _ first: ArraySlice<UInt8>, from source: inout SourceLines, escape: Unicode.Scalar, _ comments: [String]
  ) throws(BuildError) -> SyntaxLine {
    let start = source.number
    let bytes = try join(first, source: &source, escape: escape)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw BuildError(.file, "not UTF-8 text; save the Dockerfile as UTF-8", lines: start...source.number)
    }
    do {
      var line = try SyntaxLine(parsing: text, escape: escape)
      line.comments = comments
      if line.takesHeredocs {
        for var heredoc in try HeredocWord.all(in: text) {
          try heredoc.takeBody(from: &source, start: start)
          line.heredocs.append(heredoc)
        }
      }
      line.lines = start...source.number
      return line
    } catch { throw error.at(start...source.number) }
  }

  /// Joins a line with those that continue it; comments and empty lines between them are dropped.
  private mutating func join(
    _ first: ArraySlice<UInt8>, source: inout SourceLines, escape: Unicode.Scalar
  ) throws(BuildError) -> [UInt8] {
    guard var part = first.continued(by: escape) else { return Array(first) }
    var bytes = Array(part)
    var hasEmptyLine = false
    while let next = try source.next() {
      let line = next.withoutLineEnd
      if line.isComment { continue }
      if line.withoutLeadingSpace.isEmpty {
        hasEmptyLine = true
        continue
      }
      guard let continued = line.continued(by: escape) else {
        bytes += line
        break
      }
      part = continued
      bytes += part
    }
    if hasEmptyLine { emptyContinuations.append(source.number) }
    return bytes
  }
}
