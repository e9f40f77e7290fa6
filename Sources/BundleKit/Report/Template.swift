// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import OCI

/// A template of `--format`: the part of Go's text/template that people write for docker's documents.
///
/// Fields (`.State.Pid`), variables, pipelines, `if`/`else if`/`else`, `range`, `with`, `index`, `len`, `join`, `json`,
/// `printf`, comparisons, trimming (`{{-`). What is not known is an error that names it.
package struct Template: Sendable {
  private let nodes: [Node]

  /// Reads the text; a usage failure says what is wrong with it.
  package init(_ text: String) throws(Failure) {
    var parser = try TemplateParser(text)
    nodes = try parser.parse()
  }

  /// The text for one document.
  package func render(_ value: JSONValue) throws(Failure) -> String {
    var evaluation = Evaluation(root: value)
    try evaluation.perform(nodes, dot: value)
    return evaluation.output
  }

  indirect enum Node: Sendable {
    case text(String)
    case print(Pipeline)
    /// Condition and body, one after the other, then what else.
    case choose([(Pipeline, [Node])], otherwise: [Node])
    case with(Pipeline, [Node], otherwise: [Node])
    case range(Pipeline, [Node], otherwise: [Node])
  }

  struct Pipeline: Sendable {
    /// Variables that get the value: one, or for `range` the index and the element.
    var variables: [String] = []
    /// `=` to an existing variable, not `:=`.
    var assigns = false
    var commands: [[Term]] = []
  }

  indirect enum Term: Sendable {
    case literal(JSONValue)
    /// `.A.B`; no names: the dot itself.
    case field([String])
    /// `$name.A.B`; the empty name is `$`.
    case variable(String, [String])
    case function(String)
    case nested(Pipeline, [String])
  }

  static func error(_ message: String) -> Failure { Failure(.usage, "--format: " + message) }
}

/// A template being performed on a document.
struct Evaluation {
  private let root: JSONValue
  private var variables: [(name: String, value: JSONValue)] = []
  private(set) var output = ""

  init(root: JSONValue) {
    self.root = root
    variables = [("", root)]
  }

  mutating func perform(_ nodes: [Template.Node], dot: JSONValue) throws(Failure) {
    // A variable ends with the block it is declared in.
    let depth = variables.count
    for node in nodes { try perform(node, dot) }
    variables.removeLast(variables.count - depth)
  }

  private mutating func perform(_ node: Template.Node, _ dot: JSONValue) throws(Failure) {
    switch node {
    case .text(let text): output += text
    case .print(let pipeline):
      let value = try evaluate(pipeline, dot)
      if pipeline.variables.isEmpty { output += value.templateText } else { try declare(pipeline, value) }
    case .choose(let branches, let otherwise):
      let depth = variables.count
      defer { variables.removeLast(variables.count - depth) }
      for (condition, body) in branches {
        let value = try evaluate(condition, dot)
        if !condition.variables.isEmpty { try declare(condition, value) }
        if value.isTrue { return try perform(body, dot: dot) }
      }
      try perform(otherwise, dot: dot)
    case .with(let pipeline, let body, let otherwise):
      let depth = variables.count
      defer { variables.removeLast(variables.count - depth) }
      let value = try evaluate(pipeline, dot)
      if !pipeline.variables.isEmpty { try declare(pipeline, value) }
      try value.isTrue ? perform(body, dot: value) : perform(otherwise, dot: dot)
    case .range(let pipeline, let body, let otherwise): try range(pipeline, body, otherwise, dot)
    }
  }

