// SPDX-License-Identifier: Apache-2.0

/// A pattern for one path, as Go's filepath.Match reads it: `*`, `?`, `[a-z]`, `[^a]`, `\x`; none but a class crosses `/`.
package struct Glob: Equatable, Sendable {
  enum Token: Equatable, Sendable {
    case byte(UInt8)
    case any
    case set(CharacterSet)
  }
  /// The members of `[…]`.
  struct CharacterSet: Equatable, Sendable {
    var isNegated = false
    var ranges: [ClosedRange<UInt32>] = []
    /// A range whose end is before its beginning has no members, and is refused by .dockerignore.
    var hasEmptyRange = false

    func contains(_ rune: UInt32) -> Bool { ranges.contains { $0.contains(rune) } != isNegated }
  }
  /// A piece between stars.
  private struct Chunk: Equatable, Sendable {
    var followsStar: Bool
    var tokens: [Token] = []
  }
  private var chunks: [Chunk] = []

  /// Reads a pattern.
  ///
  /// - Throws: when a class is not closed or empty, or a backslash escapes nothing.
  package init(_ pattern: String) throws(BuildError) {
    var rest = Array(pattern.utf8)[...]
    var chunk = Chunk(followsStar: false)
    while let byte = rest.first {
      if byte == UInt8(ascii: "*") {
        if !chunk.tokens.isEmpty || chunk.followsStar { chunks.append(chunk) }
        while rest.first == UInt8(ascii: "*") { rest.removeFirst() }
        chunk = Chunk(followsStar: true)
        continue
      }
      do throws(BuildError) { chunk.tokens.append(try Glob.token(from: &rest)) } catch {
        throw BuildError(.value, "syntax error in pattern \(BuildError.quoted(pattern)): \(error.message)")
      }
    }
    if !chunk.tokens.isEmpty || chunk.followsStar { chunks.append(chunk) }
  }

  /// Whether a text is a pattern rather than a path.
  package static func isPattern(_ text: String) -> Bool { text.utf8.contains { "*?[\\".utf8.contains($0) } }

  /// Takes anything but a star off a pattern.
  static func token(from rest: inout ArraySlice<UInt8>) throws(BuildError) -> Token {
    switch rest.popFirst() {
    case UInt8(ascii: "?"): return .any
    case UInt8(ascii: "["): return .set(try set(from: &rest))
    case UInt8(ascii: "\\"):
      guard let escaped = rest.popFirst() else { throw BuildError(.value, "a backslash at the end") }
      return .byte(escaped)
    case let byte?: return .byte(byte)
    case nil: throw BuildError(.value, "nothing there")
    }
  }

  private static func set(from rest: inout ArraySlice<UInt8>) throws(BuildError) -> CharacterSet {
    var set = CharacterSet()
    if rest.first == UInt8(ascii: "^") {
      set.isNegated = true
      rest.removeFirst()
    }
    var isEmpty = true
    while isEmpty || rest.first != UInt8(ascii: "]") {
      let low = try member(from: &rest)
      var high = low
      if rest.first == UInt8(ascii: "-") {
        rest.removeFirst()
        high = try member(from: &rest)
      }
      if low <= high { set.ranges.append(low...high) } else { set.hasEmptyRange = true }
      isEmpty = false
    }
    rest.removeFirst()
    return set
  }

  private static func member(from rest: inout ArraySlice<UInt8>) throws(BuildError) -> UInt32 {
    let error = BuildError(.value, "a [ is not closed, or - or ] in it is not escaped")
    guard let first = rest.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "]") else { throw error }
    if first == UInt8(ascii: "\\") { rest.removeFirst() }
    guard !rest.isEmpty else { throw error }
    let (rune, width) = decode(rest)
    rest = rest.dropFirst(width)
    guard !rest.isEmpty else { throw error }
    return rune
  }

  /// The first character of UTF-8 text and its width; of a byte that is none, U+FFFD and 1.
  static func decode(_ text: ArraySlice<UInt8>) -> (rune: UInt32, width: Int) {
    guard let first = text.first else { return (0xfffd, 0) }
    guard first >= 0x80 else { return (UInt32(first), 1) }
    let scalar = String(decoding: text.prefix(4), as: UTF8.self).unicodeScalars.first ?? "\u{fffd}"
    let bytes = Array(String(scalar).utf8)
    return text.starts(with: bytes) ? (scalar.value, bytes.count) : (0xfffd, 1)
  }

  // MARK: Matching

  package func matches(_ path: String) -> Bool { matches(bytes: Array(path.utf8)[...]) }

  /// Whether the pattern is the whole path; each piece takes the first place where it fits, as Go's does.
  package func matches(bytes path: ArraySlice<UInt8>) -> Bool {
    var rest = path
    for (index, chunk) in chunks.enumerated() {
      let isLast = index == chunks.count - 1
      if chunk.followsStar, chunk.tokens.isEmpty { return !rest.contains(UInt8(ascii: "/")) }
      guard let end = Glob.place(chunk.tokens, afterStar: chunk.followsStar, atEnd: isLast, in: rest) else {
        return false
      }
      rest = end
    }
    return rest.isEmpty
  }

  /// What follows the first place where the tokens fit.
  private static func place(
    _ tokens: [Token], afterStar: Bool, atEnd: Bool, in text: ArraySlice<UInt8>
  ) -> ArraySlice<UInt8>? {
    var start = text
    while true {
      if let end = take(tokens, from: start), !atEnd || end.isEmpty { return end }
      guard afterStar, let skipped = start.popFirst(), skipped != UInt8(ascii: "/") else { return nil }
    }
  }

  private static func take(_ tokens: [Token], from text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var rest = text
    for token in tokens {
      guard let first = rest.first else { return nil }
      switch token {
      case .byte(let byte):
        guard byte == first else { return nil }
        rest.removeFirst()
      case .any:
        guard first != UInt8(ascii: "/") else { return nil }
        rest = rest.dropFirst(decode(rest).width)
      case .set(let set):
        let (rune, width) = decode(rest)
        guard set.contains(rune) else { return nil }
        rest = rest.dropFirst(width)
      }
    }
    return rest
  }
}
