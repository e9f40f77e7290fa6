// SPDX-License-Identifier: Apache-2.0

/// What a .dockerignore or the `--exclude` of a COPY leaves out: patterns of which the last that matches decides.
///
/// Paths are relative and clean: `a/b`. A pattern matches what is below its matches, too.
package struct IgnoreFile: Equatable, Sendable {
  package private(set) var patterns: [IgnorePattern] = []

  /// Takes patterns that are already one each; blank ones are nothing.
  ///
  /// - Throws: when one is malformed.
  package init(patterns texts: [String]) throws(BuildError) {
    for text in texts {
      let text = text.trimmed
      if text.utf8.isEmpty { continue }
      patterns.append(try IgnorePattern(PathText.clean(text)))
    }
  }

  /// Reads the text of a .dockerignore.
  package init(parsing bytes: [UInt8]) throws(BuildError) { try self.init(patterns: IgnoreFile.lines(of: bytes)) }

  /// The patterns of a .dockerignore: comments begin in the first column, `/` at the beginning means nothing.
  package static func lines(of bytes: [UInt8]) throws(BuildError) -> [String] {
    var source = SourceLines(bytes)
    var patterns: [String] = []
    while let line = try source.next() {
      guard line.first != UInt8(ascii: "#") else { continue }
      var pattern = String(decoding: line, as: UTF8.self).trimmed
      if pattern.utf8.isEmpty { continue }
      let isException = pattern.utf8.first == UInt8(ascii: "!")
      if isException { pattern = String(pattern.unicodeScalars.dropFirst()).trimmed }
      if !pattern.utf8.isEmpty {
        pattern = PathText.clean(pattern)
        if pattern.utf8.count > 1, pattern.utf8.first == UInt8(ascii: "/") { pattern.unicodeScalars.removeFirst() }
      }
      patterns.append((isException ? "!" : "") + pattern)
    }
    return patterns
  }

  package var isEmpty: Bool { patterns.isEmpty }

  /// Whether a path is left out, judged by itself and all its parents.
  package func ignores(_ path: String) -> Bool {
    let path = Array(path.utf8)[...]
    let parents = path.indices.filter { path[$0] == UInt8(ascii: "/") }.map { path[..<$0] }
    var isIgnored = false
    // A pattern that could change nothing is not tried.
    for pattern in patterns where pattern.isException == isIgnored {
      if pattern.matches(path) || parents.contains(where: pattern.matches) { isIgnored = !pattern.isException }
    }
    return isIgnored
  }

  /// Which patterns have matched a directory; what is below it need not try them again.
  package struct Trail: Equatable, Sendable {
    fileprivate var matched: [Bool] = []
    package init() {}
  }

  /// The same during a walk, as BuildKit walks: `trail` is that of the directory the path is in, empty at the top.
  ///
  /// A pattern that was not tried at the directory, because it could change nothing there, is tried below on the path
  /// alone. After `a/b` and `!a`, the walk leaves `a/b` out, where `ignores` takes `!a` as speaking of it too.
  package func ignores(_ path: String, in trail: Trail) -> (isIgnored: Bool, trail: Trail) {
    let bytes = Array(path.utf8)[...]
    let parents =
      trail.matched.isEmpty ? bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { bytes[..<$0] } : []
    var own = Trail()
    own.matched = Array(repeating: false, count: patterns.count)
    var isIgnored = false
    for (index, pattern) in patterns.enumerated() {
      var matches = index < trail.matched.count && trail.matched[index]
      if !matches {
        guard pattern.isException == isIgnored else { continue }
        matches = pattern.matches(bytes) || parents.contains(where: pattern.matches)
      }
      own.matched[index] = matches
      if matches { isIgnored = !pattern.isException }
    }
    return (isIgnored, own)
  }

  /// Whether an exception may bring back something below an ignored directory; if not, a walk need not enter it.
  package func mayBringBack(below directory: String) -> Bool {
    let prefix = Array((directory + "/").utf8)
    return patterns.contains { $0.isException && $0.mayMatch(below: prefix) }
  }
}
