// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// A counter of events that the kernel adds to and somebody waits for (eventfd(2)).
package struct EventCounter: ~Copyable {
  /// To be waited for, and to be named to whoever counts.
  package let descriptor: Descriptor

  package init() throws(KernelError) {
    let flags = OpenFlags.closeOnExec | OpenFlags.nonBlocking
    descriptor = Descriptor(owning: Int32(try call("eventfd", SYS_eventfd2, "", 0, flags)))
  }

  /// The events since the last call.
  package borrowing func take() throws(KernelError) -> UInt64 {
    var count: UInt64 = 0
    let number = descriptor.raw
    let result = unsafe withUnsafeMutablePointer(to: &count) {
      systemCall(SYS_read, Int(number), Int(bitPattern: $0), 8)
    }
    if result == -Int(Errno.EAGAIN.rawValue) { return 0 }
    if result < 0 { throw KernelError("read", "eventfd", Errno(Int32(-result))) }
    return count
  }
}
