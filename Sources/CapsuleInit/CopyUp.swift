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
    for name in try source.entries() {
      let status = try Files.status(name, at: source.raw, follow: false)
      let type = status.mode & FileMode.typeMask
      let permissions = status.mode & FileMode.permissions
      if type == FileMode.directory {
        let flags = OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow
        try Files.makeDirectory(name, at: target.raw, mode: permissions)
        let below = try Files.open(name, at: target.raw, flags)
        try copyContent(of: try Files.open(name, at: source.raw, flags), to: below)
        try setOwnerAndMode(below, status)
      } else if type == FileMode.regular {
        try copyFile(name, status, from: source, to: target)
      } else if type == FileMode.symbolicLink {
        try Nodes.makeSymlink(name, at: target.raw, to: try Files.readLink(name, at: source.raw))
        try Nodes.setOwner(name, at: target.raw, uid: status.uid, gid: status.gid)
      } else if type != FileMode.socket {
        let device = DeviceNumber(major: status.specialDevice.major, minor: status.specialDevice.minor)
        try Nodes.make(name, at: target.raw, mode: type | permissions, device: device)
        try Nodes.setOwner(name, at: target.raw, uid: status.uid, gid: status.gid)
      }
    }
  }

  private static func copyFile(
    _ name: String, _ status: FileStatus, from source: borrowing Descriptor, to target: borrowing Descriptor
  ) throws(KernelError) {
    let reading = OpenFlags.readOnly | OpenFlags.noFollow | OpenFlags.nonBlocking
    let input = try Files.open(name, at: source.raw, reading)
    guard try Files.status(of: input).isRegular else { throw KernelError("open", name, .EINVAL) }
    let writing = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive | OpenFlags.noFollow
    let output = try Files.open(name, at: target.raw, writing, mode: 0o600)
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
}
