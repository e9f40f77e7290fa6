// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import OCI

/// The functions of templates: Go's, and those that docker adds.
enum TemplateFunction {
  static func call(_ name: String, _ arguments: [JSONValue]) throws(Failure) -> JSONValue {
    switch name {
    case "json": return .string(try one(name, arguments).compact)
    case "len": return .number(String(try length(try one(name, arguments))))
    case "index": return try index(arguments)
    case "join": return .string(try join(arguments))
    case "split":
      let (text, separator) = try two(name, arguments)
      return .array(split(text.templateText, by: separator.templateText).map { .string($0) })
    case "lower": return .string(try one(name, arguments).templateText.lowercased())
    case "upper": return .string(try one(name, arguments).templateText.uppercased())
    case "title":
      let text = try one(name, arguments).templateText
      return .string(text.prefix(1).uppercased() + text.dropFirst())
    case "print": return .string(arguments.map { $0.templateText }.joined(separator: " "))
    case "println": return .string(arguments.map { $0.templateText }.joined(separator: " ") + "\n")
    case "printf": return .string(try TemplateFormat.apply(arguments))
    case "truncate":
      let (text, length) = try two(name, arguments)
      return .string(String(text.templateText.prefix(try whole(length))))
    case "slice": return try slice(arguments)
    case "not": return .bool(!(try one(name, arguments)).isTrue)
    case "and": return arguments.first { !$0.isTrue } ?? arguments.last ?? .null
    case "or": return arguments.first { $0.isTrue } ?? arguments.last ?? .null
    case "eq":
      guard let first = arguments.first, arguments.count > 1 else { throw count(name, arguments) }
      return .bool(arguments.dropFirst().contains { order(first, $0) == 0 })
    case "ne": return .bool(try compare(name, arguments) != 0)
    case "lt": return .bool(try compare(name, arguments) < 0)
    case "le": return .bool(try compare(name, arguments) <= 0)
    case "gt": return .bool(try compare(name, arguments) > 0)
    case "ge": return .bool(try compare(name, arguments) >= 0)
    default: throw Template.error("the function \"\(name)\" is not known")
    }
  }

  private static func count(_ name: String, _ arguments: [JSONValue]) -> Failure {
    Template.error("\(name) does not take \(arguments.count) arguments")
  }

  private static func one(_ name: String, _ arguments: [JSONValue]) throws(Failure) -> JSONValue {
    guard arguments.count == 1 else { throw count(name, arguments) }
    return arguments[0]
  }

  private static func two(_ name: String, _ arguments: [JSONValue]) throws(Failure) -> (JSONValue, JSONValue) {
    guard arguments.count == 2 else { throw count(name, arguments) }
    return (arguments[0], arguments[1])
  }

  private static func whole(_ value: JSONValue) throws(Failure) -> Int {
    guard case .number(let text) = value, let number = Int(text), number >= 0 else {
      throw Template.error("\(value.templateText) is no whole number")
    }
    return number
  }

  private static func length(_ value: JSONValue) throws(Failure) -> Int {
    switch value {
    case .string(let text): return text.utf8.count
    case .array(let items): return items.count
    case .object(let members): return members.count
    case .null: return 0
    case .bool, .number: throw Template.error("len of \(value.templateText), which has none")
    }
  }

  private static func index(_ arguments: [JSONValue]) throws(Failure) -> JSONValue {
    guard var value = arguments.first, arguments.count > 1 else { throw count("index", arguments) }
    for key in arguments.dropFirst() {
      switch value {
      case .array(let items):
        let place = try whole(key)
        guard place < items.count else { throw Template.error("index \(place) of \(items.count) elements") }
        value = items[place]
      case .object(let members):
        guard case .string(let name) = key else { throw Template.error("a map is indexed by a string") }
        value = members.first { $0.0 == name }?.1 ?? .null
      case .null: throw Template.error("index of nothing")
      case .bool, .number, .string: throw Template.error("index of \(value.templateText), which has no elements")
      }
    }
    return value
  }

