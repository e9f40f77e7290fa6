// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// A pipe(7); both ends close-on-exec.
///
/// A struct, because a tuple cannot hold values that have one owner.
package struct Pipe: ~Copyable {
  package var reading: Descriptor
  package var writing: Descriptor

  /// Makes the pipe; with `nonBlocking` both ends are O_NONBLOCK.
  package init(nonBlocking: Bool = false) throws(KernelError) {
    var ends: (Int32, Int32) = (-1, -1)
    let closeOnExec = 0o2000000
    let flags = closeOnExec | (nonBlocking ? 0o4000 : 0)
    let result = unsafe withUnsafeMutablePointer(to: &ends) { systemCall(SYS_pipe2, Int(bitPattern: $0), flags) }
    if result < 0 { throw KernelError("pipe2", "", Errno(Int32(-result))) }
    reading = Descriptor(owning: ends.0)
    writing = Descriptor(owning: ends.1)
  }

  /// Gives both numbers away without closing them.
  package consuming func release() -> (reading: Int32, writing: Int32) { (reading.release(), writing.release()) }
}
