// SPDX-License-Identifier: Apache-2.0

/// Appends values to a byte string, little endian, lengths before contents: the words parent and child exchange.
package struct WireWriter: Sendable {
  package private(set) var bytes: [UInt8] = []
  package init() {}

  package mutating func u8(_ value: UInt8) { bytes.append(value) }

  package mutating func bool(_ value: Bool) { bytes.append(value ? 1 : 0) }

  package mutating func u16(_ value: UInt16) {
    u8(UInt8(truncatingIfNeeded: value))
    u8(UInt8(truncatingIfNeeded: value >> 8))
  }

  package mutating func u32(_ value: UInt32) {
    u16(UInt16(truncatingIfNeeded: value))
    u16(UInt16(truncatingIfNeeded: value >> 16))
  }

  package mutating func u64(_ value: UInt64) {
    u32(UInt32(truncatingIfNeeded: value))
    u32(UInt32(truncatingIfNeeded: value >> 32))
  }

  package mutating func i32(_ value: Int32) { u32(UInt32(bitPattern: value)) }

  /// A count of elements or bytes; 32 bits, which the limits of a configuration keep far away.
  package mutating func count(_ value: Int) { u32(UInt32(truncatingIfNeeded: value)) }

  package mutating func bytes(_ value: [UInt8]) {
    count(value.count)
    bytes.append(contentsOf: value)
  }

  package mutating func string(_ value: String) {
    let text = value.utf8
    count(text.count)
    bytes.append(contentsOf: text)
  }

  package mutating func strings(_ values: [String]) {
    count(values.count)
    for value in values { string(value) }
  }

  package mutating func optionalString(_ value: String?) {
    bool(value != nil)
    if let value { string(value) }
  }

  package mutating func optionalStrings(_ values: [String]?) {
    bool(values != nil)
    if let values { strings(values) }
  }

  package mutating func u32s(_ values: [UInt32]) {
    count(values.count)
    for value in values { u32(value) }
  }

  package mutating func optionalCount(_ value: Int?) {
    bool(value != nil)
    if let value { count(value) }
  }

  package mutating func slot(_ value: Slot) { count(value.index) }

  package mutating func optionalSlot(_ value: Slot?) { optionalCount(value?.index) }

  package mutating func slots(_ values: [Slot]) {
    count(values.count)
    for value in values { slot(value) }
  }
}
