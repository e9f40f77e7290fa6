// SPDX-License-Identifier: Apache-2.0

/// One pattern of a .dockerignore: a glob in which `**` stands for any number of directories.
package struct IgnorePattern: Equatable, Sendable {
  /// It begins with `!`: what it matches is not ignored after all.
  package let isException: Bool
  /// Without the `!`.
  package let text: String
  private let rule: Rule

  private enum Rule: Equatable, Sendable {
    case exact
    /// `X**`.
    case prefix([UInt8])
    /// `**X`.
    case suffix([UInt8])
    /// All else; `tail` is the text it ends with, so that most paths are known at a glance not to match.
    case tokens([Token], tail: [UInt8])
  }
  private enum Token: Equatable, Sendable {
    case glob(Glob.Token)
    /// Anything but `/`, any number of them.
    case star
    /// `**` before something: nothing, or directories and their `/`.
    case directories
    /// `**` at the end.
    case everything
    /// `^`, which BuildKit's regular expressions take as the beginning.
    case beginning
  }

  /// Reads a clean pattern.
  init(_ pattern: String) throws(BuildError) {
    let bytes = Array(pattern.utf8)
    isException = bytes.first == UInt8(ascii: "!")
    text = isException ? String(decoding: bytes.dropFirst(), as: UTF8.self) : pattern
    guard !text.utf8.isEmpty else {
      throw BuildError(.value, "illegal exclusion pattern: \"!\"; a pattern has to follow, or a backslash before it")
    }
    _ = try Glob(text)
    rule = try IgnorePattern.rule(Array(text.utf8))
  }

  private static func rule(_ pattern: [UInt8]) throws(BuildError) -> Rule {
    var tokens: [Token] = []
    var kind = Rule.exact
    var rest = pattern[...]
    while let byte = rest.first {
      let isFirst = rest.startIndex == pattern.startIndex
      switch byte {
      case UInt8(ascii: "*"):
        rest.removeFirst()
        guard rest.first == UInt8(ascii: "*") else {
          tokens.append(.star)
          kind = .tokens([], tail: [])
          continue
        }
        rest.removeFirst()
        if rest.first == UInt8(ascii: "/") { rest.removeFirst() }
        if rest.isEmpty {
          tokens.append(.everything)
        } else if tokens.last != .directories {
          // Twice it is what it is once.
          tokens.append(.directories)
        }
        if isFirst {
          kind = .suffix(Array(pattern.dropFirst(2)))
        } else {
          kind = rest.isEmpty && kind == .exact ? .prefix(Array(pattern.dropLast(2))) : .tokens([], tail: [])
        }
      case UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "\\"):
        let token = try Glob.token(from: &rest)
        if case .set(let set) = token, set.hasEmptyRange {
          throw BuildError(.value, "syntax error in pattern: a range in [] ends before it begins")
        }
        tokens.append(.glob(token))
        kind = .tokens([], tail: [])
      case UInt8(ascii: "]"):
        rest.removeFirst()
        tokens.append(.glob(.byte(byte)))
        kind = .tokens([], tail: [])
      case UInt8(ascii: "^"):
        rest.removeFirst()
        tokens.append(.beginning)
      default:
        rest.removeFirst()
        tokens.append(.glob(.byte(byte)))
      }
    }
    guard case .tokens = kind else { return kind }
    let tail = tokens.reversed().prefix { if case .glob(.byte) = $0 { true } else { false } }.reversed()
    return .tokens(tokens, tail: tail.compactMap { if case .glob(.byte(let byte)) = $0 { byte } else { nil } })
  }

  // MARK: Matching

  /// Whether the pattern is the whole path; its parents are not looked at.
  func matches(_ path: ArraySlice<UInt8>) -> Bool {
    switch rule {
    case .exact: path.elementsEqual(text.utf8)
    case .prefix(let prefix): path.starts(with: prefix)
    case .suffix(let suffix):
      path.suffix(suffix.count).elementsEqual(suffix)
        || suffix.first == UInt8(ascii: "/") && path.elementsEqual(suffix.dropFirst())
    case .tokens(let tokens, let tail):
      path.suffix(tail.count).elementsEqual(tail) && IgnorePattern.match(tokens, Array(path))
    }
  }

  /// Follows all ways at once: after each token, the set of places where it may have ended.
  private static func match(_ tokens: [Token], _ path: [UInt8]) -> Bool {
    var places = Array(repeating: false, count: path.count + 1)
    places[0] = true
    for token in tokens {
      var next = Array(repeating: false, count: path.count + 1)
      var covered = 0
      for place in places.indices where places[place] { advance(token, from: place, in: path, to: &next, &covered) }
      guard next.contains(true) else { return false }
      places = next
    }
    return places[path.count]
  }

  /// `covered`: how far `**` from a place further left has come; from places before that it comes to the same ends.
  private static func advance(
    _ token: Token, from place: Int, in path: [UInt8], to next: inout [Bool], _ covered: inout Int
  ) {
    switch token {
    case .glob(.byte(let byte)):
      if place < path.count, path[place] == byte { next[place + 1] = true }
    case .glob(.any):
      if place < path.count, path[place] != UInt8(ascii: "/") { next[place + Glob.decode(path[place...]).width] = true }
    case .glob(.set(let set)):
      let (rune, width) = Glob.decode(path[place...])
      if width > 0, set.contains(rune) { next[place + width] = true }
    case .star:
      // An end already there was reached from further left, with all that follows it.
      for end in place...path.count {
        if next[end] { break }
        next[end] = true
        if end < path.count, path[end] == UInt8(ascii: "/") { break }
      }
    case .directories:
      next[place] = true
      if place < covered { return }
      for end in place..<path.count {
        covered = end + 1
        if path[end] == UInt8(ascii: "/") { next[end + 1] = true }
        if path[end] == UInt8(ascii: "\n") { break }
      }
    case .everything:
      if place < covered { return }
      for end in place...path.count {
        covered = end + 1
        next[end] = true
        if end < path.count, path[end] == UInt8(ascii: "\n") { break }
      }
    case .beginning: if place == 0 { next[0] = true }
    }
  }

  /// Whether something whose path begins so may match; a pattern without wildcards has to begin so itself.
  func mayMatch(below prefix: [UInt8]) -> Bool {
    var plain = Array(text.utf8)
    if plain.suffix(3).elementsEqual("/**".utf8) { plain.removeLast(3) }
    return Glob.isPattern(String(decoding: plain, as: UTF8.self)) || (plain + [UInt8(ascii: "/")]).starts(with: prefix)
  }
}
