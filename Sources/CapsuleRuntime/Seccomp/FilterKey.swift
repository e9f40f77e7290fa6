// SPDX-License-Identifier: Apache-2.0
internal import OCI

/// Everything a compiled filter depends on, as bytes that two profiles share only when they compile to the same.
///
/// Kept whole in a cache entry and compared whole: the hash only names the file, so it may be a cheap one.
struct FilterKey: Equatable, Sendable {
  private(set) var bytes: [UInt8] = []

  /// Grows with any change of the compiler or of the entries' layout.
  static let format: UInt32 = 1

  /// - Parameter library: the version of libseccomp, which knows other system calls in another version.
  init(_ profile: Seccomp, native: UInt32, library: (UInt32, UInt32, UInt32)) {
    bytes.reserveCapacity(12 << 10)
    for number in [FilterKey.format, native, library.0, library.1, library.2] { append(UInt64(number)) }
    append(profile.defaultAction)
    append(profile.defaultErrnoRet)
    append(profile.architectures)
    let rules = profile.syscalls ?? []
    append(UInt64(rules.count))
    for rule in rules {
      append(rule.action)
      append(rule.errnoRet)
      append(rule.names)
      let arguments = rule.args ?? []
      append(UInt64(arguments.count))
      for argument in arguments {
        append(argument.index)
        append(argument.value)
        append(argument.valueTwo)
        append(argument.op)
      }
    }
  }

  /// A 64-bit hash (FNV-1a over words), of `bytes` or of a program.
  static func hash(_ bytes: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(bytes.count)
    var index = 0
    let span = bytes.span
    while index + 8 <= span.count {
      var word: UInt64 = 0
      for offset in 0..<8 { word |= UInt64(span[index + offset]) << UInt64(8 * offset) }
      hash = (hash ^ word) &* 0x0000_0100_0000_01b3
      hash ^= hash >> 29
      index += 8
    }
    while index < span.count {
      hash = (hash ^ UInt64(span[index])) &* 0x0000_0100_0000_01b3
      index += 1
    }
    return hash ^ hash >> 32
  }

  private mutating func append(_ number: UInt64) {
    for shift: UInt64 in [0, 8, 16, 24, 32, 40, 48, 56] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  /// Absent and 0 differ: the first byte says which it is.
  private mutating func append(_ number: UInt64?) {
    guard let number else { return bytes.append(0) }
    bytes.append(1)
    append(number)
  }

  private mutating func append(_ text: String?) {
    guard let text else { return bytes.append(0) }
    bytes.append(1)
    append(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func append(_ list: [String]?) {
    guard let list else { return bytes.append(0) }
    bytes.append(1)
    append(UInt64(list.count))
    for text in list {
      // A configuration has at most 4 MiB: four bytes hold any length.
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: text.utf8.count >> shift)) }
      bytes.append(contentsOf: text.utf8)
    }
  }
}
