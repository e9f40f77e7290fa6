// SPDX-License-Identifier: Apache-2.0
internal import CArchive
package import CapsulePlan
package import Kernel

/// Writes a tar archive of files that belong to nobody in particular: owner 0, mode 0644, time 0, so that the same files
/// give the same bytes.
package final class ArchiveWriter {
  private let archive: OpaquePointer?
  private let output: Descriptor

  package init(_ output: consuming Descriptor) throws(Failure) {
    try ArchiveLibrary.load()
    archive = archive_write_new()
    let number = output.raw
    self.output = output
    // ustar as long as it holds what is said; pax headers for the rest.
    archive_write_set_format_pax_restricted(archive)
    archive_write_set_bytes_in_last_block(archive, 1)
    guard archive_write_open_fd(archive, number) == ARCHIVE_OK else { throw failure("") }
  }

  deinit { archive_write_free(archive) }

  package func add(_ name: String, _ bytes: [UInt8]) throws(Failure) {
    try begin(name, size: Int64(bytes.count), folder: false)
    try write(bytes, name)
  }

  package func addFolder(_ name: String) throws(Failure) { try begin(name, size: 0, folder: true) }

  /// Adds a file of exactly `size` bytes from its position on.
  package func add(_ name: String, size: Int64, from file: borrowing Descriptor) throws(Failure) {
    try begin(name, size: size, folder: false)
    var left = size
    while left > 0 {
      var bytes: [UInt8] = []
      do {
        _ = try file.read(into: &bytes, limit: Int(min(left, 1 << 18)))
      } catch {
        throw Failure(error, .store)
      }
      if bytes.isEmpty { throw Failure(.store, "\(name) is \(left) bytes shorter than it was") }
      try write(bytes, name)
      left -= Int64(bytes.count)
    }
  }

  /// Writes the end of the archive.
  package func finish() throws(Failure) {
    guard archive_write_close(archive) == ARCHIVE_OK else { throw failure("") }
  }

  private func begin(_ name: String, size: Int64, folder: Bool) throws(Failure) {
    let entry = archive_entry_new()
    defer { archive_entry_free(entry) }
    archive_entry_set_pathname(entry, name)
    archive_entry_set_filetype(entry, folder ? 0o040000 : 0o100000)
    archive_entry_set_perm(entry, folder ? 0o755 : 0o644)
    archive_entry_set_size(entry, size)
    archive_entry_set_mtime(entry, 0, 0)
    guard archive_write_header(archive, entry) == ARCHIVE_OK else { throw failure(name) }
  }

  private func write(_ bytes: [UInt8], _ name: String) throws(Failure) {
    let count = bytes.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
    guard count == bytes.count else { throw failure(name) }
  }

  private func failure(_ name: String) -> Failure {
    let words = archive_error_string(archive).map { String(cString: $0) } ?? "it cannot be written"
    return Failure(.system, "write the archive\(name.isEmpty ? "" : ", " + name): \(words)")
  }
}
