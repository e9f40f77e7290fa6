// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// What statfs(2) tells of the mount a file is on.
package struct FileSystemStatus: Equatable, Sendable {
  /// `FileSystemMagic`.
  package var type: Int
  /// `StatfsFlags`.
  package var flags: UInt64
  /// Bytes that we may still write; f_bavail.
  package var free: UInt64

  /// The mount flags (MS_*) that `flags` say; MS_STRICTATIME when none of the other atime modes is on.
  package var mountFlags: UInt64 {
    let pairs: [(UInt64, UInt64)] = [
      (StatfsFlags.readOnly, MountFlags.readOnly), (StatfsFlags.noSetuid, MountFlags.noSetuid),
      (StatfsFlags.noDevices, MountFlags.noDevices), (StatfsFlags.noExecute, MountFlags.noExecute),
      (StatfsFlags.noAccessTime, MountFlags.noAccessTime),
      (StatfsFlags.noDirectoryAccessTime, MountFlags.noDirectoryAccessTime),
      (StatfsFlags.relativeAccessTime, MountFlags.relativeAccessTime),
      (StatfsFlags.noFollowSymlinks, MountFlags.noFollowSymlinks),
    ]
    var result: UInt64 = 0
    for (status, mount) in pairs where flags & status != 0 { result |= mount }
    if result & (MountFlags.noAccessTime | MountFlags.relativeAccessTime) == 0 {
      result |= MountFlags.strictAccessTime
    }
    return result
  }
}

extension Files {
  /// fstatfs(2).
  package static func fileSystem(of file: borrowing Descriptor) throws(KernelError) -> FileSystemStatus {
    try fileSystem("fd \(file.raw)") { systemCall(SYS_fstatfs, Int(file.raw), $0) }
  }

  /// fstatfs(2) of an open file known by its number.
  package static func fileSystem(ofNumber number: Int32) throws(KernelError) -> FileSystemStatus {
    try fileSystem("fd \(number)") { systemCall(SYS_fstatfs, Int(number), $0) }
  }

  /// statfs(2); follows links.
  package static func fileSystem(_ path: String) throws(KernelError) -> FileSystemStatus {
    try fileSystem(path) { buffer in
      unsafe path.withCString { systemCall(SYS_statfs, Int(bitPattern: $0), buffer) }
    }
  }

  private static func fileSystem(
    _ subject: @autoclosure () -> String, _ perform: (Int) -> Int
  ) throws(KernelError) -> FileSystemStatus {
    // struct statfs on 64-bit machines: type, bsize, five counts, fsid 8, namelen, frsize, flags, spare[4].
    var words = InlineArray<15, Int>(repeating: 0)
    let result = unsafe withUnsafeMutablePointer(to: &words) { perform(Int(bitPattern: $0)) }
    if result < 0 { throw KernelError("statfs", subject(), Errno(Int32(-result))) }
    return FileSystemStatus(
      type: words[0], flags: UInt64(words[10]), free: UInt64(clamping: words[4]) &* UInt64(clamping: words[1]))
  }
}
