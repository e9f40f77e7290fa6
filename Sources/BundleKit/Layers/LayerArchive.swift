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

  /// `waited` is told the nanoseconds of each wait for the channel.
  init(_ channel: Channel<Chunk>, waited: @escaping (Int64) -> Void) throws(Failure) {
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
    var entry: OpaquePointer?
    let result = archive_read_next_header(archive, &entry)
    if result == ARCHIVE_EOF { return nil }
    // A warning is about a name that is no text, which is not asked for.
    if result < ARCHIVE_WARN { throw failure() }
    return entry
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

/// Lends libarchive one chunk after the other, without a copy.
private final class ArchiveSource {
  private let channel: Channel<Chunk>
  private var current: Chunk?

  private let waited: (Int64) -> Void

  init(_ channel: Channel<Chunk>, _ waited: @escaping (Int64) -> Void) {
    self.channel = channel
    self.waited = waited
  }

  func next(_ buffer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
    let start = Stopwatch.now
    current = channel.receive()
    waited(Stopwatch.now - start)
    guard let current else { return 0 }
    buffer?.pointee = UnsafeRawPointer(current.base)
    return current.count
  }
}
