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
      let link = try Nodes.readLink(name, at: source)
      try check("symlink", EntryCalls.makeSymlink(target, new, target: link + [0]))
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
    try FileContent.copy(from: from.raw, to: to.raw)
  }

  private static func check(_ call: StaticString, _ result: Int) throws(KernelError) {
    if result < 0 { throw KernelError(call, "a layer's entry", Errno(Int32(-result))) }
  }
}
