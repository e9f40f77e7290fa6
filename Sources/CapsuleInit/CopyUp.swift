// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import LinuxABI

/// `tmpcopyup`: fills a new tmpfs with what the directory below it holds.
enum CopyUp {
  /// Copies a directory's content, modes and owners; links as links, devices and FIFOs as such, sockets not at all.
  static func copy(from old: borrowing Descriptor, to new: borrowing Descriptor) throws(KernelError) {
    let flags = OpenFlags.readOnly | OpenFlags.directory
    let source = try Files.open(".", at: old.raw, flags)
    let target = try Files.open(".", at: new.raw, flags)
    try copyContent(of: source, to: target)
  }

  private static func copyContent(of source: borrowing Descriptor, to target: borrowing Descriptor) throws(KernelError)
  {
    for name in try source.entryNames() {
      // An image's names need not be UTF-8; calls on entries take them with their NUL.
      let name = name + [0]
      guard let status = Files.status(entry: name, at: source.raw) else { throw failure("stat", name, .ENOENT) }
      let type = FileMode.type(of: status.mode)
      let permissions = status.mode & FileMode.permissions
      if type == FileMode.directory {
        try check("mkdir", name, EntryCalls.makeDirectory(target.raw, name, mode: permissions))
        let flags = OpenFlags.readOnly | OpenFlags.directory
        let below = try open(name, at: target, flags)
        try copyContent(of: try open(name, at: source, flags), to: below)
        try setOwnerAndMode(below, status)
      } else if type == FileMode.regular {
        try copyFile(name, status, from: source, to: target)
      } else if type == FileMode.symbolicLink {
        let link = try Nodes.readLink(name, at: source.raw) + [0]
        try check("symlink", name, EntryCalls.makeSymlink(target.raw, name, target: link))
        try check("chown", name, EntryCalls.setOwner(target.raw, name, uid: status.uid, gid: status.gid))
      } else if type != FileMode.socket {
        let device = DeviceNumber(major: status.specialDevice.major, minor: status.specialDevice.minor)
        let made = EntryCalls.makeNode(target.raw, name, mode: type | permissions, device: device)
        try check("mknod", name, made)
        try check("chown", name, EntryCalls.setOwner(target.raw, name, uid: status.uid, gid: status.gid))
      }
    }
  }

  private static func copyFile(
    _ name: [UInt8], _ status: FileStatus, from source: borrowing Descriptor, to target: borrowing Descriptor
  ) throws(KernelError) {
    let input = try open(name, at: source, OpenFlags.readOnly | OpenFlags.nonBlocking)
    guard try Files.status(of: input).isRegular else { throw failure("open", name, .EINVAL) }
    let output = try open(name, at: target, OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive)
    var chunk: [UInt8] = []
    while try input.read(into: &chunk, limit: 16384) > 0 {
      try output.write(chunk)
      chunk.removeAll(keepingCapacity: true)
    }
    try setOwnerAndMode(output, status)
  }

  private static func setOwnerAndMode(_ file: borrowing Descriptor, _ status: FileStatus) throws(KernelError) {
    try Nodes.setOwner(ofNumber: file.raw, uid: status.uid, gid: status.gid)
    try Nodes.setMode(of: file, status.mode & FileMode.permissions)
  }

  private static func open(
    _ name: [UInt8], at directory: borrowing Descriptor, _ flags: Int
  ) throws(KernelError) -> Descriptor {
    let number = EntryCalls.open(directory.raw, name, flags, mode: 0o600)
    try check("open", name, number)
    return Descriptor(owning: Int32(number))
  }

  private static func check(_ call: StaticString, _ name: [UInt8], _ result: Int) throws(KernelError) {
    if result < 0 { throw failure(call, name, Errno(Int32(-result))) }
  }

  private static func failure(_ call: StaticString, _ name: [UInt8], _ errno: Errno) -> KernelError {
    KernelError(call, String(decoding: name.dropLast(), as: UTF8.self), errno)
  }
}
