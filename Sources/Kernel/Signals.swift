// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// A set of signals, bit N-1 for signal N, as rt_sigprocmask(2) takes it.
package struct SignalSet: Equatable, Sendable {
  package var mask: UInt64
  package init(mask: UInt64 = 0) { self.mask = mask }
  package static var all: SignalSet { SignalSet(mask: .max) }
}

package enum Signals {
  /// Replaces the set of blocked signals; returns the former one.
  @discardableResult
  package static func setBlocked(_ set: SignalSet) throws(KernelError) -> SignalSet {
    let setMask = 2
    var new = set.mask
    var old: UInt64 = 0
    let result = unsafe withUnsafeMutablePointer(to: &new) { newMask in
      unsafe withUnsafeMutablePointer(to: &old) { oldMask in
        systemCall(
          SYS_rt_sigprocmask, setMask, Int(bitPattern: newMask), Int(bitPattern: oldMask), 8)
      }
    }
    if result < 0 { throw KernelError("rt_sigprocmask", "", Errno(Int32(-result))) }
    return SignalSet(mask: old)
  }

  /// Gives every signal its default action and blocks none (sigaction(2), sigprocmask(2)).
  ///
  /// execve(2) keeps ignored and blocked signals: what a caller ignores (nohup's SIGHUP, an interpreter's SIGPIPE) would
  /// be ignored by the program as well.
  package static func reset() {
    // struct sigaction of the kernel: SIG_DFL, no flags, no restorer, an empty mask.
    var action = InlineArray<4, UInt64>(repeating: 0)
    var mask: UInt64 = 0
    let setMask = 2
    unsafe withUnsafeMutablePointer(to: &action) { pointer in
      // SIGKILL and SIGSTOP answer EINVAL, which changes nothing.
      for number in 1...64 {
        _ = systemCall(SYS_rt_sigaction, number, Int(bitPattern: pointer), 0, 8)
      }
    }
    unsafe withUnsafeMutablePointer(to: &mask) { pointer in
      _ = systemCall(SYS_rt_sigprocmask, setMask, Int(bitPattern: pointer), 0, 8)
    }
  }

  /// A descriptor from which blocked signals are read (signalfd(2)), close-on-exec, not blocking.
  package static func descriptor(_ set: SignalSet) throws(KernelError) -> Descriptor {
    let flags = 0o2000000 | 0o4000
    var mask = set.mask
    let result = unsafe withUnsafeMutablePointer(to: &mask) {
      systemCall(SYS_signalfd4, -1, Int(bitPattern: $0), 8, flags)
    }
    if result < 0 { throw KernelError("signalfd", "", Errno(Int32(-result))) }
    return Descriptor(owning: Int32(result))
  }

  /// The next signal waiting there; nil when none is.
  package static func next(_ descriptor: borrowing Descriptor) -> Int32? {
    var information = InlineArray<16, UInt64>(repeating: 0)
    let number = descriptor.raw
    let result = unsafe withUnsafeMutablePointer(to: &information) {
      systemCall(SYS_read, Int(number), Int(bitPattern: $0), 128)
    }
    return result == 128 ? Int32(truncatingIfNeeded: information[0]) : nil
  }
}
