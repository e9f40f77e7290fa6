// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import LinuxABI

/// Copies of files and folders by descriptor: no link is followed, so neither side can lead elsewhere; names are bytes.
enum TreeCopy {
  /// Copies everything in the directory `source` into `target`, and gives `target` its owner, mode and times.
  static func copyContent(of source: borrowing Descriptor, to target: borrowing Descriptor) throws(KernelError) {
    let status = try Files.status(of: source)
    for name in try source.entryNames() { try copy(name, at: source.raw, to: name, at: target.raw) }
    try apply(status, from: source, to: target)
  }

  /// Copies one entry, whatever it is, under another name; an entry of that name is replaced, but a folder is merged
  /// with a folder.
  ///
  /// `owner`: given to everything that is copied, in place of the source's.
  static func copy(
    _ name: [UInt8], at source: Int32, to newName: [UInt8], at target: Int32, owner: (uid: UInt32, gid: UInt32)? = nil
  ) throws(KernelError) {
    let (old, new) = (name + [0], newName + [0])
    guard var status = Files.status(entry: old, at: source) else {
      throw KernelError("stat", EntryPath.text(name), .ENOENT)
    }
    if !status.isDirectory {
      _ = EntryCalls.unlink(target, new)
      return try EntryCopy.copy(old, at: source, to: new, at: target, .current, owner: owner, loose: true)
    }
    if let owner { (status.uid, status.gid) = owner }
    let from = try open(old, at: source)
    let made = EntryCalls.makeDirectory(target, new, mode: 0o700)
    if made != -17 { try EntryCopy.check("mkdir", new, made) }  // EEXIST
    let to = try open(new, at: target)
    for entry in try from.entryNames() { try copy(entry, at: from.raw, to: entry, at: to.raw, owner: owner) }
    try apply(status, from: from, to: to)
  }

  private static func open(_ name: [UInt8], at directory: Int32) throws(KernelError) -> Descriptor {
    let number = EntryCalls.open(directory, name, OpenFlags.readOnly | OpenFlags.directory)
    try EntryCopy.check("open", name, number)
    return Descriptor(owning: Int32(number))
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
    if Ownership.current.keepsOwners {
      try Nodes.setOwner(ofNumber: target.raw, uid: status.uid, gid: status.gid)
    }
    try Nodes.setMode(of: target, status.mode & 0o7777)
    for (name, value) in try ExtendedAttributes.all(of: source.raw)
    where !EntryCopy.isOfOverlay(name) && !LayerWriter.isOfHost(name) {
      let terminated = name + [0]
      let result = value.withUnsafeBytes { ExtendedAttributes.set(target.raw, terminated, $0) }
      // The other file system may have none, or not these.
      if !EntryCopy.isRefused(result) { try EntryCopy.check("setxattr", terminated, result) }
    }
    try EntryCopy.check("utimensat", [0], EntryCalls.setTime(target.raw, status.modified))
  }
}
