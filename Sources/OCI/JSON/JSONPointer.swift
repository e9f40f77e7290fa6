// SPDX-License-Identifier: Apache-2.0

/// JSON pointers (RFC 6901) as plain strings: how one step is spelled and taken apart.
package enum JSONPointer {
  /// `pointer` one member deeper: `~` and `/` of the name are escaped as `~0` and `~1`.
  package static func appending(_ name: String, to pointer: String) -> String {
    var bytes = Array(pointer.utf8)
    bytes.append(UInt8(ascii: "/"))
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "~"): bytes += [UInt8(ascii: "~"), UInt8(ascii: "0")]
      case UInt8(ascii: "/"): bytes += [UInt8(ascii: "~"), UInt8(ascii: "1")]
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `pointer` one array element deeper.
  package static func appending(_ index: Int, to pointer: String) -> String { "\(pointer)/\(index)" }

  /// The unescaped steps of a pointer, as UTF-8; empty for the whole document.
  package static func steps(_ pointer: String) -> [[UInt8]] {
    var steps: [[UInt8]] = []
    var escaped = false
    for byte in pointer.utf8 {
      if byte == UInt8(ascii: "/") {
        steps.append([])
        continue
      }
      guard !steps.isEmpty else { continue }
      let last = steps.count - 1
      if escaped {
        steps[last].append(byte == UInt8(ascii: "1") ? UInt8(ascii: "/") : UInt8(ascii: "~"))
        escaped = false
      } else if byte == UInt8(ascii: "~") {
        escaped = true
      } else {
        steps[last].append(byte)
      }
    }
    return steps
  }
}
