// SPDX-License-Identifier: Apache-2.0
internal import CArchive
package import CapsulePlan
package import Kernel

/// Reads a tar archive front to back, or the bytes inside a compressed file, through libarchive.
///
/// What is compressed with gzip (several members too), zstd (several frames), xz or bzip2 is seen through. Nothing is
/// ever written by this type: members are names and bytes.
package final class ArchiveReader {
  package enum Content: Sendable {
    /// The members of a tar archive.
    case members
    /// One member: all bytes of the file, decompressed.
    case bytes
  }

  package enum Kind: Sendable {
    case file, folder, other
    /// A symbolic or hard link, and where it leads as it is written.
    case link(String)
  }

  package struct Member: Sendable {
    /// As written.
    package let name: String
    package let kind: Kind
    /// Bytes of content.
    package let size: Int64
  }

  private let archive: OpaquePointer?
  private let subject: String
  private let input: Descriptor
  /// The struct archive_entry of the current member, for those who want all of it.
  private(set) var entry: OpaquePointer?

  /// `subject`: what it is called in errors.
  package init(_ input: consuming Descriptor, _ content: Content, subject: String) throws(Failure) {
    self.subject = subject
    try ArchiveLibrary.load()
    archive = archive_read_new()
    let number = input.raw
    self.input = input
    archive_read_support_filter_gzip(archive)
    archive_read_support_filter_zstd(archive)
    archive_read_support_filter_xz(archive)
    archive_read_support_filter_bzip2(archive)
    switch content {
    case .members: archive_read_support_format_tar(archive)
    case .bytes:
      archive_read_support_format_raw(archive)
      // An empty file is no member and no error.
      archive_read_support_format_empty(archive)
    }
    guard archive_read_open_fd(archive, number, 1 << 18) == ARCHIVE_OK else { throw failure() }
  }

  deinit { archive_read_free(archive) }

  /// Steps to the next member; nil at the end.
  package func next() throws(Failure) -> Member? {
    entry = nil
    let status = archive_read_next_header(archive, &entry)
    if status == ARCHIVE_EOF { return nil }
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { throw failure() }
    guard let name = archive_entry_pathname(entry) else {
      throw Failure(.imageInvalid, "\(subject): a member whose name is not text")
    }
    let kind: Kind
    if let target = archive_entry_hardlink(entry) ?? archive_entry_symlink(entry) {
      kind = .link(String(cString: target))
    } else {
      switch archive_entry_filetype(entry) {
      case 0o100000: kind = .file
      case 0o040000: kind = .folder
      default: kind = .other
      }
    }
    return Member(name: String(cString: name), kind: kind, size: archive_entry_size(entry))
  }

  /// The next bytes of the current member, at most `limit`; empty at its end.
  package func read(limit: Int = 1 << 18) throws(Failure) -> [UInt8] {
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
      count = archive_read_data(archive, buffer.baseAddress, limit)
      initialized = max(count, 0)
    }
    if count < 0 { throw failure() }
    return bytes
  }

  /// The next bytes of the current member and where in it they belong, good until the next call; nil behind the last.
  func block() throws(Failure) -> (bytes: UnsafeRawBufferPointer, offset: Int64)? {
    var base: UnsafeRawPointer?
    var count = 0
    var offset: Int64 = 0
    let status = archive_read_data_block(archive, &base, &count, &offset)
    if status == ARCHIVE_EOF { return nil }
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN else { throw failure() }
    return (UnsafeRawBufferPointer(start: base, count: count), offset)
  }

  /// All bytes of the current member.
  ///
  /// - Throws: `image-invalid` when there are more than `limit`.
  package func readAll(limit: Int) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let part = try read()
      if part.isEmpty { return bytes }
      bytes += part
      guard bytes.count <= limit else {
        throw Failure(.imageInvalid, "\(subject): a document of more than \(limit) bytes")
      }
    }
  }

  private func failure() -> Failure {
    let words = archive_error_string(archive).map { String(cString: $0) } ?? "it cannot be read"
    return Failure(.imageInvalid, "\(subject): \(words)")
  }
}
