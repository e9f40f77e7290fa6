// SPDX-License-Identifier: Apache-2.0

/// Streams of gzip and zstd made by hand, for the forms that no compressor writes when asked.
enum BlobPacking {
  /// One member of gzip whose blocks are stored, not compressed.
  static func gzip(_ bytes: [UInt8], checksum: UInt32? = nil) -> [UInt8] {
    var out: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
    var rest = bytes[...]
    repeat {
      let block = rest.prefix(0xffff)
      rest = rest.dropFirst(block.count)
      out.append(rest.isEmpty ? 1 : 0)
      out += little(UInt32(block.count), 2) + little(~UInt32(block.count), 2) + block
    } while !rest.isEmpty
    return out + little(checksum ?? crc32(bytes), 4) + little(UInt32(truncatingIfNeeded: bytes.count), 4)
  }

  /// One frame of zstd whose blocks are stored.
  static func zstd(_ bytes: [UInt8]) -> [UInt8] {
    // A single segment whose content size has eight bytes; no checksum.
    var out: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0b1110_0000] + little(UInt64(bytes.count), 8)
    var rest = bytes[...]
    repeat {
      let block = rest.prefix(0xffff)
      rest = rest.dropFirst(block.count)
      out += little(UInt32(block.count) << 3 | (rest.isEmpty ? 1 : 0), 3) + block
    } while !rest.isEmpty
    return out
  }

  /// A frame of zstd that repeats a byte: 128 KiB for every four bytes.
  static func zstd(repeating byte: UInt8, blocks: Int) -> [UInt8] {
    // A window of 128 KiB, content of unknown size.
    var out: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0, 7 << 3]
    for index in 0..<blocks {
      out += little(UInt32(128 << 10) << 3 | 1 << 1 | (index == blocks - 1 ? 1 : 0), 3) + [byte]
    }
    return out
  }

  /// A frame that every reader of zstd skips.
  static func skippable(_ bytes: [UInt8]) -> [UInt8] {
    [0x5e, 0x2a, 0x4d, 0x18] + little(UInt32(bytes.count), 4) + bytes
  }

  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var table: [UInt32] = []
    for index in 0..<UInt32(256) {
      var value = index
      for _ in 0..<8 { value = value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
      table.append(value)
    }
    return ~bytes.reduce(~0) { crc, byte in table[Int((crc ^ UInt32(byte)) & 0xff)] ^ (crc >> 8) }
  }

  private static func little(_ value: some FixedWidthInteger, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
