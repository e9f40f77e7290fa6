// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// What statx(2) tells of a file: its kind and mode, owner, and identity.
package struct FileStatus: Equatable, Sendable {
  /// S_IFMT bits and permissions.
  package var mode: UInt32 = 0
  package var uid: UInt32 = 0
  package var gid: UInt32 = 0
  package var inode: UInt64 = 0
  /// Bytes.
  package var size: UInt64 = 0
  /// Hard links.
  package var links: UInt32 = 0
  /// Time of the last change of its content.
  package var modified = TimeSpec(seconds: 0, nanoseconds: 0)
  /// Time of the last change of anything about it; nobody sets this one.
  package var changed = TimeSpec(seconds: 0, nanoseconds: 0)
  /// Major and minor of the file system it is on.
  package var device: (major: UInt32, minor: UInt32) = (0, 0)
  /// Major and minor of a device node.
  package var specialDevice: (major: UInt32, minor: UInt32) = (0, 0)

  /// Of nothing.
  package init() {}

  package var isDirectory: Bool { mode & 0o170000 == 0o040000 }
  package var isRegular: Bool { mode & 0o170000 == 0o100000 }
  package var isFIFO: Bool { mode & 0o170000 == 0o010000 }
  package var isSocket: Bool { mode & 0o170000 == 0o140000 }

  package static func == (a: FileStatus, b: FileStatus) -> Bool {
    a.mode == b.mode && a.uid == b.uid && a.gid == b.gid && a.inode == b.inode && a.device == b.device
      && a.specialDevice == b.specialDevice
  }
}

extension Files {
  private static let emptyPath = 0x1000
  private static let noFollow = 0x100
  private static let basicStats = 0x7ff

  /// Status of the file at `path`; with `follow` of what a symbolic link there leads to.
  package static func status(
    _ path: String, at directory: Int32 = workingDirectory, follow: Bool = true
  ) throws(KernelError) -> FileStatus {
    try statx(path, at: directory, follow ? 0 : noFollow)
  }

  /// Status of an open file.
  package static func status(of file: borrowing Descriptor) throws(KernelError) -> FileStatus {
    try statx("", at: file.raw, emptyPath)
  }

  /// Status of an open file known by its number.
  package static func status(ofNumber number: Int32) throws(KernelError) -> FileStatus {
    try statx("", at: number, emptyPath)
  }

  /// Status of an entry of an open directory, without following a link; `name` ends with a NUL.
  ///
  /// nil when it is not there, or is behind something that is no directory.
  package static func status(entry name: UnsafePointer<UInt8>, at directory: Int32) -> FileStatus? {
    var status = FileStatus()
    return unsafe statx(Int(bitPattern: name), directory, noFollow, &status) < 0 ? nil : status
  }

  private static func statx(_ path: String, at directory: Int32, _ flags: Int) throws(KernelError) -> FileStatus {
    var status = FileStatus()
    let result = unsafe path.withCString { statx(Int(bitPattern: $0), directory, flags, &status) }
    if result < 0 { throw KernelError("stat", path, Errno(Int32(-result))) }
    return status
  }

  private static func statx(_ path: Int, _ directory: Int32, _ flags: Int, _ status: inout FileStatus) -> Int {
    // struct statx has the same layout on every machine: nlink at 16, uid 20, gid 24, mode 28, ino 32, size 40,
    // ctime 96, mtime 112, rdev 128, dev 136.
    var words = InlineArray<32, UInt64>(repeating: 0)
    let result = unsafe withUnsafeMutablePointer(to: &words) {
      systemCall(SYS_statx, Int(directory), path, flags, basicStats, Int(bitPattern: $0))
    }
    if result < 0 { return result }
    status.links = UInt32(truncatingIfNeeded: words[2])
    status.uid = UInt32(truncatingIfNeeded: words[2] >> 32)
    status.gid = UInt32(truncatingIfNeeded: words[3])
    status.mode = UInt32(truncatingIfNeeded: words[3] >> 32) & 0xffff
    status.inode = words[4]
    status.size = words[5]
    status.changed = TimeSpec(
      seconds: Int64(bitPattern: words[12]), nanoseconds: Int64(words[13] & 0xffff_ffff))
    status.modified = TimeSpec(
      seconds: Int64(bitPattern: words[14]), nanoseconds: Int64(words[15] & 0xffff_ffff))
    status.specialDevice = (UInt32(truncatingIfNeeded: words[16]), UInt32(truncatingIfNeeded: words[16] >> 32))
    status.device = (UInt32(truncatingIfNeeded: words[17]), UInt32(truncatingIfNeeded: words[17] >> 32))
    return result
  }
}
