// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// The three descriptors every program starts with; nobody here owns them.
package enum StandardStream: Int32, CaseIterable, Sendable {
  case input = 0
  case output
  case error

  /// Writes all of `bytes`, unbuffered: what a buffer holds is lost when the process ends by exit_group or exec.
  package func write(_ bytes: [UInt8]) throws(KernelError) {
    var done = 0
    while done < bytes.count {
      let from = done
      let result = unsafe bytes.withUnsafeBufferPointer { buffer in
        systemCall(SYS_write, Int(rawValue), Int(bitPattern: buffer.baseAddress) + from, buffer.count - from)
      }
      if result == -4 { continue }  // EINTR
      if result < 0 { throw KernelError("write", "standard output", Errno(Int32(-result))) }
      done += result
    }
  }

  /// Everything up to the end of what comes; EFBIG when it is more than `limit` bytes.
  package func readAll(limit: Int) throws(KernelError) -> [UInt8] {
    var bytes: [UInt8] = []
    while try Descriptors.read(rawValue, into: &bytes, limit: 4096) > 0 {
      if bytes.count > limit { throw KernelError("read", "standard input", .EFBIG) }
    }
    return bytes
  }

  /// Opens /dev/null in place of those that are closed: the next file opened would get their number, and a container's
  /// standard output would be our log.
  package static func ensureOpen() throws(KernelError) {
    for stream in allCases where !Descriptors.isOpen(stream.rawValue) {
      // The lowest free number is the one that is missing, since they are tried from 0 on.
      _ = try Files.open("/dev/null", OpenFlags.readWrite).release()
      _ = systemCall(SYS_fcntl, Int(stream.rawValue), 2, 0)
    }
  }
}
