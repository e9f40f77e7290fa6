// SPDX-License-Identifier: Apache-2.0

package import OCI

/// Where statistics are read from: the bytes of a cgroup's file by its name, nil when there is none.
package typealias CgroupFileReader = (String) -> [UInt8]?

/// The forms in which the kernel writes numbers into cgroup files.
enum StatisticsText {
  /// A decimal number; `max` is the largest there is.
  static func number(_ bytes: some Collection<UInt8>) -> UInt64? {
    if bytes.elementsEqual("max".utf8) { return .max }
    var value: UInt64 = 0
    for byte in bytes {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
    }
    return bytes.isEmpty ? nil : value
  }

  /// The only number of a file; 0 when there is none.
  static func number(_ file: String, _ read: CgroupFileReader) -> UInt64 {
    guard let bytes = read(file) else { return 0 }
    return number(bytes.prefix { $0 != 0x0a }) ?? 0
  }

  /// Lines of `key number`.
  static func pairs(_ file: String, _ read: CgroupFileReader) -> [(key: String, value: UInt64)] {
    var pairs: [(key: String, value: UInt64)] = []
    for words in lines(file, read) {
      guard words.count == 2, let value = number(words[1]) else { continue }
      pairs.append((String(decoding: words[0], as: UTF8.self), value))
    }
    return pairs
  }

  static func value(_ key: String, in pairs: [(key: String, value: UInt64)]) -> UInt64 {
    for pair in pairs where pair.key == key { return pair.value }
    return 0
  }

  /// The lines of a file, in words.
  static func lines(_ file: String, _ read: CgroupFileReader) -> [[ArraySlice<UInt8>]] {
    var lines: [[ArraySlice<UInt8>]] = []
    for line in (read(file) ?? []).split(separator: 0x0a) { lines.append(line.split(separator: UInt8(ascii: " "))) }
    return lines
  }

  /// `8:16`.
  static func device(_ word: ArraySlice<UInt8>) -> (major: UInt64, minor: UInt64)? {
    let parts = word.split(separator: UInt8(ascii: ":"))
    guard parts.count == 2, let major = number(parts[0]), let minor = number(parts[1]) else { return nil }
    return (major, minor)
  }

  /// `some avg10=0.00 avg60=0.00 avg300=0.00 total=0`, and the same for `full`; nil where pressure is not counted.
  static func pressure(_ file: String, _ read: CgroupFileReader) -> Pressure? {
    let lines = lines(file, read)
    if lines.isEmpty { return nil }
    var pressure = Pressure()
    for words in lines {
      if words[0].elementsEqual("some".utf8) { pressure.some = shares(words.dropFirst()) }
      if words[0].elementsEqual("full".utf8) { pressure.full = shares(words.dropFirst()) }
    }
    return pressure
  }

  private static func shares(_ words: ArraySlice<ArraySlice<UInt8>>) -> [KeyValue] {
    var shares: [KeyValue] = []
    for word in words {
      let parts = word.split(separator: UInt8(ascii: "="))
      // What is no number must not get into a JSON text unquoted.
      guard parts.count == 2, parts[1].allSatisfy(isDecimal), parts[1].first != UInt8(ascii: ".") else { continue }
      shares.append(
        KeyValue(key: String(decoding: parts[0], as: UTF8.self), value: String(decoding: parts[1], as: UTF8.self)))
    }
    return shares
  }

  private static func isDecimal(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
  }
}

extension Statistics {
  /// How many processes `memory.events` says were killed for want of memory.
  package static func outOfMemoryKills(_ events: [UInt8]) -> UInt64 {
    StatisticsText.value("oom_kill", in: StatisticsText.pairs("memory.events") { _ in events })
  }
}
