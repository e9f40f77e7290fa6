// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import OCI

/// Reads a template's text into nodes.
struct TemplateParser {
  private enum Piece {
    case text(String)
    case action([TemplateToken])
  }
  private var pieces: [Piece] = []
  private var next = 0

  init(_ text: String) throws(Failure) {
    var rest = text[...]
    var trimsLeft = false
    while let open = rest.firstRange(of: "{{") {
      var before = rest[..<open.lowerBound]
      if trimsLeft { before = before.drop { $0.isWhitespace } }
      var inside = rest[open.upperBound...]
      if inside.hasPrefix("- ") || inside.hasPrefix("-\n") {
        while before.last?.isWhitespace == true { before.removeLast() }
        inside = inside.dropFirst()
      }
      if !before.isEmpty { pieces.append(.text(String(before))) }
      guard let end = TemplateParser.end(of: inside) else { throw Template.error("{{ without }}") }
      var action = inside[..<end]
      trimsLeft = action.hasSuffix(" -")
      if trimsLeft { action = action.dropLast(2) }
      let words = action.drop { $0.isWhitespace }
      if !words.hasPrefix("/*") { pieces.append(.action(try TemplateToken.read(action))) }
      rest = inside[inside.index(end, offsetBy: 2)...]
    }
    if trimsLeft { rest = rest.drop { $0.isWhitespace } }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
  }

  /// Where `}}` stands outside of quotes.
  private static func end(of text: Substring) -> Substring.Index? {
    var quote: Character?
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      if let open = quote {
        if character == "\\", open == "\"" { index = text.index(after: index) }
        if character == open { quote = nil }
      } else if character == "\"" || character == "`" {
        quote = character
      } else if text[index...].hasPrefix("}}") {
        return index
      }
      if index < text.endIndex { index = text.index(after: index) }
    }
    return nil
  }

  mutating func parse() throws(Failure) -> [Template.Node] {
    let (nodes, ending) = try block()
    if let ending { throw Template.error("{{\(ending.word)}} without a beginning") }
    return nodes
  }

  private struct BlockEnd {
    var word: String
    var rest: [TemplateToken]
  }

  /// Nodes up to `end`, `else` or the end of the text.
  private mutating func block() throws(Failure) -> ([Template.Node], BlockEnd?) {
    var nodes: [Template.Node] = []
    while next < pieces.count {
      next += 1
      switch pieces[next - 1] {
      case .text(let text): nodes.append(.text(text))
      case .action(let tokens):
        guard case .word(let word)? = tokens.first else {
          nodes.append(.print(try pipeline(tokens[...])))
          continue
        }
        let rest = Array(tokens.dropFirst())
        switch word {
        case "end", "else": return (nodes, BlockEnd(word: word, rest: rest))
        case "if": nodes.append(try choice(rest))
        case "with", "range":
          let (body, ending) = try block()
          let otherwise = try otherwise(after: ending, of: word)
          let subject = try pipeline(rest[...])
          nodes.append(
            word == "with"
              ? .with(subject, body, otherwise: otherwise) : .range(subject, body, otherwise: otherwise))
        default: nodes.append(.print(try pipeline(tokens[...])))
        }
      }
    }
    return (nodes, nil)
  }

  private mutating func choice(_ first: [TemplateToken]) throws(Failure) -> Template.Node {
    var branches: [(Template.Pipeline, [Template.Node])] = []
    var condition = first
    while true {
      let (body, ending) = try block()
      branches.append((try pipeline(condition[...]), body))
      guard let ending else { throw Template.error("{{if}} without {{end}}") }
      if ending.word == "else", case .word("if")? = ending.rest.first {
        condition = Array(ending.rest.dropFirst())
        continue
      }
      return .choose(branches, otherwise: try otherwise(after: ending, of: "if"))
    }
  }

  private mutating func otherwise(after ending: BlockEnd?, of word: String) throws(Failure) -> [Template.Node] {
    guard let ending else { throw Template.error("{{\(word)}} without {{end}}") }
    guard ending.rest.isEmpty else { throw Template.error("words after {{\(ending.word)") }
    guard ending.word == "else" else { return [] }
    let (body, last) = try block()
    guard last?.word == "end" else { throw Template.error("{{else}} without {{end}}") }
    return body
  }

  // MARK: Pipelines

  private func pipeline(_ tokens: ArraySlice<TemplateToken>) throws(Failure) -> Template.Pipeline {
    var result = Template.Pipeline()
    var rest = tokens
    if let sign = rest.firstIndex(where: { $0 == .declare || $0 == .assign }) {
      for token in rest[..<sign] where token != .comma {
        guard case .variable(let name, let fields) = token, fields.isEmpty else {
          throw Template.error("only variables can be set")
        }
        result.variables.append(name)
      }
      result.assigns = rest[sign] == .assign
      rest = rest[(sign + 1)...]
    }
    var command: [Template.Term] = []
    var index = rest.startIndex
    while index < rest.endIndex {
      switch rest[index] {
      case .pipe:
        result.commands.append(command)
        command = []
      case .open:
        let close = try closing(of: index, in: rest)
        var fields: [String] = []
        if close + 1 < rest.endIndex, case .field(let names) = rest[close + 1], !names.isEmpty { fields = names }
        command.append(.nested(try pipeline(rest[(index + 1)..<close]), fields))
        index = fields.isEmpty ? close : close + 1
      case .word("true"): command.append(.literal(.bool(true)))
      case .word("false"): command.append(.literal(.bool(false)))
      case .word("nil"): command.append(.literal(.null))
      case .word(let name): command.append(.function(name))
      case .field(let names): command.append(.field(names))
      case .variable(let name, let fields): command.append(.variable(name, fields))
      case .string(let text): command.append(.literal(.string(text)))
      case .number(let text): command.append(.literal(.number(text)))
      case .close, .comma, .declare, .assign: throw Template.error("a sign in the wrong place")
      }
      index += 1
    }
    result.commands.append(command)
    if result.commands.contains(where: { $0.isEmpty }) { throw Template.error("a value is missing") }
    return result
  }

  private func closing(of open: Int, in tokens: ArraySlice<TemplateToken>) throws(Failure) -> Int {
    var depth = 0
    for index in open..<tokens.endIndex {
      if tokens[index] == .open { depth += 1 }
      if tokens[index] == .close { depth -= 1 }
      if depth == 0 { return index }
    }
    throw Template.error("( without )")
  }
}

