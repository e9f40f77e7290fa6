// SPDX-License-Identifier: Apache-2.0

/// An amount of memory: `64m`, `1.5g`, `10MiB`, bytes without a unit; units are powers of 1024.
package struct ByteSize: Equatable, Sendable {
  package var bytes: Int64

  package init(parsing text: String) throws(BuildError) {
    func fail() -> BuildError {
      BuildError(.value, "invalid size \(BuildError.quoted(text)): a number and b, k, m, g, t or p are expected")
    }
    let runes = text.runes
    // The number ends behind the last digit, dot or blank; what follows is the unit.
    guard
      let last = runes.lastIndex(where: { $0 == "." || $0 == " " || ("0"..."9").contains($0) })
    else { throw fail() }
    let unit = runes[(last + 1)...].string
    let number = runes[last] == " " ? runes[..<last] : runes[...last]
    // Hexadecimal numbers, which Double reads too, are none here.
    guard !number.contains("x"), !number.contains("X"), let value = Double(number.string), value >= 0, value.isFinite
    else { throw fail() }
    guard let power = ByteSize.power(of: unit.lowercased()) else { throw fail() }
    var bytes = value
    for _ in 0..<power { bytes *= 1024 }
    guard bytes < 9_223_372_036_854_775_808 else { throw fail() }
    self.bytes = Int64(bytes)
  }

  private static func power(of unit: String) -> Int? {
    if unit.utf8.isEmpty || unit == "b" { return 0 }
    for (index, prefix) in ["k", "m", "g", "t", "p"].enumerated()
    where unit == prefix || unit == prefix + "b" || unit == prefix + "ib" {
      return index + 1
    }
    return nil
  }
}
