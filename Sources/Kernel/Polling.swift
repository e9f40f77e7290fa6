// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// One descriptor of a poll(2) and what it is asked and answers.
package struct PollEntry: Sendable {
  /// POLLIN.
  package static let readable: UInt16 = 0x1
  /// POLLOUT.
  package static let writable: UInt16 = 0x4
  /// POLLERR.
  package static let failed: UInt16 = 0x8
  /// POLLHUP.
  package static let hungUp: UInt16 = 0x10

  /// Negative: not asked.
  package var descriptor: Int32
  package var events: UInt16
  package var answer: UInt16 = 0

  package init(_ descriptor: Int32, _ events: UInt16 = readable) {
    self.descriptor = descriptor
    self.events = events
  }

  /// Something to read, or the end of the file.
  package var canRead: Bool { answer & (PollEntry.readable | PollEntry.hungUp | PollEntry.failed) != 0 }
  package var canWrite: Bool { answer & (PollEntry.writable | PollEntry.hungUp | PollEntry.failed) != 0 }
}

package enum Polling {
  /// Waits until one of the descriptors answers; false when the time is up.
  ///
  /// A signal that interrupts counts as an answer of none.
  ///
  /// `milliseconds`: nil waits without limit.
  package static func wait(_ entries: inout [PollEntry], milliseconds: Int64? = nil) throws(KernelError) -> Bool {
    var timeout: (Int64, Int64) = (0, 0)
    if let milliseconds { timeout = (max(milliseconds, 0) / 1000, max(milliseconds, 0) % 1000 * 1_000_000) }
    // struct pollfd: fd 4, events 2, revents 2.
    var words = [UInt64]()
    words.reserveCapacity(entries.count)
    for entry in entries {
      words.append(UInt64(UInt32(bitPattern: entry.descriptor)) | UInt64(entry.events) << 32)
    }
    let result = unsafe words.withUnsafeMutableBufferPointer { buffer in
      unsafe withUnsafeMutablePointer(to: &timeout) { time in
        systemCall(
          SYS_ppoll, Int(bitPattern: buffer.baseAddress), buffer.count,
          milliseconds == nil ? 0 : Int(bitPattern: time), 0, 8)
      }
    }
    let interrupted = -4
    if result < 0, result != interrupted { throw KernelError("ppoll", "", Errno(Int32(-result))) }
    for index in entries.indices {
      entries[index].answer = result < 0 ? 0 : UInt16(truncatingIfNeeded: words[index] >> 48)
    }
    return result != 0
  }

  /// Waits until one descriptor can be read or has ended; false when the time is up.
  package static func waitReadable(_ file: borrowing Descriptor, milliseconds: Int64?) throws(KernelError) -> Bool {
    let deadline = milliseconds.map { Clock.monotonic().milliseconds + $0 }
    while true {
      var entries = [PollEntry(file.raw)]
      let left = deadline.map { max($0 - Clock.monotonic().milliseconds, 0) }
      if try !wait(&entries, milliseconds: left) { return false }
      if entries[0].answer != 0 { return true }
    }
  }
}
