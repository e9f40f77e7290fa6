// SPDX-License-Identifier: Apache-2.0

/// The part of TOML that container tools' configuration files are written in: tables, arrays of tables, and keys with
/// strings, arrays of strings, booleans and integers.
///
/// Anything else is refused with its line, not passed over.
package struct TOML: Sendable {
  package enum Value: Equatable, Sendable {
    case string(String)
    case strings([String])
    case bool(Bool)
    case integer(Int64)
  }

  /// A table as it stands in the file: `[[registry.mirror]]` has the path `registry`, `mirror`.
  package struct Section: Sendable {
    package var path: [String]
    /// Of an array of tables.
    package var isElement: Bool
    package var entries: [(key: String, value: Value)] = []

    package subscript(_ key: String) -> Value? { entries.first { $0.key == key }?.value }

    /// The text of a key; nil when it is missing or no string.
    package func string(_ key: String) -> String? {
      if case .string(let text)? = self[key] { text } else { nil }
    }
  }

  package struct Problem: Error, Equatable, Sendable {
    /// From 1.
    package let line: Int
    package let message: String
  }

  /// In the order of the file; the first is what stands before any table.
  package private(set) var sections = [Section(path: [], isElement: false)]

  private var text: [UInt8]
  private var at = 0

  /// - Throws: the first thing that is not understood.
  package init(_ text: [UInt8]) throws(Problem) {
    self.text = text
    while try skipToStatement() { try statement() }
  }

  // MARK: Reading

  private func problem(_ message: String) -> Problem {
    Problem(line: 1 + text[..<min(at, text.count)].count { $0 == 0x0a }, message: message)
  }

  private var next: UInt8? { at < text.count ? text[at] : nil }

  private mutating func skipBlanks() { while next == 0x20 || next == 0x09 { at += 1 } }

  private mutating func skipComment() {
    guard next == UInt8(ascii: "#") else { return }
    while let byte = next, byte != 0x0a { at += 1; _ = byte }
  }

  /// Steps over blanks, comments and line ends; false at the end of the file.
  private mutating func skipToStatement() throws(Problem) -> Bool {
    while let byte = next {
      switch byte {
      case 0x20, 0x09, 0x0a, 0x0d: at += 1
      case UInt8(ascii: "#"): skipComment()
      default: return true
      }
    }
    return false
  }

  private mutating func accept(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    at += 1
    return true
  }

  private mutating func statement() throws(Problem) {
    if accept(UInt8(ascii: "[")) {
      let isElement = accept(UInt8(ascii: "["))
      let path = try keys()
      guard accept(UInt8(ascii: "]")), !isElement || accept(UInt8(ascii: "]")) else {
        throw problem("a table's name has no ]")
      }
      sections.append(Section(path: path, isElement: isElement))
    } else {
      let path = try keys()
      guard path.count == 1, accept(UInt8(ascii: "=")) else { throw problem("KEY = VALUE expected") }
      skipBlanks()
      let value = try value()
      guard sections[sections.count - 1][path[0]] == nil else { throw problem("\(path[0]) is set twice") }
      sections[sections.count - 1].entries.append((path[0], value))
    }
    skipBlanks()
    skipComment()
    _ = accept(0x0d)
    guard next == nil || accept(0x0a) else { throw problem("more text than was expected on this line") }
  }

  /// `a.b."c"`, with blanks around.
  private mutating func keys() throws(Problem) -> [String] {
    var path: [String] = []
    repeat {
      skipBlanks()
      if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") {
        path.append(try quoted())
      } else {
        let start = at
        while let byte = next, TOML.isBare(byte) { at += 1 }
        guard at > start else { throw problem("a key is expected") }
        path.append(String(decoding: text[start..<at], as: UTF8.self))
      }
      skipBlanks()
    } while accept(UInt8(ascii: "."))
    return path
  }

  private static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private mutating func value() throws(Problem) -> Value {
    switch next {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try quoted())
    case UInt8(ascii: "["): return .strings(try array())
    default:
      let start = at
      while let byte = next, TOML.isBare(byte) || byte == UInt8(ascii: "+") { at += 1 }
      let word = String(decoding: text[start..<at], as: UTF8.self)
      if word == "true" || word == "false" { return .bool(word == "true") }
      if let number = Int64(word) { return .integer(number) }
      throw problem("a value of a kind that is not read here")
    }
  }

  private mutating func array() throws(Problem) -> [String] {
    var values: [String] = []
    at += 1
    while try skipToStatement() {
      if accept(UInt8(ascii: "]")) { return values }
      guard next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") else {
        throw problem("an array of strings is expected")
      }
      values.append(try quoted())
      guard try skipToStatement() else { break }
      if accept(UInt8(ascii: ",")) { continue }
      guard next == UInt8(ascii: "]") else { throw problem("a comma is missing in an array") }
    }
    throw problem("an array has no ]")
  }

  /// A basic or a literal string of one line.
  private mutating func quoted() throws(Problem) -> String {
    let quote = text[at]
    at += 1
    var bytes: [UInt8] = []
    while let byte = next, byte != 0x0a {
      at += 1
      if byte == quote {
        if bytes.isEmpty, next == quote { throw problem("strings of several lines are not read here") }
        return String(decoding: bytes, as: UTF8.self)
      }
      guard byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") else {
        bytes.append(byte)
        continue
      }
      switch next {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(text[at])
      case UInt8(ascii: "n"): bytes.append(0x0a)
      case UInt8(ascii: "t"): bytes.append(0x09)
      default: throw problem("an escape that is not read here")
      }
      at += 1
    }
    throw problem("a string is not closed")
  }
}
