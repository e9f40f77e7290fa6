// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import LinuxABI

/// Copies of single entries from one folder to another, with everything they have; names are bytes.
enum EntryCopy {
  /// Copies what is no directory; both names end with a NUL, the new one is free.
  ///
  /// `owner`: given in place of the source's. `loose`: an attribute that is overlayfs's, or that the other file system does
  /// not take, is left out.
  static func copy(
    _ name: [UInt8], at source: Int32, to new: [UInt8], at target: Int32, _ ownership: Ownership,
    owner: (uid: UInt32, gid: UInt32)? = nil, loose: Bool = false
  ) throws(KernelError) {
    guard let status = Files.status(entry: name, at: source) else { throw KernelError("stat", text(name), .ENOENT) }
    switch FileMode.type(of: status.mode) {
    case FileMode.regular: try copyContent(name, source, new, target)
    case FileMode.symbolicLink:
      let link = try Nodes.readLink(name, at: source)
      try check("symlink", new, EntryCalls.makeSymlink(target, new, target: link + [0]))
    default:
      let (major, minor) = status.specialDevice
      let device = DeviceNumber(major: major, minor: minor)
      try check("mknod", new, EntryCalls.makeNode(target, new, mode: status.mode, device: device))
    }
    // Owner before mode, attributes after both, times last: each clears something of the next.
    if ownership.keepsOwners {
      let (uid, gid) = owner ?? (status.uid, status.gid)
      try check("chown", new, EntryCalls.setOwner(target, new, uid: uid, gid: gid))
    }
    if FileMode.type(of: status.mode) != FileMode.symbolicLink {
      try check("chmod", new, EntryCalls.setMode(target, new, status.mode & FileMode.permissions))
    }
    for (attribute, value) in try ExtendedAttributes.all(source, Array(name.dropLast()))
    where !LayerWriter.isOfHost(attribute) && !(loose && isOfOverlay(attribute)) {
      let terminated = attribute + [0]
      let result = value.withUnsafeBytes { ExtendedAttributes.set(target, Array(new.dropLast()), terminated, $0) }
      if loose, isRefused(result) { continue }
      try check("setxattr", new, result)
    }
    try check("utimensat", new, EntryCalls.setTime(target, new, status.modified))
  }

  private static func copyContent(
    _ name: [UInt8], _ source: Int32, _ new: [UInt8], _ target: Int32
  ) throws(KernelError) {
    // What has become a FIFO or a device meanwhile must not keep us waiting.
    let reading = EntryCalls.open(source, name, OpenFlags.readOnly | OpenFlags.nonBlocking)
    try check("open", name, reading)
    let from = Descriptor(owning: Int32(reading))
    guard try Files.status(of: from).isRegular else { throw KernelError("open", text(name), .EINVAL) }
    let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive
    let writing = EntryCalls.open(target, new, flags, mode: 0o600)
    try check("open", new, writing)
    let to = Descriptor(owning: Int32(writing))
    try FileContent.copy(from: from.raw, to: to.raw)
  }

  /// Attributes in which overlayfs keeps its books.
  static func isOfOverlay(_ attribute: [UInt8]) -> Bool {
    attribute.starts(with: "trusted.overlay.".utf8) || attribute.starts(with: "user.overlay.".utf8)
  }

  /// Whether a file system that has no attributes, or not these, said so.
  static func isRefused(_ result: Int) -> Bool { result == -95 || result == -1 }  // EOPNOTSUPP, EPERM

  static func check(_ call: StaticString, _ name: [UInt8], _ result: Int) throws(KernelError) {
    if result < 0 { throw KernelError(call, text(name), Errno(Int32(-result))) }
  }

  /// A name that ends with a NUL, for people.
  private static func text(_ name: [UInt8]) -> String { EntryPath.text(name.dropLast()) }
}
