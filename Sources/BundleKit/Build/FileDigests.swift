// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// Digests of what is in files and of their attributes, kept in the store by what tells that a file is still the same:
/// device, inode, size, and the times of its last changes, of which nobody can set one.
///
/// A build whose context did not change opens no file of it.
final class FileDigests {
  private struct Key: Hashable {
    var device: UInt64
    var inode: UInt64
    var size: UInt64
    var modified: UInt64
    var changed: UInt64
    /// Which attributes count is up to it.
    var kind: UInt64

    init(_ status: FileStatus, _ kind: CopySource.Kind) {
      device = UInt64(status.device.major) << 32 | UInt64(status.device.minor)
      (inode, size) = (status.inode, status.size)
      modified = Key.nanoseconds(status.modified)
      changed = Key.nanoseconds(status.changed)
      self.kind = UInt64(kind.rawValue)
    }

    init?(_ words: ArraySlice<UInt64>) {
      guard words.count == Key.size else { return nil }
      let first = words.startIndex
      (device, inode, size) = (words[first], words[first + 1], words[first + 2])
      (modified, changed, kind) = (words[first + 3], words[first + 4], words[first + 5])
    }

    var words: [UInt64] { [device, inode, size, modified, changed, kind] }
    static let size = 6

    private static func nanoseconds(_ time: TimeSpec) -> UInt64 {
      UInt64(bitPattern: time.seconds &* 1_000_000_000 &+ time.nanoseconds)
    }
  }

  private let store: Store
  private var known: [Key: [UInt8]]
  private var isChanged = false
  private let start = Clock.now()

  /// A record: the words of a key and the digits of SHA-256.
  private static let recordSize = Key.size * 8 + 64
  /// As many as large contexts together have files; beyond it, all is forgotten.
  private static let mostRecords = 400_000
  /// A file may change twice within what its file system counts as one moment: younger ones are not remembered.
  private static let youngest: Int64 = 2

  init(_ store: Store) {
    self.store = store
    known = FileDigests.read(store)
  }

  /// The digest of a file that is as it was when somebody last looked.
  func known(_ status: FileStatus, _ kind: CopySource.Kind) -> [UInt8]? { known[Key(status, kind)] }

  /// The digest of an open file, from its start on.
  func digest(of file: borrowing Descriptor, _ kind: CopySource.Kind, _ text: String) throws(Failure) -> [UInt8] {
    let status: FileStatus
    let attributes: [(name: [UInt8], value: [UInt8])]
    do throws(KernelError) {
      status = try Files.status(of: file)
      attributes = try ExtendedAttributes.all(of: file.raw)
    } catch {
      throw Failure(KernelError(error.call, text, error.errno), .build)
    }
    guard status.isRegular else { throw Failure(.build, "\(text): it changed while it was read") }
    let hashing = Hashing()
    for (name, value) in attributes where CopyAttributes.keeps(name, from: kind) {
      hashing.update(Array("\(name.count) \(value.count)\n".utf8) + name + value)
    }
    // Not to be taken for one more attribute.
    hashing.update(Array("content\n".utf8))
    let size = 256 << 10
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 4096)
    defer { buffer.deallocate() }
    guard let base = buffer.baseAddress else { throw Failure(.system, "no memory") }
    while true {
      let count = EntryCalls.read(file.raw, base, count: size)
      if count < 0 { throw Failure(KernelError("read", text, Errno(Int32(-count))), .build) }
      if count == 0 { break }
      hashing.update(UnsafeRawBufferPointer(start: base, count: count))
    }
    let digest = Array(hashing.finish().hex.utf8)
    if status.changed.seconds + FileDigests.youngest < start.seconds {
      known[Key(status, kind)] = digest
      isChanged = true
    }
    return digest
  }

  // MARK: The file

  private static func path(_ store: Store) -> String { store.root + "/build/file-digests" }

  private static func read(_ store: Store) -> [Key: [UInt8]] {
    let limit = mostRecords * recordSize
    guard let bytes = try? Files.read(path(store), limit: limit), bytes.count % recordSize == 0 else { return [:] }
    var known: [Key: [UInt8]] = [:]
    for at in stride(from: 0, to: bytes.count, by: recordSize) {
      var words: [UInt64] = []
      for word in 0..<Key.size {
        words.append(bytes[(at + word * 8)..<(at + word * 8 + 8)].reduce(0) { $0 << 8 | UInt64($1) })
      }
      if let key = Key(words[...]) { known[key] = Array(bytes[(at + Key.size * 8)..<(at + recordSize)]) }
    }
    return known
  }

  /// Keeps what is new.
  ///
  /// It is only faster with it: that it cannot be written is nobody's failure, and of two builds at once one may lose what
  /// the other has found.
  func save() {
    guard isChanged else { return }
    isChanged = false
    if known.count > FileDigests.mostRecords { known = [:] }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(known.count * FileDigests.recordSize)
    for (key, digest) in known {
      for word in key.words {
        for shift in stride(from: 56, through: 0, by: -8) {
          bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
        }
      }
      bytes += digest
    }
    do {
      let folder = store.root + "/build"
      if !Files.exists(folder) { try Files.makeDirectory(folder, mode: 0o700) }
      let temporary = try store.temporary("digests")
      try Files.create("file", at: temporary.folder.raw, mode: 0o600, with: bytes)
      try Files.rename(temporary.path + "/file", to: FileDigests.path(store))
    } catch {}
  }
}
