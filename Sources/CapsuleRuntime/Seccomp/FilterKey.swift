// SPDX-License-Identifier: Apache-2.0
package import OCI

/// Everything a compiled filter depends on, as bytes that two profiles share only when they compile to the same.
///
/// Kept whole in a cache entry and compared whole: the hash only names the file, so it may be a cheap one. Made on
/// every start of a container with a profile (400 names), hence the care for speed.
package struct FilterKey: Equatable, Sendable {
  let bytes: [UInt8]

  /// Grows with any change of the compiler or of the entries' layout.
  static let format: UInt64 = 1

  ///
  /// `native`: the architecture's token.
  ///
  /// `library`: the version of libseccomp, which knows other system calls in another version.
  package init(_ profile: Seccomp, native: UInt32, library: (UInt32, UInt32, UInt32)) {
    var size = 256 + FilterKey.size(profile.architectures) + FilterKey.size(profile.defaultAction)
    for rule in profile.syscalls ?? [] {
      size += 64 + FilterKey.size(rule.names) + FilterKey.size(rule.action)
      for argument in rule.args ?? [] { size += 64 + FilterKey.size(argument.op) }
    }
    unsafe bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      var writer = unsafe KeyWriter(buffer: UnsafeMutableRawBufferPointer(buffer))
      writer.number(FilterKey.format)
      writer.number(UInt64(native) << 32 | UInt64(library.0))
      writer.number(UInt64(library.1) << 32 | UInt64(library.2))
      writer.profile(profile)
      count = writer.count
    }
  }

  private static func size(_ text: String?) -> Int { 8 + (text?.utf8.count ?? 0) }

  private static func size(_ list: [String]?) -> Int {
    var size = 16
    for text in list ?? [] { size += 8 + text.utf8.count }
    return size
  }

  /// A 64-bit hash (FNV-1a over words), of `bytes` or of a program.
  static func hash(_ bytes: [UInt8]) -> UInt64 {
    unsafe bytes.withUnsafeBytes { buffer in
      let prime: UInt64 = 0x0000_0100_0000_01b3
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(buffer.count)
      var index = 0
      while index + 8 <= buffer.count {
        let word = unsafe buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        hash = (hash ^ word) &* prime
        hash ^= hash >> 29
        index += 8
      }
      while index < buffer.count {
        let byte = unsafe buffer[index]
        hash = (hash ^ UInt64(byte)) &* prime
        index += 1
      }
      return hash ^ hash >> 32
    }
  }

  /// Whether `other` holds these bytes from `offset` on.
  func stands(in other: [UInt8], at offset: Int) -> Bool {
    if offset + bytes.count > other.count { return false }
    return unsafe bytes.withUnsafeBytes { ours in
      unsafe other.withUnsafeBytes { theirs in
        var index = 0
        while index + 8 <= ours.count {
          let mine = unsafe ours.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          if unsafe mine != theirs.loadUnaligned(fromByteOffset: offset + index, as: UInt64.self) { return false }
          index += 8
        }
        while index < ours.count {
          if unsafe ours[index] != theirs[offset + index] { return false }
          index += 1
        }
        return true
      }
    }
  }
}

/// Writes a key's parts one after the other, each with its length or presence before it.
///
/// The buffer was made as large as the parts need at most.
@safe private struct KeyWriter {
  let buffer: UnsafeMutableRawBufferPointer
  var count = 0

  mutating func profile(_ profile: Seccomp) {
    text(profile.defaultAction)
    optional(profile.defaultErrnoRet)
    list(profile.architectures)
    let rules = profile.syscalls ?? []
    number(UInt64(rules.count))
    for rule in rules {
      text(rule.action)
      optional(rule.errnoRet)
      list(rule.names)
      let arguments = rule.args ?? []
      number(UInt64(arguments.count))
      for argument in arguments {
        optional(argument.index)
        optional(argument.value)
        optional(argument.valueTwo)
        text(argument.op)
      }
    }
  }

  mutating func number(_ value: UInt64) {
    unsafe buffer.storeBytes(of: value, toByteOffset: count, as: UInt64.self)
    count += 8
  }

  private mutating func byte(_ value: UInt8) {
    unsafe buffer[count] = value
    count += 1
  }

  /// Absent and 0 differ: the first byte says which it is.
  private mutating func optional(_ value: UInt64?) {
    guard let value else { return byte(0) }
    byte(1)
    number(value)
  }

  private mutating func text(_ value: String?) {
    guard let value else { return byte(0) }
    byte(1)
    string(value)
  }

  private mutating func list(_ values: [String]?) {
    guard let values else { return byte(0) }
    byte(1)
    number(UInt64(values.count))
    for value in values { string(value) }
  }

  /// Four bytes of length hold any: a configuration has at most 4 MiB.
  private mutating func string(_ value: String) {
    var value = value
    value.withUTF8 { text in
      unsafe buffer.storeBytes(of: UInt32(text.count), toByteOffset: count, as: UInt32.self)
      if let to = unsafe buffer.baseAddress, let from = text.baseAddress {
        unsafe (to + count + 4).copyMemory(from: from, byteCount: text.count)
      }
      count += 4 + text.count
    }
  }
}
