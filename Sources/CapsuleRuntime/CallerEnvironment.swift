// SPDX-License-Identifier: Apache-2.0

/// The environment the runtime was called with.
package struct CallerEnvironment: Sendable {
  /// `NAME=value`, in order.
  package let entries: [String]

  package init(_ entries: [String]) { self.entries = entries }

  /// The value of the first entry of that name.
  package subscript(_ name: String) -> String? {
    let wanted = Array(name.utf8)
    for entry in entries {
      let bytes = entry.utf8
      guard bytes.count > wanted.count, bytes.starts(with: wanted) else { continue }
      let equals = bytes.index(bytes.startIndex, offsetBy: wanted.count)
      if bytes[equals] == UInt8(ascii: "=") { return String(bytes[bytes.index(after: equals)...]) }
    }
    return nil
  }
}
