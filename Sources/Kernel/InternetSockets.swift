// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Ports of IPv4 held without being served.
package enum InternetSockets {
  /// Binds a port so that nobody else gets it while the descriptor is open; port 0 takes one that is free.
  ///
  /// `address`: four numbers, the first in the lowest byte; 0 is every address.
  ///
  /// - Throws: EADDRINUSE when somebody has it.
  package static func reserve(
    address: UInt32, port: UInt16, datagrams: Bool
  ) throws(KernelError) -> (number: Int32, port: UInt16) {
    let (family, stream, datagram, closeOnExec) = (2, 1, 2, 0o2000000)
    let kind = (datagrams ? datagram : stream) | closeOnExec
    let socket = Descriptor(owning: Int32(try call("socket", SYS_socket, "", family, kind, 0)))
    // struct sockaddr_in: family 2, port 2 in network order, address 4, 8 of padding.
    var words: (UInt64, UInt64) = (UInt64(family) | UInt64(port.bigEndian) << 16 | UInt64(address) << 32, 0)
    var size: UInt32 = 16
    let number = Int(socket.raw)
    var result = unsafe withUnsafeMutablePointer(to: &words) {
      systemCall(SYS_bind, number, Int(bitPattern: $0), 16)
    }
    if result >= 0, !datagrams { result = systemCall(SYS_listen, number, 1) }
    if result >= 0 {
      result = unsafe withUnsafeMutablePointer(to: &words) { pointer in
        unsafe withUnsafeMutablePointer(to: &size) {
          systemCall(SYS_getsockname, number, Int(bitPattern: pointer), Int(bitPattern: $0))
        }
      }
    }
    if result < 0 { throw KernelError("bind", "port \(port)", Errno(Int32(-result))) }
    return (socket.release(), UInt16(bigEndian: UInt16(truncatingIfNeeded: words.0 >> 16)))
  }
}
