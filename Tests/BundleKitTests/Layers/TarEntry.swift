// SPDX-License-Identifier: Apache-2.0

/// An entry of a tar archive, down to the byte: what libraries refuse to write is what unpackers have to be shown.
struct TarEntry: Sendable {
  var name: [UInt8]
  var type: UInt8
  var content: [UInt8] = []
  var link: [UInt8] = []
  var mode: Int64 = 0o644
  var uid: Int64 = 0
  var gid: Int64 = 0
  var time: Int64 = 1_000_000_000
  var device: (major: Int64, minor: Int64) = (0, 0)
  /// What the header says of the size, where it lies.
  var size: Int64?
  /// Records of a pax header before the entry.
  var pax: [(key: String, value: [UInt8])] = []
  /// Numbers as GNU tar writes those that are too large for octal digits.
  var isBase256 = false
  /// Written as they are, in place of everything else.
  var raw: [UInt8]?

  init(_ type: Character, _ name: String) {
    self.type = type.asciiValue ?? 0
    self.name = Array(name.utf8)
  }

  // MARK: Kinds

  static func file(_ name: String, _ content: String = "", mode: Int64 = 0o644) -> TarEntry {
    var entry = TarEntry("0", name)
    entry.content = Array(content.utf8)
    entry.mode = mode
    return entry
  }

  static func folder(_ name: String, mode: Int64 = 0o755) -> TarEntry {
    var entry = TarEntry("5", name)
    entry.mode = mode
    return entry
  }

  static func symlink(_ name: String, _ target: String) -> TarEntry {
    var entry = TarEntry("2", name)
    entry.link = Array(target.utf8)
    entry.mode = 0o777
    return entry
  }

  static func hardlink(_ name: String, _ target: String) -> TarEntry {
    var entry = TarEntry("1", name)
    entry.link = Array(target.utf8)
    return entry
  }

  static func node(_ kind: Character, _ name: String, _ major: Int64, _ minor: Int64) -> TarEntry {
    var entry = TarEntry(kind, name)
    entry.device = (major, minor)
    return entry
  }

  static func fifo(_ name: String) -> TarEntry { TarEntry("6", name) }

  static func raw(_ bytes: [UInt8]) -> TarEntry {
    var entry = TarEntry("0", "")
    entry.raw = bytes
    return entry
  }

  // MARK: Changes, in a chain

  func with(_ change: (inout TarEntry) -> Void) -> TarEntry {
    var entry = self
    change(&entry)
    return entry
  }

  func pax(_ key: String, _ value: String) -> TarEntry { with { $0.pax.append((key, Array(value.utf8))) } }
  func xattr(_ name: String, _ value: String) -> TarEntry { pax("SCHILY.xattr." + name, value) }
  func owner(_ uid: Int64, _ gid: Int64) -> TarEntry { with { ($0.uid, $0.gid) = (uid, gid) } }
  func type(_ type: Character) -> TarEntry { with { $0.type = type.asciiValue ?? 0 } }
  func time(_ time: Int64) -> TarEntry { with { $0.time = time } }

  // MARK: Bytes

  var bytes: [UInt8] {
    if let raw { return raw }
    var entry = self
    if entry.name.count > 100 { entry.pax.append(("path", entry.name)) }
    if entry.link.count > 100 { entry.pax.append(("linkpath", entry.link)) }
    var bytes: [UInt8] = []
    if !entry.pax.isEmpty { bytes += TarEntry.records("x", entry.pax) }
    return bytes + entry.header + TarEntry.padded(content)
  }

  /// A pax header: `x` for the next entry, `g` for all that follow.
  static func records(_ type: Character, _ records: [(key: String, value: [UInt8])]) -> [UInt8] {
    var body: [UInt8] = []
    for record in records {
      let rest = Array((" " + record.key + "=").utf8) + record.value + [0x0a]
      var length = rest.count + 1
      while String(length).utf8.count + rest.count != length { length = String(length).utf8.count + rest.count }
      body += Array(String(length).utf8) + rest
    }
    return special(type, "PaxHeader", body)
  }

  /// A member that says something of the next: pax records, a long name (`L`) or a long link (`K`).
  static func special(_ type: Character, _ name: String, _ body: [UInt8]) -> [UInt8] {
    var entry = TarEntry(type, name)
    entry.content = body
    return entry.header + padded(body)
  }

  /// The header block alone.
  var header: [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ bytes: some Sequence<UInt8>, _ offset: Int, _ limit: Int) {
      for (index, byte) in bytes.prefix(limit).enumerated() { block[offset + index] = byte }
    }
    func number(_ value: Int64, _ offset: Int, _ length: Int) {
      if isBase256 || value < 0 || value >= 1 << (3 * (length - 1)) {
        for index in 0..<length {
          let shift = 8 * (length - 1 - index)
          block[offset + index] = shift > 56 ? (value < 0 ? 0xff : 0) : UInt8(truncatingIfNeeded: value >> shift)
        }
        block[offset] |= 0x80
      } else {
        let digits = Array(String(value, radix: 8).utf8)
        put(repeatElement(UInt8(ascii: "0"), count: length - 1 - digits.count) + digits, offset, length - 1)
      }
    }
    put(name, 0, 100)
    number(mode, 100, 8)
    number(uid, 108, 8)
    number(gid, 116, 8)
    number(size ?? Int64(content.count), 124, 12)
    number(time, 136, 12)
    block[156] = type
    put(link, 157, 100)
    put(Array("ustar\0".utf8) + Array("00".utf8), 257, 8)
    number(device.major, 329, 8)
    number(device.minor, 337, 8)
    return TarEntry.checked(block)
  }

  /// The block with its checksum put in.
  static func checked(_ header: [UInt8]) -> [UInt8] {
    var block = header
    for index in 148..<156 { block[index] = 0x20 }
    let digits = Array(String(block.reduce(0) { $0 + Int($1) }, radix: 8).utf8)
    for index in 148..<156 { block[index] = UInt8(ascii: "0") }
    for (index, digit) in digits.enumerated() { block[154 - digits.count + index] = digit }
    (block[154], block[155]) = (0, 0x20)
    return block
  }

  static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
  }

  /// An archive with its end.
  static func archive(_ entries: [TarEntry]) -> [UInt8] {
    entries.flatMap(\.bytes) + [UInt8](repeating: 0, count: 1024)
  }
}
