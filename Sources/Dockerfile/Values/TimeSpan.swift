// SPDX-License-Identifier: Apache-2.0

/// A length of time as Go writes it: `1h30m`, `1.5s`, `100ms`.
///
/// Not called Duration, because it would hide Swift's own in every room that imports this one.
package struct TimeSpan: Equatable, Sendable {
  package var nanoseconds: Int64

  private static let units: [(name: String, nanoseconds: UInt64)] = [
    ("ns", 1), ("us", 1_000), ("\u{b5}s", 1_000), ("\u{3bc}s", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
    ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ]

  package init(parsing text: String) throws(BuildError) {
    func fail(_ cause: String) -> BuildError {
      BuildError(.value, "invalid duration \(BuildError.quoted(text)): \(cause); write it like 1m30s")
    }
    var rest = text.runes[...]
    var isNegative = false
    if rest.first == "-" || rest.first == "+" { isNegative = rest.removeFirst() == "-" }
    if rest.elementsEqual(["0"]) {
      nanoseconds = 0
      return
    }
    guard !rest.isEmpty else { throw fail("no number") }
    var total: UInt64 = 0
    while !rest.isEmpty {
      let whole = rest.prefix { ("0"..."9").contains($0) }
      rest = rest[whole.endIndex...]
      var fraction = rest[..<rest.startIndex]
      if rest.first == "." {
        rest.removeFirst()
        fraction = rest.prefix { ("0"..."9").contains($0) }
        rest = rest[fraction.endIndex...]
      }
      guard !whole.isEmpty || !fraction.isEmpty else { throw fail("no number before the unit") }
      let unit = rest.prefix { $0 != "." && !("0"..."9").contains($0) }
      rest = rest[unit.endIndex...]
      guard !unit.isEmpty else { throw fail("missing unit") }
      guard let scale = TimeSpan.units.first(where: { $0.name.unicodeScalars.elementsEqual(unit) })?.nanoseconds else {
        throw fail("unknown unit \(BuildError.quoted(unit.string))")
      }
      guard let part = TimeSpan.part(whole, fraction, scale) else { throw fail("too long") }
      guard part <= 1 << 63 - total else { throw fail("too long") }
      total += part
    }
    guard isNegative || total < 1 << 63 else { throw fail("too long") }
    nanoseconds = isNegative ? Int64(truncatingIfNeeded: 0 &- total) : Int64(total)
  }

  /// A number of units in nanoseconds; nil when that is more than 2^63.
  private static func part(
    _ whole: ArraySlice<Unicode.Scalar>, _ fraction: ArraySlice<Unicode.Scalar>, _ scale: UInt64
  ) -> UInt64? {
    guard let units = whole.isEmpty ? 0 : UInt64(whole.string), units <= (1 << 63) / scale else { return nil }
    var nanoseconds = units * scale
    // Digits beyond the eighteenth are below a nanosecond of the longest unit.
    let digits = fraction.prefix(18)
    if let numerator = UInt64(digits.string) {
      var divisor = 1.0
      for _ in digits { divisor *= 10 }
      nanoseconds += UInt64(Double(numerator) * (Double(scale) / divisor))
    }
    return nanoseconds <= 1 << 63 ? nanoseconds : nil
  }
}
