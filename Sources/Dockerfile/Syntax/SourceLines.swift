// SPDX-License-Identifier: Apache-2.0

/// The lines of a Dockerfile, one after the other, their ends kept: here-documents want them.
struct SourceLines {
  /// What BuildKit reads at most, the end of the line not counted.
  static let longest = 65_535

  private let bytes: [UInt8]
  private var position = 0
  /// How many lines were read; the number of the last one.
  private(set) var number = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  mutating func next() throws(BuildError) -> ArraySlice<UInt8>? {
    guard position < bytes.count else { return nil }
    let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let stop = min(end + 1, bytes.count)
    number += 1
    guard end - position <= SourceLines.longest else {
      throw BuildError(
        .file,
        "dockerfile line greater than max allowed size of \(SourceLines.longest) bytes; continue it on a further line",
        lines: number...number)
    }
    defer { position = stop }
    return bytes[position..<stop]
  }
}

extension ArraySlice<UInt8> {
  /// Without `\n` and `\r` at the end.
  var withoutLineEnd: ArraySlice<UInt8> {
    var line = self
    while let last = line.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { line.removeLast() }
    return line
  }

  /// Without tabs at the beginning.
  var withoutLeadingTabs: ArraySlice<UInt8> { drop { $0 == UInt8(ascii: "\t") } }

  /// Without white space at the beginning.
  var withoutLeadingSpace: ArraySlice<UInt8> {
    var line = self
    while let scalar = String(decoding: line.prefix(4), as: UTF8.self).unicodeScalars.first, scalar.isSpace {
      line = line.dropFirst(UTF8.width(scalar))
    }
    return line
  }

  /// A line whose first non-blank character is `#`.
  var isComment: Bool { withoutLeadingSpace.first == UInt8(ascii: "#") }

  /// The line without its continuation character; nil when it has none.
  ///
  /// Blanks may follow the character. Two of them are an escaped one and continue nothing.
  func continued(by escape: Unicode.Scalar) -> ArraySlice<UInt8>? {
    let escape = UInt8(truncatingIfNeeded: escape.value)
    var line = self
    while let last = line.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { line.removeLast() }
    guard line.popLast() == escape, line.last != escape else { return nil }
    return line
  }
}
