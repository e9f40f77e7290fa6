// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import LinuxABI

/// Compiled filters kept between runs: compiling takes 15 ms, reading one back a few tens of microseconds.
///
/// A directory of at most `buckets` entries, mode 0700, below the runtime's root. An entry holds its whole key, which is
/// compared byte for byte, and a checksum; what does not agree is as good as absent. Entries are only believed when
/// they are regular files of ours with mode 0600, for whoever writes one decides what containers may do. Nothing here
/// fails a container: without a cache the filter is compiled.
package struct FilterCache {
  let directory: String
  package init(directory: String) { self.directory = directory }

  /// The bound on entries: a key's hash names its bucket, and a later key takes the place of an earlier one.
  private static let buckets: UInt64 = 64
  /// The bound on files that a killed writer can leave.
  private static let temporaries: Int32 = 16
  /// The largest entry: 32 KiB of program (4096 instructions), and the key of a profile of some thousand names.
  private static let limit = 96 << 10
  /// `CAPSECC1`, little endian.
  private static let magic: UInt64 = 0x3143_4345_5350_4143
  private static let headerSize = 32

  /// The program compiled for `key` earlier; nil when there is none that can be believed.
  package func load(_ key: FilterKey, owner: UInt32) -> [UInt8]? {
    let path = directory + "/" + FilterCache.name(key)
    do {
      let flags = OpenFlags.readOnly | OpenFlags.noFollow | OpenFlags.nonBlocking
      let file = try Files.open(path, flags)
      let status = try Files.status(of: file)
      guard status.isRegular, status.uid == owner, status.mode & 0o777 == 0o600 else { return nil }
      var bytes: [UInt8] = []
      _ = try file.read(into: &bytes, limit: FilterCache.limit)
      return FilterCache.program(in: bytes, for: key)
    } catch {
      return nil
    }
  }

  /// Keeps `program` for `key`; where that is not possible, nothing happens.
  package func store(_ program: [UInt8], for key: FilterKey, owner: UInt32, pid: Int32) {
    let entry = FilterCache.entry(program, for: key)
    if entry.count > FilterCache.limit { return }
    try? Files.makeDirectory(directory, mode: 0o700)
    do {
      let folder = try Files.open(directory, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
      let status = try Files.status(of: folder)
      guard status.uid == owner, status.mode & 0o077 == 0 else { return }
      let temporary = "new-\(pid % FilterCache.temporaries)"
      let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive | OpenFlags.noFollow
      do {
        let file = try Files.open(temporary, at: folder.raw, flags, mode: 0o600)
        try file.write(entry)
        // Should a third process have taken the name over meanwhile, its half-written entry lands under our name, and
        // the next reader finds another key or a wrong checksum.
        try Files.rename(temporary, at: folder.raw, to: FilterCache.name(key))
      } catch {
        // Left by a killed writer, or half written by us: the next writer finds the name free.
        try Files.unlink(temporary, at: folder.raw)
      }
    } catch {
      return
    }
  }

  /// The file name of a key.
  package static func name(_ key: FilterKey) -> String { "filter-\(FilterKey.hash(key.bytes) % buckets)" }

  /// An entry: magic, length of the key, length and hash of the program, key, program.
  package static func entry(_ program: [UInt8], for key: FilterKey) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headerSize + key.bytes.count + program.count)
    for word in [magic, UInt64(key.bytes.count), UInt64(program.count), FilterKey.hash(program)] {
      for shift: UInt64 in [0, 8, 16, 24, 32, 40, 48, 56] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    bytes += key.bytes
    bytes += program
    return bytes
  }

  /// The program in an entry; nil unless the entry is whole and is that key's.
  package static func program(in entry: [UInt8], for key: FilterKey) -> [UInt8]? {
    guard entry.count >= headerSize, word(entry, 0) == magic, word(entry, 8) == UInt64(key.bytes.count) else {
      return nil
    }
    let start = headerSize + key.bytes.count
    let length = word(entry, 16)
    guard start <= entry.count, UInt64(entry.count - start) == length, length > 0,
      length % UInt64(FilterInstruction.size) == 0
    else { return nil }
    guard key.stands(in: entry, at: headerSize) else { return nil }
    let program = [UInt8](entry[start...])
    return FilterKey.hash(program) == word(entry, 24) ? program : nil
  }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 { word |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
    return word
  }
}
