// SPDX-License-Identifier: Apache-2.0

/// What a JSON text may be at most: a configuration is read as root, from whoever wrote the bundle.
package struct JSONLimits: Sendable {
  /// Bytes of the whole text.
  package var size = 4 << 20
  /// Arrays and objects inside one another.
  package var depth = 64
  package init() {}
}

/// A checked JSON text as a flat tape of its tokens, in the order of the text.
///
/// Names and strings are not copied: a node says where they stand in `bytes`, or, when they have escapes, in `decoded`.
package final class JSONDocument {
  /// The text.
  package let bytes: [UInt8]
  /// Strings with escapes, decoded, one after the other.
  let decoded: [UInt8]
  let nodes: [Node]

  init(bytes: [UInt8], decoded: [UInt8], nodes: [Node]) {
    self.bytes = bytes
    self.decoded = decoded
    self.nodes = nodes
  }

  /// One token of the tape.
  struct Node {
    enum Kind: UInt8 {
      case null, no, yes, number, string, name, array, object
    }
    var kind: Kind
    /// The text of the string, name or number stands in `decoded`, not in `bytes`.
    var isDecoded = false
    /// Where the token before this one ended: its place is found from here, and only when an error needs it.
    var after: UInt32
    /// Where the text of a string, name or number begins.
    var start: UInt32 = 0
    /// How long that text is; for arrays and objects, the index of the first node behind them.
    var extent: UInt32 = 0
  }

  /// The index of the node that follows the whole value (or the single name) at `index`.
  func following(_ index: Int) -> Int { JSONDocument.following(index, nodes) }

  static func following(_ index: Int, _ nodes: [Node]) -> Int {
    // A text cut off behind a name has no value for it.
    guard index < nodes.count else { return index + 1 }
    return switch nodes[index].kind {
    case .array, .object: Int(nodes[index].extent)
    case .null, .no, .yes, .number, .string, .name: index + 1
    }
  }

  /// The text of a string, name or number, as UTF-8.
  func text(_ index: Int) -> ArraySlice<UInt8> {
    let node = nodes[index]
    let range = Int(node.start)..<Int(node.start) + Int(node.extent)
    return node.isDecoded ? decoded[range] : bytes[range]
  }
}

extension JSONDocument {
  /// Where the value at a JSON pointer stands; when it is missing, where its nearest existing parent does.
  package func location(of pointer: String) -> (line: Int, column: Int) {
    var index = 0
    for step in JSONPointer.steps(pointer) {
      guard let next = child(of: index, step) else { break }
      index = next
    }
    return place(ofNode: index)
  }

  /// The value of an object's member or of an array's element.
  private func child(of parent: Int, _ step: [UInt8]) -> Int? {
    guard parent < nodes.count else { return nil }
    let end = following(parent)
    var index = parent + 1
    switch nodes[parent].kind {
    case .object:
      while index < end {
        if text(index).elementsEqual(step) { return index + 1 }
        index = following(index + 1)
      }
      return nil
    case .array:
      guard var remaining = Int(String(decoding: step, as: UTF8.self)), remaining >= 0 else { return nil }
      while index < end {
        if remaining == 0 { return index }
        remaining -= 1
        index = following(index)
      }
      return nil
    case .null, .no, .yes, .number, .string, .name: return nil
    }
  }

  /// The pointer of a node; of a name, that of its value.
  func pointer(toNode target: Int) -> String {
    var pointer = ""
    var parent = 0
    while parent < target {
      let isObject = nodes[parent].kind == .object
      var position = 0
      var index = parent + 1
      var found = parent
      let end = following(parent)
      while index < end {
        let value = isObject ? index + 1 : index
        if target < following(value) {
          pointer =
            isObject
            ? JSONPointer.appending(String(decoding: text(index), as: UTF8.self), to: pointer)
            : JSONPointer.appending(position, to: pointer)
          found = value
          break
        }
        position += 1
        index = following(value)
      }
      if found <= parent { break }
      parent = found
    }
    return pointer
  }

  /// Line and column of a node's first byte.
  func place(ofNode index: Int) -> (line: Int, column: Int) {
    guard index < nodes.count else { return JSONDocument.place(in: bytes, at: bytes.count) }
    return JSONDocument.place(in: bytes, at: JSONDocument.tokenStart(in: bytes, from: Int(nodes[index].after)))
  }

  /// An error about a node.
  func error(_ message: String, node: Int) -> JSONError {
    let place = place(ofNode: node)
    return JSONError(message: message, line: place.line, column: place.column, pointer: pointer(toNode: node))
  }

  /// The first byte of the token that follows `offset`.
  static func tokenStart(in bytes: [UInt8], from offset: Int) -> Int {
    var at = offset
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x09, 0x0a, 0x0d, UInt8(ascii: ","), UInt8(ascii: ":"): at += 1
      default: return at
      }
    }
    return at
  }

  /// Line and column, from 1, of a byte offset.
  static func place(in bytes: [UInt8], at offset: Int) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    for byte in bytes.prefix(offset) {
      if byte == 0x0a {
        line += 1
        column = 1
      } else if byte & 0xc0 != 0x80 {
        column += 1
      }
    }
    return (line, column)
  }
}
