// SPDX-License-Identifier: Apache-2.0
internal import CLinux
package import LinuxABI

/// Calls on one entry of an open directory, for those who make very many: names are bytes that end with a NUL, nothing is
/// allocated, and an error is the negated errno.
///
/// No name may contain a slash, and no call follows a link: what a directory's descriptor was opened for is all it reaches.
package enum EntryCalls {
  package typealias Name = UnsafePointer<UInt8>

  /// unlinkat(2) with AT_REMOVEDIR.
  package static func removeDirectory(_ directory: Int32, _ name: Name) -> Int {
    systemCall(SYS_unlinkat, Int(directory), Int(bitPattern: name), 0x200)
  }

  /// openat(2), close-on-exec, never through a link.
  @inline(__always)
  package static func open(_ directory: Int32, _ name: Name, _ flags: Int, mode: UInt32 = 0) -> Int {
    systemCall(
      SYS_openat, Int(directory), Int(bitPattern: name), flags | OpenFlags.noFollow | OpenFlags.closeOnExec, Int(mode))
  }

  /// close(2).
  package static func close(_ number: Int32) { _ = systemCall(SYS_close, Int(number)) }

  /// mkdirat(2).
  package static func makeDirectory(_ directory: Int32, _ name: Name, mode: UInt32) -> Int {
    systemCall(SYS_mkdirat, Int(directory), Int(bitPattern: name), Int(mode))
  }

  /// mknodat(2).
  package static func makeNode(_ directory: Int32, _ name: Name, mode: UInt32, device: DeviceNumber) -> Int {
    systemCall(SYS_mknodat, Int(directory), Int(bitPattern: name), Int(mode), Int(truncatingIfNeeded: device.rawValue))
  }

  /// symlinkat(2).
  package static func makeSymlink(_ directory: Int32, _ name: Name, target: UnsafePointer<UInt8>) -> Int {
    systemCall(SYS_symlinkat, Int(bitPattern: target), Int(directory), Int(bitPattern: name))
  }

  /// linkat(2) of the entry itself, a symbolic link too.
  package static func link(_ from: Int32, _ old: Name, to directory: Int32, _ name: Name) -> Int {
    systemCall(SYS_linkat, Int(from), Int(bitPattern: old), Int(directory), Int(bitPattern: name), 0)
  }

  /// unlinkat(2); EISDIR for a directory.
  package static func unlink(_ directory: Int32, _ name: Name) -> Int {
    systemCall(SYS_unlinkat, Int(directory), Int(bitPattern: name), 0)
  }

  /// write(2), all of it.
  package static func write(_ number: Int32, _ bytes: UnsafeRawPointer, count: Int) -> Int {
    var done = 0
    while done < count {
      let result = systemCall(SYS_write, Int(number), Int(bitPattern: bytes) + done, count - done)
      if result == -4 { continue }  // EINTR
      if result <= 0 { return result }
      done += result
    }
    return done
  }

  /// pwrite(2), all of it.
  package static func write(_ number: Int32, _ bytes: UnsafeRawPointer, count: Int, at offset: Int64) -> Int {
    var done = 0
    while done < count {
      let result = systemCall(
        SYS_pwrite64, Int(number), Int(bitPattern: bytes) + done, count - done, Int(offset) + done)
      if result == -4 { continue }  // EINTR
      if result <= 0 { return result }
      done += result
    }
    return done
  }

  /// read(2).
  package static func read(_ number: Int32, _ bytes: UnsafeMutableRawPointer, count: Int) -> Int {
    while true {
      let result = systemCall(SYS_read, Int(number), Int(bitPattern: bytes), count)
      if result != -4 { return result }
    }
  }

  /// ftruncate(2).
  package static func setSize(_ number: Int32, _ size: Int64) -> Int {
    systemCall(SYS_ftruncate, Int(number), Int(size))
  }

  /// fchown(2).
  package static func setOwner(_ number: Int32, uid: UInt32, gid: UInt32) -> Int {
    systemCall(SYS_fchown, Int(number), Int(uid), Int(gid))
  }

  /// fchownat(2) of an entry, a symbolic link too.
  package static func setOwner(_ directory: Int32, _ name: Name, uid: UInt32, gid: UInt32) -> Int {
    systemCall(SYS_fchownat, Int(directory), Int(bitPattern: name), Int(uid), Int(gid), AtFlags.noFollow)
  }

  /// fchmod(2).
  package static func setMode(_ number: Int32, _ mode: UInt32) -> Int { systemCall(SYS_fchmod, Int(number), Int(mode)) }

  /// fchmodat(2) of an entry that is no symbolic link, which the call would follow.
  package static func setMode(_ directory: Int32, _ name: Name, _ mode: UInt32) -> Int {
    systemCall(SYS_fchmodat, Int(directory), Int(bitPattern: name), Int(mode))
  }

  /// futimens(3) of an open file; the time of access as well.
  package static func setTime(_ number: Int32, _ time: TimeSpec) -> Int {
    var times = (time.seconds, time.nanoseconds, time.seconds, time.nanoseconds)
    return unsafe withUnsafeMutablePointer(to: &times) {
      systemCall(SYS_utimensat, Int(number), 0, Int(bitPattern: $0), 0)
    }
  }

  /// utimensat(2) of an entry, a symbolic link too.
  package static func setTime(_ directory: Int32, _ name: Name, _ time: TimeSpec) -> Int {
    var times = (time.seconds, time.nanoseconds, time.seconds, time.nanoseconds)
    return unsafe withUnsafeMutablePointer(to: &times) {
      systemCall(SYS_utimensat, Int(directory), Int(bitPattern: name), Int(bitPattern: $0), AtFlags.noFollow)
    }
  }

  /// readlinkat(2).
  package static func readLink(_ directory: Int32, _ name: Name, into bytes: UnsafeMutableRawBufferPointer) -> Int {
    systemCall(
      SYS_readlinkat, Int(directory), Int(bitPattern: name), Int(bitPattern: bytes.baseAddress), bytes.count)
  }

  /// lseek(2) from the start.
  package static func setPosition(_ number: Int32, _ offset: Int64) -> Int {
    systemCall(SYS_lseek, Int(number), Int(offset), 0)
  }

  /// lseek(2) with SEEK_DATA (3) or SEEK_HOLE (4); ENXIO behind the last data.
  package static func seek(_ number: Int32, _ offset: Int64, data: Bool) -> Int {
    systemCall(SYS_lseek, Int(number), Int(offset), data ? 3 : 4)
  }

  /// Removes the entry, a directory with everything in it; not there is fine.
  package static func removeTree(_ directory: Int32, _ name: [UInt8]) throws(KernelError) {
    try Files.removeTree(bytes: name, at: directory)
  }

  /// This process's umask, without changing it for longer than a moment; before there are threads.
  package static func umask() -> UInt32 {
    let old = systemCall(SYS_umask, 0o077)
    _ = systemCall(SYS_umask, old)
    return UInt32(old)
  }
}

extension Processes {
  /// Gives this thread a working directory, root and umask of its own (unshare(2), CLONE_FS).
  package static func unshareWorkingDirectory() throws(KernelError) {
    let fileSystem = 0x200
    _ = try call("unshare", SYS_unshare, "", fileSystem)
  }
}
