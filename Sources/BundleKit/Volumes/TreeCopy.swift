// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import LinuxABI

/// Copies of files and folders by descriptor: no link is followed, so neither side can lead elsewhere.
enum TreeCopy {
  /// Copies everything in the directory `source` into `target`, and gives `target` its owner, mode and times.
  static func copyContent(of source: borrowing Descriptor, to target: borrowing Descriptor) throws(KernelError) {
    let status = try Files.status(of: source)
    for name in try source.entries() { try copy(name, at: source.raw, to: name, at: target.raw) }
    try apply(status, from: source, to: target)
  }

  /// Copies one entry, whatever it is, under another name; an entry of that name is replaced, but a folder is merged
  /// with a folder.
  ///
  /// `owner`: given to everything that is copied, in place of the source's.
  static func copy(
    _ name: String, at source: Int32, to newName: String, at target: Int32, owner: (uid: UInt32, gid: UInt32)? = nil
  ) throws(KernelError) {
    var status = try Files.status(name, at: source, follow: false)
    if let owner { (status.uid, status.gid) = owner }
    if !status.isDirectory { try? Files.unlink(newName, at: target) }
    switch status.mode & 0o170000 {
    case 0o040000:
      let from = try Files.open(name, at: source, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
      do throws(KernelError) {
        try Files.makeDirectory(newName, at: target, mode: 0o700)
      } catch {
        if error.errno != .EEXIST { throw error }
      }
      let to = try Files.open(newName, at: target, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
      for entry in try from.entries() { try copy(entry, at: from.raw, to: entry, at: to.raw, owner: owner) }
      try apply(status, from: from, to: to)
    case 0o100000:
      let from = try Files.open(name, at: source, OpenFlags.readOnly | OpenFlags.noFollow | OpenFlags.nonBlocking)
      let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive | OpenFlags.noFollow
      let to = try Files.open(newName, at: target, flags, mode: 0o600)
      try FileContent.copy(from: from.raw, to: to.raw)
      try apply(status, from: from, to: to)
    case 0o120000:
      try Nodes.makeSymlink(newName, at: target, to: try Files.readLink(name, at: source))
      try Nodes.setOwner(newName, at: target, uid: status.uid, gid: status.gid)
      try FileAttributes.setTime(try FileAttributes.changeTime(name, at: source), newName, at: target)
    default:
      let (major, minor) = status.specialDevice
      try Nodes.make(newName, at: target, mode: status.mode, device: DeviceNumber(major: major, minor: minor))
      try Nodes.setOwner(newName, at: target, uid: status.uid, gid: status.gid)
      try Files.changeMode(newName, at: target, status.mode & 0o7777)
      try FileAttributes.setTime(try FileAttributes.changeTime(name, at: source), newName, at: target)
    }
  }

  /// Copies the regular file that `path` leads to, links followed.
  static func copyFile(
    _ path: String, to newName: String, at target: Int32, owner: (uid: UInt32, gid: UInt32)?
  ) throws(KernelError) {
    let from = try Files.open(path, OpenFlags.readOnly | OpenFlags.nonBlocking)
    var status = try Files.status(of: from)
    if let owner { (status.uid, status.gid) = owner }
    try? Files.unlink(newName, at: target)
    let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive | OpenFlags.noFollow
    let to = try Files.open(newName, at: target, flags, mode: 0o600)
    try FileContent.copy(from: from.raw, to: to.raw)
    try apply(status, from: from, to: to)
  }

  /// Owner before mode, because chown(2) clears set-user-ID bits; then attributes, because it clears capabilities too;
  /// times last.
  private static func apply(
    _ status: FileStatus, from source: borrowing Descriptor, to target: borrowing Descriptor
  ) throws(KernelError) {
    try Nodes.setOwner(ofNumber: target.raw, uid: status.uid, gid: status.gid)
    try Nodes.setMode(of: target, status.mode & 0o7777)
    for name in FileAttributes.names(of: source.raw) where !isOfOverlay(name) {
      do throws(KernelError) {
        try FileAttributes.copy(name, from: source.raw, to: target.raw)
      } catch {
        // The other file system may have none, or not these.
        if error.errno != .EOPNOTSUPP, error.errno != .EPERM { throw error }
      }
    }
    try FileAttributes.setTime(try FileAttributes.changeTime("", at: source.raw), "", at: target.raw)
  }

  /// Attributes in which overlay keeps its books, and labels that belong to the place.
  private static func isOfOverlay(_ name: [UInt8]) -> Bool {
    name.starts(with: "trusted.overlay.".utf8) || name == Array("security.selinux".utf8)
  }
}
