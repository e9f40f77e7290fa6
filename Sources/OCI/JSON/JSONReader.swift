// SPDX-License-Identifier: Apache-2.0

/// A type that a JSON object describes.
package protocol JSONObject {
  /// Reads one object; the reader stands at it, and is left behind it.
  init(_ json: inout JSONReader) throws(JSONError)
}

/// A type that a member of a JSON object describes together with its name.
package protocol JSONKeyedObject {
  /// Reads the object that is the value of the member `key`.
  init(key: String, _ json: inout JSONReader) throws(JSONError)
}

/// Walks a document once, front to back, and turns its values into ours.
///
/// Each typed function reads the value the reader stands at. JSON `null` is nil, like a missing member: engines write it.
package struct JSONReader {
  package let document: JSONDocument
  /// Members that no decoder knew, in document order.
  package var unknown: [UnknownProperty] = []
  private var position = 0

  package init(_ document: JSONDocument) { self.document = document }

  // MARK: Objects

  /// An object being read: where it ends.
  package struct Members {
    fileprivate let end: Int
  }

  /// The name of a member; compared with the names we know by `switch`.
  package struct Name {
    // Not owned: the reader, which does, outlives every name it gives. Counting references at each comparison took 5 KB
    // of the image.
    fileprivate unowned(unsafe) let document: JSONDocument
    fileprivate let index: Int
    /// The bytes of the name.
    fileprivate var text: ArraySlice<UInt8> { unsafe document.text(index) }
    /// A copy of the name.
    package var string: String { String(decoding: text, as: UTF8.self) }
  }

  /// Enters the object the reader stands at.
  package mutating func members() throws(JSONError) -> Members {
    let node = document.nodes[position]
    guard node.kind == .object else { throw mismatch("an object") }
    position += 1
    return Members(end: Int(node.extent))
  }

  /// Steps to the value of the next member and returns its name; nil at the end of the object.
  package mutating func next(_ members: Members) -> Name? {
    guard position < members.end else { return nil }
    let name = unsafe Name(document: document, index: position)
    position += 1
    return name
  }

  /// Steps over the value of a member that our decoder does not know, and remembers it.
  package mutating func skipUnknown(_ name: Name, known: StaticString) {
    unknown.append(UnknownProperty(pointer: document.pointer(toNode: name.index), known: known.words))
    skip()
  }

  /// Steps over a value.
  package mutating func skip() { position = document.following(position) }

  // MARK: Values

  package mutating func bool() throws(JSONError) -> Bool? {
    switch document.nodes[position].kind {
    case .null:
      position += 1
      return nil
    case .yes, .no:
      position += 1
      return document.nodes[position - 1].kind == .yes
    case .number, .string, .name, .array, .object: throw mismatch("true or false")
    }
  }

  package mutating func string() throws(JSONError) -> String? {
    if skippedNull() { return nil }
    guard document.nodes[position].kind == .string else { throw mismatch("a string") }
    position += 1
    return String(decoding: document.text(position - 1), as: UTF8.self)
  }

  /// A whole number from -2^63 to 2^63 - 1; fractions and exponents are refused.
  package mutating func int64() throws(JSONError) -> Int64? {
    if skippedNull() { return nil }
    let (digits, isNegative) = try magnitude("an integer")
    guard digits <= UInt64(Int64.max) + (isNegative ? 1 : 0) else {
      throw document.error("the number \(written) does not fit into 64 bits with a sign", node: position)
    }
    position += 1
    return isNegative ? Int64(truncatingIfNeeded: 0 &- digits) : Int64(digits)
  }

  /// A whole number from 0 to 2^64 - 1; fractions and exponents are refused.
  package mutating func uint64() throws(JSONError) -> UInt64? {
    if skippedNull() { return nil }
    let (digits, isNegative) = try magnitude("an integer of at least 0")
    guard !isNegative || digits == 0 else {
      throw document.error("expected an integer of at least 0, found \(written)", node: position)
    }
    position += 1
    return digits
  }

  package mutating func object<T: JSONObject>() throws(JSONError) -> T? {
    if skippedNull() { return nil }
    return try T(&self)
  }

  // MARK: Arrays and maps

  package mutating func strings() throws(JSONError) -> [String]? {
    guard let end = try array("an array of strings") else { return nil }
    var values: [String] = []
    while position < end {
      guard let value = try string() else { throw nullElement("a string") }
      values.append(value)
    }
    return values
  }

  package mutating func uint64s() throws(JSONError) -> [UInt64]? {
    guard let end = try array("an array of integers") else { return nil }
    var values: [UInt64] = []
    while position < end {
      guard let value = try uint64() else { throw nullElement("an integer of at least 0") }
      values.append(value)
    }
    return values
  }

  package mutating func objects<T: JSONObject>() throws(JSONError) -> [T]? {
    guard let end = try array("an array of objects") else { return nil }
    var values: [T] = []
    while position < end { values.append(try T(&self)) }
    return values
  }

  /// An object whose members are all of one type, in document order.
  package mutating func keyed<T: JSONKeyedObject>() throws(JSONError) -> [T]? {
    if skippedNull() { return nil }
    let members = try members()
    var values: [T] = []
    while let name = next(members) { values.append(try T(key: name.string, &self)) }
    return values
  }

  /// An object whose values are strings, in document order; a null value is an empty string.
  package mutating func map() throws(JSONError) -> [KeyValue]? {
    if skippedNull() { return nil }
    let members = try members()
    var values: [KeyValue] = []
    while let name = next(members) { values.append(KeyValue(key: name.string, value: try string() ?? "")) }
    return values
  }

  /// Whether the reader stands at a null, which is then behind it.
  package mutating func isNull() -> Bool { skippedNull() }

  /// Any value, as a tree.
  package mutating func value() -> JSONValue {
    defer { skip() }
    return JSONValue(document, node: position)
  }

  // MARK: What went wrong

  /// An error about the value the reader stands at.
  package func error(_ message: String) -> JSONError { document.error(message, node: position) }

  private func mismatch(_ expected: String) -> JSONError {
    let found: String
    switch document.nodes[position].kind {
    case .null: found = "null"
    case .yes, .no: found = "a boolean"
    case .number: found = "a number"
    case .string, .name: found = "a string"
    case .array: found = "an array"
    case .object: found = "an object"
    }
    return document.error("expected \(expected), found \(found)", node: position)
  }

  /// A null that was just read stands where an array has to have an element.
  private func nullElement(_ expected: String) -> JSONError {
    document.error("expected \(expected), found null", node: position - 1)
  }

  private mutating func skippedNull() -> Bool {
    guard document.nodes[position].kind == .null else { return false }
    position += 1
    return true
  }

  private mutating func array(_ expected: String) throws(JSONError) -> Int? {
    if skippedNull() { return nil }
    let node = document.nodes[position]
    guard node.kind == .array else { throw mismatch(expected) }
    position += 1
    return Int(node.extent)
  }

  /// The number the reader stands at, as written.
  private var written: String { String(decoding: document.text(position), as: UTF8.self) }

  private func magnitude(_ expected: String) throws(JSONError) -> (UInt64, isNegative: Bool) {
    guard document.nodes[position].kind == .number else { throw mismatch(expected) }
    var digits = document.text(position)
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    var value: UInt64 = 0
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else {
        throw document.error("expected \(expected), found \(written)", node: position)
      }
      let (tens, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, carried) = tens.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
      guard !overflowed, !carried else {
        throw document.error("the number \(written) does not fit into 64 bits", node: position)
      }
      value = sum
    }
    return (value, isNegative)
  }
}

/// Lets `switch` compare a member's name with the names we know, without making a string of it.
package func ~= (known: StaticString, name: JSONReader.Name) -> Bool {
  let text = name.text
  guard known.utf8CodeUnitCount == text.count else { return false }
  var at = unsafe known.utf8Start
  for byte in text {
    if unsafe at.pointee != byte { return false }
    unsafe at += 1
  }
  return true
}
