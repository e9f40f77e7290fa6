// SPDX-License-Identifier: Apache-2.0
internal import CArchive
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI

/// Writes the entries of a file system as a tar archive, through libarchive, so that the same entries always are the same
/// bytes: ustar headers, pax ones only where those do not hold what is to be said, no names of owners, no times but that
/// of the last change (docs/adr/0006-packing-layers.md).
///
/// The process has to stay in the C locale (no setlocale(3)): names then are bytes on all machines.
final class TarOutput {
  /// What stands in a header.
  struct Entry {
    enum Kind {
      case file(size: Int64)
      case folder
      /// To an entry that was written before.
      case hardLink([UInt8])
      case symbolicLink([UInt8])
      case fifo
      case characterDevice(DeviceNumber)
      case blockDevice(DeviceNumber)
    }

    var path: [UInt8]
    var kind: Kind
    /// Permissions.
    var mode: UInt32
    var uid: UInt32
    var gid: UInt32
    var modified: TimeSpec
    var attributes: [FileAttribute] = []
  }

  private let archive: OpaquePointer
  private let entry: OpaquePointer
  private let sink: Sink

  private final class Sink {
    let take: (UnsafeRawBufferPointer) -> Bool
    init(_ take: @escaping (UnsafeRawBufferPointer) -> Bool) { self.take = take }
  }

  /// `take` gets the archive's bytes, soon but not at once; false when it wants no more.
  init(_ take: @escaping (UnsafeRawBufferPointer) -> Bool) throws(Failure) {
    try ArchiveLibrary.load()
    guard let archive = archive_write_new(), let entry = archive_entry_new() else {
      throw Failure(.system, "no memory for libarchive")
    }
    (self.archive, self.entry) = (archive, entry)
    sink = Sink(take)
    // "pax", not "restricted pax": that one leaves parts of seconds out of some headers and not of others.
    archive_write_set_format_pax(archive)
    // SCHILY.xattr alone, which everybody reads; LIBARCHIVE.xattr beside it is for nobody.
    archive_write_set_format_option(archive, "pax", "xattrheader", "SCHILY")
    archive_write_set_bytes_per_block(archive, 0)
    archive_write_set_bytes_in_last_block(archive, 1)
    let result = archive_write_open(
      archive, Unmanaged.passUnretained(sink).toOpaque(), nil,
      { _, context, bytes, count in
        guard let context else { return -1 }
        let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
        return sink.take(UnsafeRawBufferPointer(start: bytes, count: count)) ? count : -1
      }, nil)
    if result < ARCHIVE_WARN { throw failure("") }
  }

  deinit {
    // What was not finished is not to get an end.
    archive_write_fail(archive)
    archive_entry_free(entry)
    archive_write_free(archive)
  }

  /// Begins an entry; the bytes of a file follow by `write`, exactly as many as were said.
  func begin(_ header: Entry) throws(Failure) {
    archive_entry_clear(entry)
    header.path.withText { archive_entry_set_pathname(entry, $0) }
    archive_entry_set_uid(entry, Int64(header.uid))
    archive_entry_set_gid(entry, Int64(header.gid))
    archive_entry_set_mtime(entry, Int(header.modified.seconds), Int(header.modified.nanoseconds))
    set(header.kind)
    archive_entry_set_perm(entry, header.mode & FileMode.permissions)
    for attribute in header.attributes {
      attribute.name.withText { name in
        attribute.value.withUnsafeBytes { archive_entry_xattr_add_entry(entry, name, $0.baseAddress, $0.count) }
      }
    }
    // A warning is about a name that is no text in this locale: it is then written as bytes.
    if archive_write_header(archive, entry) < ARCHIVE_WARN {
      throw failure(String(decoding: header.path, as: UTF8.self))
    }
  }

  private func set(_ kind: Entry.Kind) {
    switch kind {
    case .file(let size):
      archive_entry_set_filetype(entry, FileMode.regular)
      archive_entry_set_size(entry, size)
    case .folder: archive_entry_set_filetype(entry, FileMode.directory)
    case .hardLink(let target):
      archive_entry_set_filetype(entry, FileMode.regular)
      target.withText { archive_entry_set_hardlink(entry, $0) }
    case .symbolicLink(let target):
      archive_entry_set_filetype(entry, FileMode.symbolicLink)
      target.withText { archive_entry_set_symlink(entry, $0) }
    case .fifo: archive_entry_set_filetype(entry, FileMode.fifo)
    case .characterDevice(let device): setDevice(FileMode.characterDevice, device)
    case .blockDevice(let device): setDevice(FileMode.blockDevice, device)
    }
  }

  private func setDevice(_ type: UInt32, _ device: DeviceNumber) {
    archive_entry_set_filetype(entry, type)
    archive_entry_set_rdevmajor(entry, UInt(device.major))
    archive_entry_set_rdevminor(entry, UInt(device.minor))
  }

  /// The next bytes of the file that was begun.
  func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    if bytes.isEmpty { return }
    guard archive_write_data(archive, bytes.baseAddress, bytes.count) == bytes.count else { throw failure("") }
  }

  /// Writes the end of the archive.
  func finish() throws(Failure) {
    guard archive_write_close(archive) == ARCHIVE_OK else { throw failure("") }
  }

  private func failure(_ path: String) -> Failure {
    let words = archive_error_string(archive).map { String(cString: $0) } ?? "nobody takes it"
    return Failure(.layer, "write the archive\(path.isEmpty ? "" : ", " + path): \(words)")
  }
}

extension [UInt8] {
  /// The bytes as C takes text.
  fileprivate func withText(_ body: (UnsafePointer<CChar>) -> Void) {
    (self + [0]).withUnsafeBytes { buffer in
      if let base = buffer.baseAddress { body(base.assumingMemoryBound(to: CChar.self)) }
    }
  }
}
