// SPDX-License-Identifier: Apache-2.0
internal import CArchive
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// What an entry says about owner, mode, times and attributes, as far as it is applied.
extension LayerWriter {
  func permissions(_ entry: LayerArchive.Entry) -> UInt32 {
    UInt32(archive_entry_perm(entry)) & FileMode.permissions
  }

  /// The owner; one that 32 bits cannot say would become another, perhaps root, and 2^32 - 1 is chown(2)'s "unchanged".
  func owner(_ entry: LayerArchive.Entry) throws(Failure) -> (uid: UInt32, gid: UInt32) {
    let (uid, gid) = (archive_entry_uid(entry), archive_entry_gid(entry))
    let usable = Int64(0)..<Int64(UInt32.max)
    guard usable.contains(uid), usable.contains(gid) else {
      throw Failure(.layer, "\(path.text): no system has the owner \(uid):\(gid)")
    }
    return (UInt32(uid), UInt32(gid))
  }

  /// A device's number: 12 bits and 20, as Linux has them.
  func device(_ entry: LayerArchive.Entry) throws(Failure) -> DeviceNumber {
    let (major, minor) = (archive_entry_rdevmajor(entry), archive_entry_rdevminor(entry))
    guard major < 1 << 12, minor < 1 << 20 else {
      throw Failure(.layer, "\(path.text): no system has the device \(major):\(minor)")
    }
    return DeviceNumber(major: UInt32(major), minor: UInt32(minor))
  }

  func time(_ entry: LayerArchive.Entry) -> TimeSpec {
    TimeSpec(seconds: Int64(archive_entry_mtime(entry)), nanoseconds: Int64(archive_entry_mtime_nsec(entry)))
  }

  /// XATTR_SIZE_MAX.
  private static var largestAttribute: Int { 65536 }

  /// Extended attributes that are the host's business: SELinux labels and NFS ACLs.
  static func isOfHost(_ name: [UInt8]) -> Bool {
    let names: [StaticString] = ["security.selinux", "system.nfs4_acl"]
    return names.contains { name.elementsEqual($0.bytes) }
  }

  /// The entry's extended attributes, names ending with a NUL.
  ///
  /// Overlay's own are escaped, as overlayfs shows them to whoever nests it (Linux 6.7): an archive must not redirect or
  /// hide what other layers have.
  func attributes(_ entry: LayerArchive.Entry) throws(Failure) -> [(name: [UInt8], value: [UInt8])] {
    guard archive_entry_xattr_reset(entry) > 0 else { return [] }
    var attributes: [(name: [UInt8], value: [UInt8])] = []
    var (name, value, size): (UnsafePointer<CChar>?, UnsafeRawPointer?, Int) = (nil, nil, 0)
    while archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK, let name {
      if size > LayerWriter.largestAttribute {
        throw Failure(.layer, "\(path.text): an extended attribute of \(size) bytes")
      }
      var bytes: [UInt8] = []
      while name[bytes.count] != 0 { bytes.append(UInt8(bitPattern: name[bytes.count])) }
      if LayerWriter.isOfHost(bytes) { continue }
      let mark = ownership.overlayPrefix.bytes
      if !isFlat, bytes.starts(with: mark) { bytes.insert(contentsOf: Array("overlay.".utf8), at: mark.count) }
      attributes.append((bytes + [0], Array(UnsafeRawBufferPointer(start: value, count: size))))
    }
    return attributes
  }
}