  private mutating func range(
    _ pipeline: Template.Pipeline, _ body: [Template.Node], _ otherwise: [Template.Node], _ dot: JSONValue
  ) throws(Failure) {
    let value = try evaluate(pipeline, dot)
    let elements: [(JSONValue, JSONValue)]
    switch value {
    case .array(let items): elements = items.enumerated().map { (.number(String($0.offset)), $0.element) }
    case .object(let members):
      // Go walks maps in the order of their keys.
      elements = members.sorted { $0.0 < $1.0 }.map { (.string($0.0), $0.1) }
    case .null: elements = []
    case .bool, .number, .string: throw Template.error("range over \(value.templateText), which has no elements")
    }
    if elements.isEmpty { return try perform(otherwise, dot: dot) }
    for (key, element) in elements {
      let depth = variables.count
      if let last = pipeline.variables.last {
        if pipeline.variables.count == 2 { variables.append((pipeline.variables[0], key)) }
        variables.append((last, element))
      }
      try perform(body, dot: element)
      variables.removeLast(variables.count - depth)
    }
  }

  private mutating func declare(_ pipeline: Template.Pipeline, _ value: JSONValue) throws(Failure) {
    guard let name = pipeline.variables.first else { return }
    if !pipeline.assigns { return variables.append((name, value)) }
    guard let index = variables.lastIndex(where: { $0.name == name }) else {
      throw Template.error("the variable $\(name) is not declared")
    }
    variables[index].value = value
  }

  // MARK: Values

  private func evaluate(_ pipeline: Template.Pipeline, _ dot: JSONValue) throws(Failure) -> JSONValue {
    var value: JSONValue?
    for command in pipeline.commands { value = try evaluate(command, piped: value, dot) }
    return value ?? .null
  }

  private func evaluate(
    _ command: [Template.Term], piped: JSONValue?, _ dot: JSONValue
  ) throws(Failure) -> JSONValue {
    guard let first = command.first else { throw Template.error("an empty command") }
    if case .function(let name) = first {
      var arguments: [JSONValue] = []
      for term in command.dropFirst() { arguments.append(try evaluate(term, dot)) }
      if let piped { arguments.append(piped) }
      return try TemplateFunction.call(name, arguments)
    }
    guard command.count == 1, piped == nil else { throw Template.error("a value that is not a function got arguments") }
    return try evaluate(first, dot)
  }

  private func evaluate(_ term: Template.Term, _ dot: JSONValue) throws(Failure) -> JSONValue {
    switch term {
    case .literal(let value): return value
    case .field(let names): return try follow(names, from: dot)
    case .variable(let name, let names):
      guard let variable = variables.last(where: { $0.name == name }) else {
        throw Template.error("the variable $\(name) is not declared")
      }
      return try follow(names, from: variable.value)
    case .function(let name): return try TemplateFunction.call(name, [])
    case .nested(let pipeline, let names): return try follow(names, from: try evaluate(pipeline, dot))
    }
  }

  private func follow(_ names: [String], from start: JSONValue) throws(Failure) -> JSONValue {
    var value = start
    for name in names {
      switch value {
      case .object(let members):
        guard let member = members.first(where: { $0.0 == name }) else {
          throw Template.error("there is no field \"\(name)\"")
        }
        value = member.1
      case .null: return .null
      case .bool, .number, .string, .array:
        throw Template.error("the field \"\(name)\" of \(value.templateText), which has none")
      }
    }
    return value
  }
}

extension JSONValue {
  /// Go's rule for conditions: false, 0, nothing and everything empty are not true.
  var isTrue: Bool {
    switch self {
    case .null: false
    case .bool(let value): value
    case .number(let text): Double(text) != 0
    case .string(let text): !text.isEmpty
    case .array(let items): !items.isEmpty
    case .object(let members): !members.isEmpty
    }
  }

  /// As Go prints it by itself: `[a b]`, `map[k:v]`.
  var templateText: String {
    switch self {
    case .null: "<nil>"
    case .bool(let value): value ? "true" : "false"
    case .number(let text): text
    case .string(let text): text
    case .array(let items): "[" + items.map { $0.templateText }.joined(separator: " ") + "]"
    case .object(let members):
      "map[" + members.sorted { $0.0 < $1.0 }.map { $0.0 + ":" + $0.1.templateText }.joined(separator: " ") + "]"
    }
  }
}
