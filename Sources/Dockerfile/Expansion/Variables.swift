// SPDX-License-Identifier: Apache-2.0

/// Variables in a word: `$name`, `${name}` and the modifiers.
extension Expander {
  /// Resolves what begins with `$`.
  mutating func variable() throws(BuildError) -> Runes {
    input.advance()
    guard input.peek == "{" else {
      let name = name()
      guard !name.utf8.isEmpty else { return ["$"] }
      let value = lookUp(name)
      return value?.runes ?? (rules.keepsUnset ? ("$" + name).runes : [])
    }
    input.advance()
    switch input.peek {
    case nil: throw Expander.missing("}")
    case "{", "}", ":": throw BuildError(.expansion, "syntax error: bad substitution")
    default: break
    }
    let name = name()
    guard let modifier = input.next() else { throw Expander.unsupported("") }
    switch modifier {
    case "}":
      let value = lookUp(name)
      return value?.runes ?? (rules.keepsUnset ? "${\(name)}".runes : [])
    case ":":
      let next = input.next()
      return try modified(name, by: next, emptyIsUnset: true)
    case "+", "-", "?", "#", "%": return try modified(name, by: modifier, emptyIsUnset: false)
    case "/": return try replaced(name)
    default: throw Expander.unsupported(String(modifier))
    }
  }

  private static func unsupported(_ modifier: String) -> BuildError {
    BuildError(.expansion, "unsupported modifier (\(modifier)) in substitution")
  }

  private static func missing(_ what: String) -> BuildError {
    BuildError(.expansion, "syntax error: missing '\(what)' in ${}")
  }

  /// `${name-word}` and its like; the modifier is taken, the word is not.
  private mutating func modified(
    _ name: String, by modifier: Unicode.Scalar?, emptyIsUnset: Bool
  ) throws(BuildError) -> Runes {
    let written = (emptyIsUnset ? ":" : "") + (modifier.map { String($0) } ?? "")
    let isTrim = modifier == "#" || modifier == "%"
    guard !(emptyIsUnset && isTrim) else { throw Expander.unsupported(written) }
    let word = try operand(until: "}", keepingEscapes: isTrim)
    let value = lookUp(name)
    if value == nil, rules.keepsUnset { return "${\(name)\(written)".runes + word + ["}"] }
    let isSet = value.map { !(emptyIsUnset && $0.utf8.isEmpty) } ?? false
    switch modifier {
    case "-": return isSet ? value?.runes ?? [] : word
    case "+": return isSet ? word : []
    case "?":
      guard !isSet else { return value?.runes ?? [] }
      let message = value == nil ? "is not allowed to be unset" : "is not allowed to be empty"
      throw BuildError(.expansion, "\(name): \(word.isEmpty ? message : word.string)")
    case "#", "%":
      // Twice the character takes away as much as possible.
      let isGreedy = word.first == modifier
      let pattern = isGreedy ? Array(word.dropFirst()) : word
      let text = value?.runes ?? []
      guard modifier == "#" else {
        let reversed = try ShellPattern(ShellPattern.reversed(pattern), isGreedy: isGreedy)
        try reversed.check(text)
        return reversed.trimmingPrefix(of: text.reversed()).reversed()
      }
      let matcher = try ShellPattern(pattern, isGreedy: isGreedy)
      try matcher.check(text)
      return matcher.trimmingPrefix(of: text)
    default: throw Expander.unsupported(written)
    }
  }

  /// `${name/pattern/replacement}`; `//` replaces all matches.
  private mutating func replaced(_ name: String) throws(BuildError) -> Runes {
    let replacesAll = input.peek == "/"
    if replacesAll { input.advance() }
    let pattern = try operand(until: "/", keepingEscapes: true)
    let replacement = try operand(until: "}", keepingEscapes: true)
    let value = lookUp(name)
    if value == nil, rules.keepsUnset { return "${\(name)/".runes + pattern + ["/"] + replacement + ["}"] }
    let matcher = try ShellPattern(pattern, isGreedy: true)
    let text = value?.runes ?? []
    try matcher.check(text)
    if replacesAll { return try matcher.replacingAll(in: text, with: replacement, limit: Expander.longest) }
    guard let match = matcher.firstMatch(in: text, from: 0) else { return text }
    return text[..<match.lowerBound] + replacement + text[match.upperBound...]
  }

  /// The text of a modifier's operand.
  private mutating func operand(until stop: Unicode.Scalar, keepingEscapes: Bool) throws(BuildError) -> Runes {
    do throws(BuildError) { return try text(until: stop, keepingEscapes: keepingEscapes).text } catch {
      throw input.peek == nil ? Expander.missing(String(stop)) : error
    }
  }

  /// A name: letters, digits and underscores; or digits alone; or one special parameter of the shell.
  private mutating func name() -> String {
    var name = Runes()
    guard let first = input.peek else { return "" }
    if first.isDigit {
      while let rune = input.peek, rune.isDigit {
        name.append(rune)
        input.advance()
      }
      return name.string
    }
    switch first {
    case "@", "*", "#", "?", "-", "$", "!":
      input.advance()
      return String(first)
    default: break
    }
    while let rune = input.peek, rune.isLetter || rune.isDigit || rune == "_" {
      name.append(rune)
      input.advance()
    }
    return name.string
  }
}
