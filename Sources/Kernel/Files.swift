// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Files by path, on the host's side; every descriptor is close-on-exec.
///
/// `at` is a directory descriptor from which a relative path starts.
package enum Files {
  /// AT_FDCWD: relative paths start at the working directory.
  package static let workingDirectory: Int32 = -100

  /// Opens `path` (`OpenFlags`; O_CLOEXEC is added).
  package static func open(
    _ path: String, at directory: Int32 = workingDirectory, _ flags: Int, mode: UInt32 = 0
  ) throws(KernelError) -> Descriptor {
    let result = try callAt("open", SYS_openat, directory, path, flags | OpenFlags.closeOnExec, Int(mode))
    return Descriptor(owning: Int32(result))
  }

  /// Everything in a file; EFBIG when it is more than `limit` bytes, EISDIR for a directory.
  package static func read(
    _ path: String, at directory: Int32 = workingDirectory, limit: Int
  ) throws(KernelError) -> [UInt8] {
    let file = try open(path, at: directory, OpenFlags.readOnly | OpenFlags.noControllingTerminal)
    do {
      return try file.readAll(limit: limit)
    } catch {
      throw KernelError(error.call, path, error.errno)
    }
  }

  /// Writes `text` in one call to a file that exists (procfs, cgroups).
  package static func write(
    _ text: String, to path: String, at directory: Int32 = workingDirectory
  ) throws(KernelError) {
    let file = try open(path, at: directory, OpenFlags.writeOnly)
    do {
      try file.writeOnce(text)
    } catch {
      throw KernelError(error.call, path, error.errno)
    }
  }

  /// Puts a file of those bytes in place of `path` at once: a temporary name, then rename(2), so that a reader or a
  /// crash never sees half of it.
  ///
  /// `synced`: its content is on the disk before it has its name (fsync(2)), for what has to survive the machine's end.
  package static func replace(
    _ path: String, at directory: Int32 = workingDirectory, temporary: String, mode: UInt32, with bytes: [UInt8],
    synced: Bool = false
  ) throws(KernelError) {
    try create(temporary, at: directory, mode: mode, with: bytes)
    do {
      if synced { try sync(try open(temporary, at: directory, OpenFlags.readOnly | OpenFlags.noFollow)) }
      try rename(temporary, at: directory, to: path)
    } catch {
      try? unlink(temporary, at: directory)
      throw error
    }
  }

  /// fsync(2).
  package static func sync(_ file: borrowing Descriptor) throws(KernelError) {
    _ = try call("fsync", SYS_fsync, "", Int(file.raw))
  }

  /// syncfs(2): everything written to the file system that a file is on.
  package static func syncFileSystem(of file: borrowing Descriptor) throws(KernelError) {
    _ = try call("syncfs", SYS_syncfs, "", Int(file.raw))
  }

  /// Writes a file of those bytes; it is truncated when it is there, and removed when it cannot be written in full.
  package static func create(
    _ path: String, at directory: Int32 = workingDirectory, mode: UInt32, with bytes: [UInt8]
  ) throws(KernelError) {
    let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.truncate | OpenFlags.noFollow
    let file = try open(path, at: directory, flags, mode: mode)
    do {
      try file.write(bytes)
    } catch {
      try? unlink(path, at: directory)
      throw KernelError(error.call, path, error.errno)
    }
  }

  /// rename(2) within one directory.
  package static func rename(_ old: String, at directory: Int32 = workingDirectory, to new: String) throws(KernelError)
  {
    try callAt("rename", SYS_renameat2, directory, old, to: directory, new)
  }

  /// unlink(2).
  package static func unlink(_ path: String, at directory: Int32 = workingDirectory) throws(KernelError) {
    _ = try callAt("unlink", SYS_unlinkat, directory, path)
  }

  /// rmdir(2).
  package static func removeDirectory(_ path: String, at directory: Int32 = workingDirectory) throws(KernelError) {
    let removeDirectory = 0x200
    _ = try callAt("rmdir", SYS_unlinkat, directory, path, removeDirectory)
  }

  /// mkdir(2).
  package static func makeDirectory(
    _ path: String, at directory: Int32 = workingDirectory, mode: UInt32
  ) throws(KernelError) {
    _ = try callAt("mkdir", SYS_mkdirat, directory, path, Int(mode))
  }

  /// mkfifo(3).
  package static func makeFIFO(
    _ path: String, at directory: Int32 = workingDirectory, mode: UInt32
  ) throws(KernelError) {
    let fifo = 0o010000
    _ = try callAt("mkfifo", SYS_mknodat, directory, path, fifo | Int(mode))
  }

  /// chmod(2).
  package static func changeMode(
    _ path: String, at directory: Int32 = workingDirectory, _ mode: UInt32
  ) throws(KernelError) {
    _ = try callAt("chmod", SYS_fchmodat, directory, path, Int(mode))
  }

  /// utimensat(2), a link's own; the time of the last access becomes the same.
  package static func setTime(_ time: TimeSpec, _ path: String, at directory: Int32) throws(KernelError) {
    let noFollow = 0x100
    var times = (time.seconds, time.nanoseconds, time.seconds, time.nanoseconds)
    _ = unsafe try withUnsafeMutablePointer(to: &times) { (times) throws(KernelError) in
      try callAt("utimensat", SYS_utimensat, directory, path, Int(bitPattern: times), noFollow)
    }
  }

  /// Whether something is at `path` (a symbolic link counts as what it is).
  package static func exists(_ path: String, at directory: Int32 = workingDirectory) -> Bool {
    (try? status(path, at: directory, follow: false)) != nil
  }

  /// chdir(2).
  package static func changeDirectory(_ path: String) throws(KernelError) {
    let result = unsafe path.withCString { systemCall(SYS_chdir, Int(bitPattern: $0)) }
    if result < 0 { throw KernelError("chdir", path, Errno(Int32(-result))) }
  }

  /// The working directory's path, absolute; ENOENT when it is not reachable.
  package static func currentDirectory() throws(KernelError) -> String {
    var result = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      result = systemCall(SYS_getcwd, Int(bitPattern: buffer.baseAddress), 4096)
      count = max(result - 1, 0)
    }
    if result < 0 { throw KernelError("getcwd", "", Errno(Int32(-result))) }
    if bytes.first != UInt8(ascii: "/") { throw KernelError("getcwd", "", .ENOENT) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The target of a symbolic link.
  package static func readLink(_ path: String, at directory: Int32 = workingDirectory) throws(KernelError) -> String {
    var result = 0
    var bytes = [UInt8](repeating: 0, count: 4096)
    result = unsafe try bytes.withUnsafeMutableBufferPointer { (buffer) throws(KernelError) -> Int in
      try callAt("readlink", SYS_readlinkat, directory, path, Int(bitPattern: buffer.baseAddress), 4096)
    }
    bytes.removeLast(4096 - result)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Descriptor {
  /// flock(2), exclusive; EWOULDBLOCK when somebody else holds it.
  ///
  /// Given up when the last copy is closed.
  package borrowing func lockExclusively() throws(KernelError) {
    let exclusive = 2
    let nonBlocking = 4
    _ = try call("flock", SYS_flock, "", Int(raw), exclusive | nonBlocking)
  }

  /// Gives a lock up.
  package borrowing func unlock() {
    let unlock = 8
    _ = systemCall(SYS_flock, Int(raw), unlock)
  }
}
