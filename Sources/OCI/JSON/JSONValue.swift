// SPDX-License-Identifier: Apache-2.0

/// Any JSON value as a tree, for documents whose members are not known beforehand: templates, records shown to people.
package indirect enum JSONValue: Sendable {
  case null
  case bool(Bool)
  /// As written, so that nothing is rounded.
  case number(String)
  case string(String)
  case array([JSONValue])
  /// In the order of the document.
  case object([(String, JSONValue)])

  /// Reads a text with all checks of `JSONDocument.parse`.
  package init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
    self.init(try JSONDocument.parse(bytes, limits: limits), node: 0)
  }

  init(_ document: JSONDocument, node index: Int) {
    let node = document.nodes[index]
    switch node.kind {
    case .null: self = .null
    case .no: self = .bool(false)
    case .yes: self = .bool(true)
    case .number: self = .number(String(decoding: document.text(index), as: UTF8.self))
    case .string, .name: self = .string(String(decoding: document.text(index), as: UTF8.self))
    case .array:
      var elements: [JSONValue] = []
      var at = index + 1
      while at < document.following(index) {
        elements.append(JSONValue(document, node: at))
        at = document.following(at)
      }
      self = .array(elements)
    case .object:
      var members: [(String, JSONValue)] = []
      var at = index + 1
      while at < document.following(index) {
        let name = String(decoding: document.text(at), as: UTF8.self)
        members.append((name, JSONValue(document, node: at + 1)))
        at = document.following(at + 1)
      }
      self = .object(members)
    }
  }

  package static func integer(_ value: some BinaryInteger) -> JSONValue {
    var json = JSONWriter(.compact)
    json.integer(value)
    return .number(json.string)
  }

  package static func strings(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }

  package static func map(_ pairs: [KeyValue]) -> JSONValue { .object(pairs.map { ($0.key, .string($0.value)) }) }

  /// The value of an object's member; nil for what has none of that name.
  package subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    for (member, value) in members where member == name { return value }
    return nil
  }

  /// The text of a string; nil for other values.
  package var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The elements of an array; nil for other values.
  package var array: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  package func write(to json: inout JSONWriter) {
    switch self {
    case .null: json.null()
    case .bool(let value): json.bool(value)
    case .number(let text): json.number(text)
    case .string(let text): json.string(text)
    case .array(let elements):
      json.beginArray()
      for element in elements { element.write(to: &json) }
      json.endArray()
    case .object(let members):
      json.beginObject()
      for (name, value) in members {
        json.name(name)
        value.write(to: &json)
      }
      json.endObject()
    }
  }

  /// The text in one line.
  package var compact: String { text(.compact) }

  /// The text as `docker inspect` lays it out: four spaces a level.
  package var pretty: String { text(.indented("    ")) }

  private func text(_ layout: JSONWriter.Layout) -> String {
    var json = JSONWriter(layout)
    write(to: &json)
    return json.string
  }
}

extension JSONValue: Equatable {
  /// The same tree, members in the same order, numbers written alike.
  package static func == (a: JSONValue, b: JSONValue) -> Bool {
    switch (a, b) {
    case (.null, .null): return true
    case (.bool(let x), .bool(let y)): return x == y
    case (.number(let x), .number(let y)), (.string(let x), .string(let y)): return x == y
    case (.array(let x), .array(let y)): return x == y
    case (.object(let x), .object(let y)):
      return x.count == y.count && zip(x, y).allSatisfy { $0.0 == $1.0 && $0.1 == $1.1 }
    case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): return false
    }
  }
}
