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

  func owner(_ entry: LayerArchive.Entry) -> (uid: UInt32, gid: UInt32) {
    (
      UInt32(truncatingIfNeeded: archive_entry_uid(entry)), UInt32(truncatingIfNeeded: archive_entry_gid(entry))
    )
  }

  func time(_ entry: LayerArchive.Entry) -> TimeSpec {
    TimeSpec(seconds: Int64(archive_entry_mtime(entry)), nanoseconds: Int64(archive_entry_mtime_nsec(entry)))
  }

  /// XATTR_SIZE_MAX.
  private static var largestAttribute: Int { 65536 }

  /// The entry's extended attributes, names ending with a NUL.
  ///
  /// Overlay's own are escaped, as overlayfs shows them to whoever nests it (Linux 6.7): an archive must not redirect or
  /// hide what other layers have. SELinux labels and NFS ACLs are the host's business.
  func attributes(_ entry: LayerArchive.Entry) throws(Failure) -> [(name: [UInt8], value: [UInt8])] {
    guard archive_entry_xattr_reset(entry) > 0 else { return [] }
    var attributes: [(name: [UInt8], value: [UInt8])] = []
    var (name, value, size): (UnsafePointer<CChar>?, UnsafeRawPointer?, Int) = (nil, nil, 0)
    while archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK, let name {
      if size > LayerWriter.largestAttribute { throw Failure(.layer, "an extended attribute of \(size) bytes") }
      var bytes = Array(String(cString: name).utf8)
      let dropped: [StaticString] = ["security.selinux", "system.nfs4_acl"]
      if dropped.contains(where: { bytes.elementsEqual($0.bytes) }) { continue }
      let mark = overlayPrefix.bytes
      if bytes.starts(with: mark) { bytes.insert(contentsOf: Array("overlay.".utf8), at: mark.count) }
      attributes.append((bytes + [0], Array(UnsafeRawBufferPointer(start: value, count: size))))
    }
    return attributes
  }

  /// What overlayfs's own attributes begin with.
  var overlayPrefix: StaticString {
    switch ownership {
    case .kept: "trusted.overlay."
    case .ours: "user.overlay."
    }
  }
}

extension StaticString {
  /// The text's bytes.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}
