// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a JSON text or with a document in it, and where.
package struct JSONError: Error, Equatable, Sendable {
  /// The cause in lower case, without the place.
  package var message: String
  /// Line of the offending token, counted from 1; 0 when the text as a whole is refused.
  package var line: Int
  /// Column of its first character, counted from 1 in Unicode scalars.
  package var column: Int
  /// JSON pointer (RFC 6901) of the value, or of the innermost value being read; empty for the whole document.
  package var pointer: String

  package init(message: String, line: Int, column: Int, pointer: String) {
    self.message = message
    self.line = line
    self.column = column
    self.pointer = pointer
  }

  /// One line for people: `/process/cwd: expected a string, found a number, config.json:12:9`.
  package func text(file: String) -> String {
    let place = line > 0 ? "\(file):\(line):\(column)" : file
    return pointer.isEmpty ? "\(message), \(place)" : "\(pointer): \(message), \(place)"
  }
}
