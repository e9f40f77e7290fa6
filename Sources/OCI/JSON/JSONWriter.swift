// SPDX-License-Identifier: Apache-2.0

/// Writes one JSON text, front to back, as bytes.
///
/// Commas, line ends and indentation are its work; that names and values alternate and that everything opened is closed
/// is the caller's. Layouts are those of Go's encoder, which engines and scripts are used to.
package struct JSONWriter: Sendable {
  package enum Layout: Sendable {
    /// No white space at all: log lines, `list`, `ps`.
    case compact
    /// One member or element a line, this much deeper for each level, `: ` after names, `{}` and `[]` when empty.
    case indented(String)
  }

  package private(set) var bytes: [UInt8] = []
  private let indentation: [UInt8]?
  private var depth = 0
  /// The innermost container has no element yet.
  private var isEmpty = true
  /// A name has been written and its value is next.
  private var afterName = false

  package init(_ layout: Layout) {
    switch layout {
    case .compact: indentation = nil
    case .indented(let text): indentation = Array(text.utf8)
    }
  }

  /// The text so far.
  package var string: String { String(decoding: bytes, as: UTF8.self) }

  // MARK: Containers

  package mutating func beginObject() { begin(UInt8(ascii: "{")) }
  package mutating func endObject() { end(UInt8(ascii: "}")) }
  package mutating func beginArray() { begin(UInt8(ascii: "[")) }
  package mutating func endArray() { end(UInt8(ascii: "]")) }

  /// The name of an object's next member.
  package mutating func name(_ name: String) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    if indentation != nil { bytes.append(UInt8(ascii: " ")) }
    afterName = true
  }

  // MARK: Values

  package mutating func string(_ value: String) {
    separate()
    quote(value)
  }

  package mutating func integer(_ value: some BinaryInteger) {
    separate()
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var magnitude = value.magnitude
    let first = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(magnitude % 10))
      magnitude /= 10
    } while magnitude > 0
    bytes[first...].reverse()
  }

  /// A number that is written already, as JSON has it.
  package mutating func number(_ text: String) {
    separate()
    bytes += text.utf8
  }

  package mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }
  package mutating func null() { literal("null") }

  // MARK: Members, in one call

  package mutating func member(_ name: String, _ value: String) {
    self.name(name)
    string(value)
  }

  package mutating func member(_ name: String, _ value: Bool) {
    self.name(name)
    bool(value)
  }

  package mutating func member(_ name: String, _ value: some BinaryInteger) {
    self.name(name)
    integer(value)
  }

  package mutating func member(_ name: String, _ values: [String]) {
    self.name(name)
    beginArray()
    for value in values { string(value) }
    endArray()
  }

  package mutating func member(_ name: String, _ values: [KeyValue]) {
    self.name(name)
    beginObject()
    for value in values { member(value.key, value.value) }
    endObject()
  }

  // MARK: Text

  private mutating func begin(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    depth += 1
    isEmpty = true
  }

  private mutating func end(_ bracket: UInt8) {
    depth -= 1
    if !isEmpty { breakLine() }
    bytes.append(bracket)
    isEmpty = false
  }

  /// What stands before a name, an element or a member's value.
  private mutating func separate() {
    if afterName {
      afterName = false
      return
    }
    if !isEmpty { bytes.append(UInt8(ascii: ",")) }
    if depth > 0 { breakLine() }
    isEmpty = false
  }

  private mutating func breakLine() {
    guard let indentation else { return }
    bytes.append(0x0a)
    for _ in 0..<depth { bytes += indentation }
  }

  private mutating func literal(_ text: StaticString) {
    separate()
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 { JSONWriter.escape(byte, into: &bytes) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// One byte of a string: quotes, backslashes and everything below a space are escaped (RFC 8259, section 7).
  private static func escape(_ byte: UInt8, into bytes: inout [UInt8]) {
    let short: UInt8
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): short = byte
    case 0x0a: short = UInt8(ascii: "n")
    case 0x0d: short = UInt8(ascii: "r")
    case 0x09: short = UInt8(ascii: "t")
    case 0x00..<0x20, 0x7f:
      let digits = Array("0123456789abcdef".utf8)
      for text in "\\u00".utf8 { bytes.append(text) }
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 15)])
      return
    default:
      bytes.append(byte)
      return
    }
    bytes.append(UInt8(ascii: "\\"))
    bytes.append(short)
  }
}