/// One word or sign of an action.
enum TemplateToken: Equatable {
  case word(String)
  case field([String])
  case variable(String, [String])
  case string(String)
  case number(String)
  case pipe, open, close, comma, declare, assign

  static func read(_ text: Substring) throws(Failure) -> [TemplateToken] {
    var tokens: [TemplateToken] = []
    var rest = text
    while let first = rest.first {
      if first.isWhitespace {
        rest = rest.dropFirst()
        continue
      }
      switch first {
      case "|": tokens.append(.pipe)
      case "(": tokens.append(.open)
      case ")": tokens.append(.close)
      case ",": tokens.append(.comma)
      case "=": tokens.append(.assign)
      case ":" where rest.hasPrefix(":="):
        tokens.append(.declare)
        rest = rest.dropFirst()
      case "\"", "`":
        tokens.append(.string(try string(&rest, quote: first)))
        continue
      case ".":
        tokens.append(.field(names(&rest)))
        continue
      case "$":
        rest = rest.dropFirst()
        let name = String(rest.prefix { isWord($0) })
        rest = rest.dropFirst(name.count)
        tokens.append(.variable(name, rest.first == "." ? names(&rest) : []))
        continue
      default:
        let word = String(rest.prefix { isWord($0) || ($0 == "-" && $0 == first) })
        if word.isEmpty { throw Template.error("unexpected \"\(first)\"") }
        rest = rest.dropFirst(word.count)
        let isNumber = first == "-" || ("0"..."9").contains(first)
        if isNumber, Int64(word) == nil { throw Template.error("\"\(word)\" is no whole number") }
        tokens.append(isNumber ? .number(word) : .word(word))
        continue
      }
      rest = rest.dropFirst()
    }
    return tokens
  }

  private static func isWord(_ character: Character) -> Bool {
    character == "_" || character.isLetter || character.isNumber
  }

  /// `.A.B`, and `.` alone for no names.
  private static func names(_ rest: inout Substring) -> [String] {
    var names: [String] = []
    while rest.first == "." {
      rest = rest.dropFirst()
      let name = String(rest.prefix { isWord($0) })
      if name.isEmpty { break }
      rest = rest.dropFirst(name.count)
      names.append(name)
    }
    return names
  }

  private static func string(_ rest: inout Substring, quote: Character) throws(Failure) -> String {
    var text = ""
    rest = rest.dropFirst()
    while let character = rest.first {
      rest = rest.dropFirst()
      if character == quote { return text }
      guard character == "\\", quote == "\"" else {
        text.append(character)
        continue
      }
      guard let escaped = rest.first else { break }
      rest = rest.dropFirst()
      switch escaped {
      case "n": text.append("\n")
      case "t": text.append("\t")
      case "r": text.append("\r")
      case "\\", "\"": text.append(escaped)
      default: throw Template.error("the escape \\\(escaped) is not known")
      }
    }
    throw Template.error("a string without its end")
  }
}
