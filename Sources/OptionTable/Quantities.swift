// SPDX-License-Identifier: Apache-2.0

extension Values {
  /// The value of an option that takes a decimal number, negative too; an empty one is none, as engines leave it.
  package func integer(_ option: Option) throws(UsageError) -> Int64? {
    guard let text = value(option), !text.isEmpty else { return nil }
    guard let number = Int64(text) else { throw Values.invalid(text, option, "expected a number") }
    return number
  }

  /// The value of an option that takes a decimal number of at least 0.
  package func unsigned(_ option: Option) throws(UsageError) -> UInt64? {
    guard let number = try integer(option) else { return nil }
    if number < 0 { throw Values.invalid(value(option) ?? "", option, "expected a number of at least 0") }
    return UInt64(number)
  }

  /// The value of an option that takes an amount of memory: bytes, or with a unit such as k, M, MB or MiB, all of them
  /// powers of 1024; -1 is no limit.
  package func bytes(_ option: Option) throws(UsageError) -> Int64? {
    guard let text = value(option), !text.isEmpty else { return nil }
    if text == "-1" { return -1 }
    var rest = Array(text.utf8)[...]
    guard let (amount, unit) = Values.amount(&rest), rest.isEmpty, let factor = Values.factor(unit),
      let bytes = amount.scaled(by: factor)
    else { throw Values.invalid(text, option, "expected a number of bytes, like 512k or 1.5G, or -1") }
    return bytes
  }

  /// The value of an option that takes a time as Go writes it: `1.5s`, `100ms`, `1m30s`; in milliseconds, at least 1.
  package func milliseconds(_ option: Option) throws(UsageError) -> Int64? {
    guard let text = value(option) else { return nil }
    var total: Int64 = 0
    var rest = Array(text.utf8)[...]
    repeat {
      guard let (amount, unit) = Values.amount(&rest), let nanoseconds = Values.nanoseconds(unit),
        let part = amount.scaled(by: nanoseconds), case let (sum, overflow) = total.addingReportingOverflow(part),
        !overflow
      else { throw Values.invalid(text, option, "expected a time, like 10s, 500ms or 1m30s") }
      total = sum
    } while !rest.isEmpty
    if total <= 0 { throw UsageError("duration \(option.name) must be greater than 0") }
    return max(total / 1_000_000, 1)
  }

  private static func invalid(_ text: String, _ option: Option, _ expected: String) -> UsageError {
    UsageError("invalid value \"\(text)\" for --\(option.name): \(expected)")
  }

  /// Takes a number, which may have a fraction, and the letters behind it.
  private static func amount(_ rest: inout ArraySlice<UInt8>) -> (Amount, ArraySlice<UInt8>)? {
    func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
    func isUnit(_ byte: UInt8) -> Bool { !isDigit(byte) && byte != UInt8(ascii: ".") }
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    var fraction = rest.prefix(0)
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: isDigit)
      rest = rest.dropFirst(1 + fraction.count)
    }
    let unit = rest.prefix(while: isUnit)
    rest = rest.dropFirst(unit.count)
    guard let amount = Amount(whole, fraction) else { return nil }
    return (amount, unit)
  }

  /// Of a unit's letters: k, m, g or t, behind which b or ib may stand; no letter, or b alone, is bytes.
  private static func factor(_ unit: ArraySlice<UInt8>) -> Int64? {
    var letters = unit.map { $0 | 0x20 }
    if letters.last == UInt8(ascii: "b") { letters.removeLast() }
    if letters.count == 2, letters[1] == UInt8(ascii: "i") { letters.removeLast() }
    guard let letter = letters.first else { return 1 }
    var factor: Int64 = 1
    for known in "kmgt".utf8 {
      factor <<= 10
      if known == letter { return letters.count == 1 ? factor : nil }
    }
    return nil
  }

  private static func nanoseconds(_ unit: ArraySlice<UInt8>) -> Int64? {
    let units: [(String, Int64)] = [
      ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
      ("h", 3_600_000_000_000),
    ]
    for (name, length) in units where unit.elementsEqual(name.utf8) { return length }
    return nil
  }
}

/// A decimal number, exactly: `digits` divided by `divisor`.
private struct Amount {
  private var digits: Int64 = 0
  private var divisor: Int64 = 1

  /// Nil without any digit, or with more of them than a number can hold.
  init?(_ whole: ArraySlice<UInt8>, _ fraction: ArraySlice<UInt8>) {
    if whole.isEmpty && fraction.isEmpty { return nil }
    for digit in whole { guard append(digit) else { return nil } }
    // What is finer than a billionth does not show in any unit.
    for digit in fraction.prefix(9) {
      guard append(digit) else { return nil }
      divisor *= 10
    }
  }

  private mutating func append(_ digit: UInt8) -> Bool {
    let (shifted, tooLarge) = digits.multipliedReportingOverflow(by: 10)
    let (sum, overflow) = shifted.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
    digits = sum
    return !tooLarge && !overflow
  }

  /// Rounded down; nil when it is too large.
  func scaled(by factor: Int64) -> Int64? {
    let (wholes, tooLarge) = (digits / divisor).multipliedReportingOverflow(by: factor)
    // A fraction has at most nine digits, a factor at most forty-two bits: split so that the product fits.
    let fraction = digits % divisor
    let part = fraction * (factor / divisor) + fraction * (factor % divisor) / divisor
    let (sum, overflow) = wholes.addingReportingOverflow(part)
    return tooLarge || overflow ? nil : sum
  }
}
