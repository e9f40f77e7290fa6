// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// A pipe(7); both ends close-on-exec.
///
/// A struct, because a tuple cannot hold values that have one owner.
package struct Pipe: ~Copyable {
  package var reading: Descriptor
  package var writing: Descriptor

  /// Makes the pipe.
  ///
  /// - Parameter polled: the reading end is O_NONBLOCK. Never the writing end: a program that is given it as standard
  ///   output would fail with EAGAIN when it writes much.
  /// - Throws: pipe2(2) or fcntl(2) that failed.
  package init(polled: Bool = false) throws(KernelError) {
    var ends: (Int32, Int32) = (-1, -1)
    let result = unsafe withUnsafeMutablePointer(to: &ends) {
      systemCall(SYS_pipe2, Int(bitPattern: $0), OpenFlags.closeOnExec)
    }
    if result < 0 { throw KernelError("pipe2", "", Errno(Int32(-result))) }
    // F_SETFL of O_NONBLOCK on a pipe of our own cannot fail.
    let setFlags = 4
    if polled { _ = systemCall(SYS_fcntl, Int(ends.0), setFlags, OpenFlags.nonBlocking) }
    reading = Descriptor(owning: ends.0)
    writing = Descriptor(owning: ends.1)
  }

  /// The writing end alone; the reading end is closed.
  package consuming func takeWriting() -> Descriptor { writing }

  /// Gives both numbers away without closing them.
  package consuming func release() -> (reading: Int32, writing: Int32) { (reading.release(), writing.release()) }
}
