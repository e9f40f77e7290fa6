// SPDX-License-Identifier: Apache-2.0

/// The pattern of `${v#p}`, `${v%p}` and `${v/p/r}`: `*`, `?` and `\`; brackets are literal.
///
/// It matches as the regular expression that BuildKit makes of it: `*` and `?` stop at the end of a line.
struct ShellPattern {
  private enum Token: Equatable {
    case literal(Unicode.Scalar)
    case any
    case star
  }
  private var tokens: [Token] = []
  /// `*` takes as much as it can, not as little.
  private let isGreedy: Bool

  init(_ pattern: Runes, isGreedy: Bool) throws(BuildError) {
    self.isGreedy = isGreedy
    var rest = pattern[...]
    if rest.first == "\u{feff}" { rest.removeFirst() }
    while let rune = rest.popFirst() {
      switch rune {
      case "*": tokens.append(.star)
      case "?": tokens.append(.any)
      case "\\":
        // `\}` and `\/` were escaped for the braces' sake, not for the pattern's.
        if rest.first == "}" || rest.first == "/" { continue }
        guard let escaped = rest.popFirst(), escaped == "*" || escaped == "?" || escaped == "\\" else {
          throw BuildError(
            .expansion,
            "invalid pattern (\(BuildError.quoted(pattern.string))) in substitution: only * ? and \\ can be escaped")
        }
        tokens.append(.literal(escaped))
      default: tokens.append(.literal(rune))
      }
    }
  }

  /// The pattern back to front, escapes before what they escape.
  static func reversed(_ pattern: Runes) -> Runes {
    var pieces: [Runes] = []
    var rest = pattern[...]
    while let rune = rest.popFirst() {
      if rune == "\\", let escaped = rest.popFirst() {
        pieces.append([rune, escaped])
      } else {
        pieces.append([rune])
      }
    }
    return Array(pieces.reversed().joined())
  }

  /// Matching follows as many ways as the pattern is long, at each place of the text.
  private static let mostWork = 1 << 26

  /// - Throws: when the pattern is too long for that text.
  func check(_ text: Runes) throws(BuildError) {
    guard tokens.count * text.count <= ShellPattern.mostWork else {
      throw BuildError(
        .expansion, "a pattern of \(tokens.count) characters is too long for a text of \(text.count)")
    }
  }

  func trimmingPrefix(of text: Runes) -> Runes {
    guard let match = firstMatch(in: text, from: 0, isAnchored: true) else { return text }
    return Array(text[match.upperBound...])
  }

  // MARK: Matching

  /// A way to match that is still open: how far the pattern is matched, and where that began.
  private struct Thread {
    var token: Int
    var start: Int
  }

  /// The ways open at one place, the preferred one first.
  private struct Threads {
    var list: [Thread] = []
    private var isListed: [Bool]

    init(_ count: Int) { isListed = Array(repeating: false, count: count) }

    /// Adds a way unless a preferred one has come as far.
    mutating func add(_ thread: Thread) {
      guard !isListed[thread.token] else { return }
      isListed[thread.token] = true
      list.append(thread)
    }
  }

  /// Adds a way, and those it has by letting `*` match nothing.
  private func add(_ thread: Thread, to threads: inout Threads) {
    var end = thread.token
    while end < tokens.count, tokens[end] == .star { end += 1 }
    for offset in 0...(end - thread.token) {
      threads.add(Thread(token: isGreedy ? thread.token + offset : end - offset, start: thread.start))
    }
  }

  /// The leftmost match at or behind `position`; of several there, the preferred one.
  ///
  /// All ways are followed at once, so no pattern takes more than its length times the text's.
  func firstMatch(in text: Runes, from position: Int, isAnchored: Bool = false) -> Range<Int>? {
    var threads = Threads(tokens.count + 1)
    var match: Range<Int>?
    for index in position...text.count {
      if match == nil, !isAnchored || index == position { add(Thread(token: 0, start: index), to: &threads) }
      if threads.list.isEmpty { break }
      var following = Threads(tokens.count + 1)
      for thread in threads.list {
        guard thread.token < tokens.count else {
          match = thread.start..<index
          break
        }
        guard index < text.count else { continue }
        switch tokens[thread.token] {
        case .literal(let rune) where rune == text[index]:
          add(Thread(token: thread.token + 1, start: thread.start), to: &following)
        case .any where text[index] != "\n":
          add(Thread(token: thread.token + 1, start: thread.start), to: &following)
        case .star where text[index] != "\n": add(thread, to: &following)
        case .literal, .any, .star: break
        }
      }
      threads = following
    }
    return match
  }

  // MARK: Replacing

  /// Replaces every match; the replacement is a template of Go's regexp package, in which `$0` is the match.
  func replacingAll(in text: Runes, with template: Runes, limit: Int) throws(BuildError) -> Runes {
    var result = Runes()
    var copied = 0
    var search = 0
    while search <= text.count, let match = firstMatch(in: text, from: search) {
      result += text[copied..<match.lowerBound]
      // An empty match directly behind another one is none.
      if match.upperBound > copied || match.lowerBound == 0 {
        result += ShellPattern.expand(template, match: text[match])
      }
      copied = match.upperBound
      search = max(search + 1, match.upperBound)
      guard result.count <= limit else { throw BuildError(.expansion, "it becomes longer than \(limit >> 20) MiB") }
    }
    return result + text[copied...]
  }

  /// `$0` and `${0}` are the match, `$$` is `$`; there are no other groups, and names of groups that are not there are
  /// nothing.
  private static func expand(_ template: Runes, match: ArraySlice<Unicode.Scalar>) -> Runes {
    var result = Runes()
    var rest = template[...]
    while let rune = rest.popFirst() {
      guard rune == "$" else {
        result.append(rune)
        continue
      }
      if rest.first == "$" {
        result.append("$")
        rest.removeFirst()
        continue
      }
      let isBraced = rest.first == "{"
      let name = rest.dropFirst(isBraced ? 1 : 0).prefix { $0.isLetter || $0.isDigit || $0 == "_" }
      let behind = rest[name.endIndex...]
      guard !name.isEmpty, !isBraced || behind.first == "}" else {
        result.append("$")
        continue
      }
      rest = isBraced ? behind.dropFirst() : behind
      if name.elementsEqual(["0"]) { result += match }
    }
    return result
  }
}
