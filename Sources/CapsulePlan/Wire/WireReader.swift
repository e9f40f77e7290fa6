// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not what a writer of this version wrote.
package enum WireError: Error, Equatable, Sendable {
  /// They end inside a value, or a length points past their end.
  case truncated(offset: Int)
  /// They do not begin with the magic number and version of this program.
  case foreign
  /// A number stands where no kind has that number.
  case unknownKind(offset: Int, UInt64)
  /// A step names a slot that the plan does not have.
  case unknownSlot(Int)
  /// Something follows the last value.
  case trailing(offset: Int)

  /// One sentence for people.
  package var message: String {
    switch self {
    case .truncated(let offset): return "the bytes end early (offset \(offset))"
    case .foreign: return "the bytes were not written by this version of capsule-oci"
    case .unknownKind(let offset, let kind): return "unknown kind \(kind) at offset \(offset)"
    case .unknownSlot(let index): return "slot \(index) does not exist"
    case .trailing(let offset): return "unexpected bytes from offset \(offset)"
    }
  }
}

/// Takes values from a byte string; every length is checked against what is left, so hostile bytes give a `WireError`
/// and never a trap or a large allocation.
package struct WireReader: Sendable {
  private let source: [UInt8]
  package private(set) var offset = 0
  package init(_ bytes: [UInt8]) { source = bytes }

  package var remaining: Int { source.count - offset }

  package mutating func u8() throws(WireError) -> UInt8 {
    guard remaining >= 1 else { throw .truncated(offset: offset) }
    offset += 1
    return source[offset - 1]
  }

  package mutating func bool() throws(WireError) -> Bool {
    let value = try u8()
    guard value <= 1 else { throw .unknownKind(offset: offset - 1, UInt64(value)) }
    return value == 1
  }

  package mutating func u16() throws(WireError) -> UInt16 {
    let low = try u8()
    return UInt16(low) | UInt16(try u8()) << 8
  }

  package mutating func u32() throws(WireError) -> UInt32 {
    let low = try u16()
    return UInt32(low) | UInt32(try u16()) << 16
  }

  package mutating func u64() throws(WireError) -> UInt64 {
    let low = try u32()
    return UInt64(low) | UInt64(try u32()) << 32
  }

  package mutating func i32() throws(WireError) -> Int32 { Int32(bitPattern: try u32()) }

  /// A plain number that was written by `count`: an index, not a number of elements.
  package mutating func number() throws(WireError) -> Int { Int(try u32()) }

  /// A number of elements that follow; each takes at least one byte, so more than what is left is refused before
  /// anything is allocated.
  package mutating func count() throws(WireError) -> Int {
    let value = Int(try u32())
    guard value <= remaining else { throw .truncated(offset: offset) }
    return value
  }

  package mutating func bytes() throws(WireError) -> [UInt8] {
    let length = try count()
    offset += length
    return Array(source[offset - length..<offset])
  }

  package mutating func string() throws(WireError) -> String {
    let length = try count()
    offset += length
    return String(decoding: source[offset - length..<offset], as: UTF8.self)
  }

  package mutating func strings() throws(WireError) -> [String] {
    let length = try count()
    var values: [String] = []
    values.reserveCapacity(length)
    for _ in 0..<length { values.append(try string()) }
    return values
  }

  package mutating func optionalString() throws(WireError) -> String? { try bool() ? try string() : nil }

  package mutating func optionalStrings() throws(WireError) -> [String]? { try bool() ? try strings() : nil }

  package mutating func u32s() throws(WireError) -> [UInt32] {
    let length = try count()
    var values: [UInt32] = []
    for _ in 0..<length { values.append(try u32()) }
    return values
  }

  package mutating func optionalNumber() throws(WireError) -> Int? { try bool() ? try number() : nil }

  package mutating func slot() throws(WireError) -> Slot { Slot(try number()) }

  package mutating func optionalSlot() throws(WireError) -> Slot? { try bool() ? try slot() : nil }

  package mutating func slots() throws(WireError) -> [Slot] {
    let length = try count()
    var values: [Slot] = []
    for _ in 0..<length { values.append(try slot()) }
    return values
  }

  /// Refuses what follows the last value.
  package func end() throws(WireError) {
    guard remaining == 0 else { throw .trailing(offset: offset) }
  }
}