  /// `slice x from [to]` of a string, by bytes as Go does, or of a list.
  private static func slice(_ arguments: [JSONValue]) throws(Failure) -> JSONValue {
    guard let value = arguments.first, arguments.count == 2 || arguments.count == 3 else {
      throw count("slice", arguments)
    }
    let length = try length(value)
    let start = try whole(arguments[1])
    let end = arguments.count == 3 ? try whole(arguments[2]) : length
    guard start <= end, end <= length else { throw Template.error("slice \(start) to \(end) of \(length) elements") }
    if case .array(let items) = value { return .array(Array(items[start..<end])) }
    let bytes = Array(value.templateText.utf8)[start..<end]
    return .string(String(decoding: bytes, as: UTF8.self))
  }

  private static func join(_ arguments: [JSONValue]) throws(Failure) -> String {
    let (list, separator) = try two("join", arguments)
    guard case .array(let items) = list else { throw Template.error("join of what is no list") }
    return items.map { $0.templateText }.joined(separator: separator.templateText)
  }

  private static func split(_ text: String, by separator: String) -> [String] {
    if separator.isEmpty { return text.map { String($0) } }
    var parts: [String] = []
    var rest = text[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }

  private static func compare(_ name: String, _ arguments: [JSONValue]) throws(Failure) -> Int {
    let (first, second) = try two(name, arguments)
    return order(first, second)
  }

  /// Numbers by value, everything else by its text.
  private static func order(_ first: JSONValue, _ second: JSONValue) -> Int {
    if case .number(let a) = first, case .number(let b) = second, let x = Double(a), let y = Double(b) {
      return x < y ? -1 : (x > y ? 1 : 0)
    }
    let (a, b) = (first.templateText, second.templateText)
    return a < b ? -1 : (a > b ? 1 : 0)
  }
}

/// printf's verbs: `%s %v %d %q %x %t %%` with a width and `-`.
enum TemplateFormat {
  static func apply(_ arguments: [JSONValue]) throws(Failure) -> String {
    guard case .string(let format)? = arguments.first else { throw Template.error("printf wants a string first") }
    var values = arguments.dropFirst()
    var result = ""
    var rest = format[...]
    while let percent = rest.firstIndex(of: "%") {
      result += rest[..<percent]
      rest = rest[rest.index(after: percent)...]
      var isLeft = false
      var width = ""
      var precision: Int?
      while let sign = rest.first, sign == "-" || sign == "0" && width.isEmpty || ("0"..."9").contains(sign) {
        if sign == "-" { isLeft = true } else { width.append(sign) }
        rest = rest.dropFirst()
      }
      if rest.first == "." {
        let digits = rest.dropFirst().prefix { ("0"..."9").contains($0) }
        precision = Int(digits) ?? 0
        rest = rest.dropFirst(digits.count + 1)
      }
      guard let verb = rest.popFirst() else { throw Template.error("printf ends after %") }
      if verb == "%" {
        result += "%"
        continue
      }
      guard let value = values.popFirst() else { throw Template.error("printf has fewer values than verbs") }
      var text = try word(verb, value)
      if let precision, verb == "s" || verb == "v" { text = String(text.prefix(precision)) }
      let gap = max((Int(width) ?? 0) - text.count, 0)
      let fill = String(repeating: width.hasPrefix("0") && verb == "d" && !isLeft ? "0" : " ", count: gap)
      result += isLeft ? text + fill : fill + text
    }
    if !values.isEmpty { throw Template.error("printf has more values than verbs") }
    return result + rest
  }

  private static func word(_ verb: Character, _ value: JSONValue) throws(Failure) -> String {
    switch verb {
    case "s", "v", "t": return value.templateText
    case "d":
      guard case .number(let text) = value else { throw Template.error("%d of \(value.templateText)") }
      return text
    case "q": return JSONValue.string(value.templateText).compact
    case "x":
      if case .number(let text) = value, let number = Int64(text) { return String(number, radix: 16) }
      let digits = Array("0123456789abcdef")
      return String(value.templateText.utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    default: throw Template.error("the verb %\(verb) is not known")
    }
  }
}
