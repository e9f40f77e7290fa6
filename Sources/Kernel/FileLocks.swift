// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

extension Descriptor {
  /// flock(2), waiting for whoever holds it; shared or exclusive.
  ///
  /// Given up when the last copy of the descriptor is closed.
  package borrowing func lock(exclusive: Bool) throws(KernelError) {
    let (shared, alone) = (1, 2)
    _ = try call("flock", SYS_flock, "", Int(raw), exclusive ? alone : shared)
  }
}

extension Descriptor {
  /// ftruncate(2).
  package borrowing func truncate(to size: Int64) throws(KernelError) {
    _ = try call("ftruncate", SYS_ftruncate, "", Int(raw), Int(size))
  }
}

extension Files {
  /// Opens `path` and locks it alone, if nobody holds it; nil when somebody does.
  package static func openIfUnlocked(
    _ path: String, at directory: Int32 = workingDirectory, _ flags: Int, mode: UInt32 = 0
  ) throws(KernelError) -> Descriptor? {
    let file = try open(path, at: directory, flags, mode: mode)
    do {
      try file.lockExclusively()
    } catch  where error.errno == .EWOULDBLOCK {
      return nil
    }
    return file
  }
}

extension Descriptors {
  /// A descriptor of our own for a standard stream.
  package static func duplicate(of stream: StandardStream) throws(KernelError) -> Descriptor {
    let duplicateCloseOnExec = 1030
    let result = try call("fcntl", SYS_fcntl, "F_DUPFD_CLOEXEC", Int(stream.rawValue), duplicateCloseOnExec, 3)
    return Descriptor(owning: Int32(result))
  }
}
