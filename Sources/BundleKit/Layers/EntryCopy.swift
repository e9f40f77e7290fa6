// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import LinuxABI

/// Copies of single entries from one layer's folder to another's, with everything they have; names are bytes.
enum EntryCopy {
  /// Copies what is no directory; both names end with a NUL, the new one is free.
  static func copy(
    _ name: [UInt8], at source: Int32, to new: [UInt8], at target: Int32, _ ownership: Ownership
  ) throws(KernelError) {
    guard let status = Files.status(entry: name, at: source) else { throw KernelError("stat", "", .ENOENT) }
    switch FileMode.type(of: status.mode) {
    case FileMode.regular: try copyContent(name, source, new, target)
    case FileMode.symbolicLink:
      var link = [UInt8](repeating: 0, count: 4097)
      let length = link.withUnsafeMutableBytes { EntryCalls.readLink(source, name, into: $0) }
      try check("readlink", length)
      link.removeSubrange(min(length, 4096)...)
      link.append(0)
      try check(
        "symlink",
        link.withUnsafeBufferPointer { text in
          text.baseAddress.map { EntryCalls.makeSymlink(target, new, target: $0) } ?? 0
        })
    default:
      let (major, minor) = status.specialDevice
      let device = DeviceNumber(major: major, minor: minor)
      try check("mknod", EntryCalls.makeNode(target, new, mode: status.mode, device: device))
    }
    // Owner before mode, attributes after both, times last: each clears something of the next.
    if ownership.keepsOwners {
      try check("chown", EntryCalls.setOwner(target, new, uid: status.uid, gid: status.gid))
    }
    if FileMode.type(of: status.mode) != FileMode.symbolicLink {
      try check("chmod", EntryCalls.setMode(target, new, status.mode & FileMode.permissions))
    }
    for (attribute, value) in try ExtendedAttributes.all(source, Array(name.dropLast()))
    where !LayerWriter.isOfHost(attribute) {
      let terminated = attribute + [0]
      let result = value.withUnsafeBytes { ExtendedAttributes.set(target, Array(new.dropLast()), terminated, $0) }
      try check("setxattr", result)
    }
    try check("utimensat", EntryCalls.setTime(target, new, status.modified))
  }

  private static func copyContent(
    _ name: [UInt8], _ source: Int32, _ new: [UInt8], _ target: Int32
  ) throws(KernelError) {
    let reading = EntryCalls.open(source, name, OpenFlags.readOnly)
    try check("open", reading)
    let from = Descriptor(owning: Int32(reading))
    let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive
    let writing = EntryCalls.open(target, new, flags, mode: 0o600)
    try check("open", writing)
    let to = Descriptor(owning: Int32(writing))
    // Holes stay holes: a file of a terabyte may have none of it on the disk.
    var end = 0
    while true {
      let start = EntryCalls.seek(from.raw, Int64(end), data: true)
      if start == -6 { break }  // ENXIO: no more data
      try check("lseek", start)
      end = EntryCalls.seek(from.raw, Int64(start), data: false)
      try check("lseek", end)
      try check("lseek", EntryCalls.setPosition(from.raw, Int64(start)))
      try check("lseek", EntryCalls.setPosition(to.raw, Int64(start)))
      try check("sendfile", EntryCalls.copy(from.raw, to: to.raw, count: end - start))
    }
    try check("ftruncate", EntryCalls.setSize(to.raw, Int64(clamping: try Files.status(of: from).size)))
  }

  private static func check(_ call: StaticString, _ result: Int) throws(KernelError) {
    if result < 0 { throw KernelError(call, "a layer's entry", Errno(Int32(-result))) }
  }
}
