// SPDX-License-Identifier: Apache-2.0

/// Rows of words under headings, aligned as `docker images` does: columns three spaces apart, the last one unpadded.
package struct Table: Sendable {
  private var rows: [[String]]

  package init(_ headings: [String]) { rows = [headings] }

  package mutating func add(_ row: [String]) { rows.append(row) }

  /// One line a row, each with its line end.
  package var text: String {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], Table.width(cell))
      }
    }
    var text = ""
    for row in rows {
      for (column, cell) in row.enumerated() {
        let cell = Table.printable(cell)
        text += cell
        if column < row.count - 1 { text += String(repeating: " ", count: widths[column] - Table.width(cell) + 3) }
      }
      text += "\n"
    }
    return text
  }

  /// Columns of a terminal, near enough: one for each scalar.
  private static func width(_ text: String) -> Int { text.unicodeScalars.count }

  /// Control characters become `?`: what stands in images is not to steer a terminal.
  package static func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
      result.append(isControl ? "?" : scalar)
    }
    return String(result)
  }
}
