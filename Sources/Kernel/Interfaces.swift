// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Network interfaces of the current network namespace.
package enum Interfaces {
  /// Sets IFF_UP on `lo` (netdevice(7)); a new network namespace has it down.
  package static func bringUpLoopback() throws(KernelError) {
    let (unixFamily, datagram, closeOnExec) = (1, 2, 0o2000000)
    // Any socket will do for the request; one of AF_UNIX exists in every kernel.
    let socket = Descriptor(
      owning: Int32(try call("socket", SYS_socket, "", unixFamily, datagram | closeOnExec, 0)))
    let setFlags = 0x8914
    let (up, running): (UInt64, UInt64) = (0x1, 0x40)
    // struct ifreq: a name of 16 bytes, then a union, here 16 bits of flags; 40 bytes.
    var request = InlineArray<5, UInt64>(repeating: 0)
    request[0] = UInt64(UInt8(ascii: "l")) | UInt64(UInt8(ascii: "o")) << 8
    request[2] = up | running
    let number = socket.raw
    let result = unsafe withUnsafeMutablePointer(to: &request) {
      systemCall(SYS_ioctl, Int(number), setFlags, Int(bitPattern: $0))
    }
    if result < 0 { throw KernelError("ioctl", "SIOCSIFFLAGS lo", Errno(Int32(-result))) }
  }
}
