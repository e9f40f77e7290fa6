// SPDX-License-Identifier: Apache-2.0
internal import CArchive
internal import CapsulePlan

/// The entries of a tar archive that comes through a channel, read by libarchive: ustar, pax and GNU forms, sparse files.
///
/// The process has to stay in the C locale (no setlocale(3)): libarchive then hands names over as the bytes they are.
final class LayerArchive {
  /// A struct archive_entry, good until the next one.
  typealias Entry = OpaquePointer

  private let archive: OpaquePointer
  private let source: ArchiveSource
  private var isInEntry = false

  /// `waited` is told the nanoseconds of each wait for the channel.
  init(_ channel: Channel<Chunk>, waited: @escaping (Int64) -> Void) throws(Failure) {
    try ArchiveLibrary.load()
    guard let archive = archive_read_new() else { throw Failure(.system, "no memory for libarchive") }
    self.archive = archive
    source = ArchiveSource(channel, waited)
    archive_read_support_format_tar(archive)
    // A layer of no bytes at all has no entries.
    archive_read_support_format_empty(archive)
    let result = archive_read_open(
      archive, Unmanaged.passUnretained(source).toOpaque(), nil,
      { _, context, buffer in
        guard let context else { return -1 }
        return Unmanaged<ArchiveSource>.fromOpaque(context).takeUnretainedValue().next(buffer)
      }, nil)
    if result < ARCHIVE_WARN { throw failure() }
  }

  deinit { archive_read_free(archive) }

  /// The next entry; nil at the end of the archive.
  func next() throws(Failure) -> Entry? {
    // What is left of the last one first, so that what is kept from here on is headers.
    if isInEntry, archive_read_data_skip(archive) < ARCHIVE_WARN { throw failure() }
    isInEntry = false
    source.beginKeeping()
    var entry: OpaquePointer?
    let result = archive_read_next_header(archive, &entry)
    source.endKeeping()
    if result == ARCHIVE_EOF {
      // It may have passed over something to get there.
      try checkType()
      return nil
    }
    // A warning is about a name that is no text, which is not asked for. ARCHIVE_RETRY is a header that is none.
    guard result == ARCHIVE_OK || result == ARCHIVE_WARN else { throw failure() }
    try checkType()
    isInEntry = true
    return entry
  }

  /// libarchive takes types it does not know for files, and passes over volume labels: neither is a layer's.
  private func checkType() throws(Failure) {
    var position = archive_read_header_position(archive)
    while let type = source.byte(at: position + 156) {
      switch type {
      case 0, UInt8(ascii: "0")...UInt8(ascii: "6"), UInt8(ascii: "S"): return
      case UInt8(ascii: "x"), UInt8(ascii: "g"), UInt8(ascii: "L"), UInt8(ascii: "K"):
        // Something is said of the entry that follows.
        position += 512 + (source.number(at: position + 124) + 511) & ~511
      default:
        let isLetter = type > 0x20 && type < 0x7f
        let text =
          isLetter ? "'\(Character(Unicode.Scalar(type)))'" : "0x" + (type < 16 ? "0" : "") + String(type, radix: 16)
        throw Failure(.layer, "the tar archive has an entry of type \(text), which no layer has")
      }
    }
  }

  /// The entry's next bytes and where in the file they belong; nil behind the last.
  func data() throws(Failure) -> (bytes: UnsafeRawBufferPointer, offset: Int64)? {
    var base: UnsafeRawPointer?
    var count = 0
    var offset: Int64 = 0
    let result = archive_read_data_block(archive, &base, &count, &offset)
    if result == ARCHIVE_EOF { return nil }
    if result < ARCHIVE_WARN { throw failure() }
    return (UnsafeRawBufferPointer(start: base, count: count), offset)
  }

  private func failure() -> Failure {
    let reason = archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
    return Failure(.layer, "the tar archive is damaged: \(reason)")
  }
}

/// Lends libarchive one chunk after the other, without a copy, and keeps those that an entry's headers are in.
private final class ArchiveSource {
  private let channel: Channel<Chunk>
  private let waited: (Int64) -> Void
  /// The last is the one libarchive reads from.
  private var kept: [(position: Int64, chunk: Chunk)] = []
  private var isKeeping = false

  init(_ channel: Channel<Chunk>, _ waited: @escaping (Int64) -> Void) {
    self.channel = channel
    self.waited = waited
  }

  func next(_ buffer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
    let start = Stopwatch.now
    let chunk = channel.receive()
    waited(Stopwatch.now - start)
    guard let chunk else { return 0 }
    let position = kept.last.map { $0.position + Int64($0.chunk.count) } ?? 0
    if !isKeeping { kept.removeAll(keepingCapacity: true) }
    kept.append((position, chunk))
    buffer?.pointee = UnsafeRawPointer(chunk.base)
    return chunk.count
  }

  func beginKeeping() {
    if kept.count > 1 { kept.removeFirst(kept.count - 1) }
    isKeeping = true
  }

  func endKeeping() { isKeeping = false }

  /// A byte of the archive by its position; nil when it is not among what was kept.
  func byte(at position: Int64) -> UInt8? {
    for (start, chunk) in kept.reversed() where position >= start {
      return position - start < chunk.count ? chunk.bytes[Int(position - start)] : nil
    }
    return nil
  }

  /// A header's size field: octal digits, or base 256; what is neither is 0.
  func number(at position: Int64) -> Int64 {
    var value: Int64 = 0
    let isBinary = (byte(at: position) ?? 0) & 0x80 != 0
    for index in 0..<Int64(12) {
      guard let byte = byte(at: position + index) else { return 0 }
      if isBinary {
        value = value << 8 | Int64(index == 0 ? byte & 0x7f : byte)
      } else if byte >= 0x30, byte <= 0x37 {
        value = value << 3 | Int64(byte - 0x30)
      } else if byte != 0x20 || value != 0 {
        break
      }
    }
    // Larger ones libarchive has refused.
    return min(max(0, value), 1 << 40)
  }
}
