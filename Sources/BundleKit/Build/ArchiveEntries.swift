// SPDX-License-Identifier: Apache-2.0
internal import CArchive
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// What an entry says of a file, and how much an archive may say.
extension ArchiveUnpack {
  func metadata(_ entry: OpaquePointer, _ path: [UInt8]) throws(Failure) -> EntryMetadata {
    let (uid, gid) = (archive_entry_uid(entry), archive_entry_gid(entry))
    let usable = Int64(0)..<Int64(UInt32.max)
    guard usable.contains(uid), usable.contains(gid) else {
      throw Failure(.build, "\(subject): \(EntryPath.text(path)) has the owner \(uid):\(gid), which no system has")
    }
    var metadata = EntryMetadata(
      owner: owner ?? FileOwner(uid: UInt32(uid), gid: UInt32(gid)),
      mode: UInt32(archive_entry_perm(entry)) & FileMode.permissions,
      time: TimeSpec(seconds: Int64(archive_entry_mtime(entry)), nanoseconds: Int64(archive_entry_mtime_nsec(entry))))
    guard archive_entry_xattr_reset(entry) > 0 else { return metadata }
    var (name, value, size): (UnsafePointer<CChar>?, UnsafeRawPointer?, Int) = (nil, nil, 0)
    while archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK, let name {
      let bytes = Array(String(cString: name).utf8)
      guard CopyAttributes.keeps(bytes, from: .stage) else { continue }
      metadata.attributes.append((bytes, Array(UnsafeRawBufferPointer(start: value, count: size))))
    }
    return metadata
  }

  // MARK: Limits and failures

  /// What its compressed size may unpack to at most: a gigabyte, or two hundred times as much, where text has ten.
  static func limits(ofArchive size: UInt64) -> LayerLimits {
    var limits = LayerLimits()
    limits.bytes = max(1 << 30, Int64(clamping: size).multipliedReportingOverflow(by: 200).partialValue)
    return limits
  }

  mutating func account(_ size: Int64) throws(Failure) {
    let (sum, overflow) = bytes.addingReportingOverflow(max(0, size))
    bytes = sum
    guard overflow || limits.bytes.map({ sum > $0 }) ?? false else { return }
    throw Failure(
      .build, "\(subject): what is in it has more than \(limits.bytes ?? .max) bytes, far more than it has itself",
      hint: "unpack it before, or in a RUN")
  }

  func check(_ call: StaticString, _ result: Int, _ path: [UInt8]) throws(Failure) -> Int {
    if result < 0 { throw failure(call, path, Errno(Int32(-result))) }
    return result
  }

  func failure(_ call: StaticString, _ path: [UInt8], _ errno: Errno) -> Failure {
    Failure(.build, "\(subject): \(KernelError(call, EntryPath.text(path), errno).text)")
  }
}
