// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// What a runtime that will make a process does about its own first.
enum ProcessHygiene {
  /// Nothing the caller leaked to us reaches a container (CVE-2024-21626), and none of our descriptors becomes standard
  /// input or output because the caller had closed those.
  ///
  /// `preserved`: how many descriptors from 3 on the container gets (`--preserve-fds`, LISTEN_FDS); they must
  /// be there now, before anything of ours could be taken for them.
  static func apply(preserving preserved: UInt32) throws(Failure) {
    // What we inherited is not close-on-exec; what we have opened already (a log) is.
    for number in 3..<3 + Int32(clamping: preserved) where !Descriptors.isInherited(number) {
      throw Failure(.usage, "unable to stat preserved-fd \(number): bad file descriptor")
    }
    try asFailure(.system) { () throws(KernelError) in
      for number: Int32 in 0...2 where !Descriptors.isOpen(number) {
        let null = try Files.open("/dev/null", OpenFlags.readWrite)
        // The lowest free number is the missing one.
        let opened = null.release()
        if opened == number { try Descriptors.keepOnExec(opened) }
      }
      try Descriptors.closeOnExec(from: 3)
    }
  }
}
