// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Two connected sockets of AF_UNIX, close-on-exec.
package struct SocketPair: ~Copyable {
  package var first: Descriptor
  package var second: Descriptor

  package enum Kind: Int, Sendable {
    /// A stream of bytes.
    case stream = 1
    /// Whole messages, in order, with an end of file (SOCK_SEQPACKET).
    case messages = 5
  }

  /// socketpair(2).
  package init(_ kind: Kind) throws(KernelError) {
    var ends: (Int32, Int32) = (-1, -1)
    let unixFamily = 1
    let closeOnExec = 0o2000000
    let result = unsafe withUnsafeMutablePointer(to: &ends) {
      systemCall(SYS_socketpair, unixFamily, kind.rawValue | closeOnExec, 0, Int(bitPattern: $0))
    }
    if result < 0 { throw KernelError("socketpair", "", Errno(Int32(-result))) }
    first = Descriptor(owning: ends.0)
    second = Descriptor(owning: ends.1)
  }

  /// The first socket alone; the second is closed.
  package consuming func takeFirst() -> Descriptor { first }
}
