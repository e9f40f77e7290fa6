// SPDX-License-Identifier: Apache-2.0
import CapsulePlan

/// A system call as a filter sees it: struct seccomp_data.
struct FilterInput {
  var number: UInt32
  var audit: UInt32
  var arguments: [UInt64] = [0, 0, 0, 0, 0, 0]

  /// The 32-bit word at `offset`, little endian.
  func word(at offset: UInt32) -> UInt32? {
    switch offset {
    case 0: return number
    case 4: return audit
    case 8, 12: return 0
    case 16..<64 where offset % 4 == 0:
      let argument = arguments[Int(offset - 16) / 8]
      return UInt32(truncatingIfNeeded: offset % 8 == 0 ? argument : argument >> 32)
    default: return nil
    }
  }
}

/// The part of the kernel's BPF machine that seccomp allows and libseccomp uses; answers what the kernel would.
struct FilterMachine {
  let bytes: [UInt8]

  /// SECCOMP_RET_*, or nil for a program that the kernel would refuse or that runs off its end.
  func run(_ input: FilterInput) -> UInt32? {
    var accumulator: UInt32 = 0
    var index = 0
    while (index + 1) * 8 <= bytes.count {
      let at = index * 8
      let code = UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8
      let (yes, no) = (Int(bytes[at + 2]), Int(bytes[at + 3]))
      var k: UInt32 = 0
      for byte in 0..<4 { k |= UInt32(bytes[at + 4 + byte]) << UInt32(8 * byte) }
      index += 1
      switch code {
      case 0x20:
        guard let word = input.word(at: k) else { return nil }
        accumulator = word
      case 0x54: accumulator &= k
      case 0x05: index += Int(k)
      case 0x15: index += accumulator == k ? yes : no
      case 0x25: index += accumulator > k ? yes : no
      case 0x35: index += accumulator >= k ? yes : no
      case 0x45: index += accumulator & k != 0 ? yes : no
      case 0x06: return k
      default: return nil
      }
    }
    return nil
  }
}

/// What runtime-spec says of one comparison, which leaves it to libseccomp (seccomp_rule_add(3)): both sides of the
/// masked comparison are masked.
func holds(_ comparison: SeccompOperator, argument: UInt64, value: UInt64, valueTwo: UInt64) -> Bool {
  switch comparison {
  case .notEqual: return argument != value
  case .less: return argument < value
  case .lessOrEqual: return argument <= value
  case .equal: return argument == value
  case .greaterOrEqual: return argument >= value
  case .greater: return argument > value
  case .maskedEqual: return argument & value == valueTwo & value
  }
}
