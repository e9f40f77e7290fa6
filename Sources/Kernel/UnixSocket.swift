// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Sockets with a path in the file system.
package enum UnixSocket {
  private static let family: UInt8 = 1
  private static let closeOnExec = 0o2000000
  /// sizeof sun_path, less its NUL.
  private static let longestPath = 107

  /// Connects a stream socket to the one at `path`.
  ///
  /// A path longer than a socket address holds is reached through its directory's descriptor.
  package static func connect(_ path: String) throws(KernelError) -> Descriptor {
    let socket = try stream()
    let (address, directory) = try resolve(path)
    let result = withAddress(address) { systemCall(SYS_connect, Int(socket.raw), $0, 110) }
    _ = directory
    if result < 0 { throw KernelError("connect", path, Errno(Int32(-result))) }
    return socket
  }

  /// A datagram socket bound at `path`.
  package static func bindDatagram(_ path: String) throws(KernelError) -> Descriptor {
    let datagram = 2
    let socket = Descriptor(
      owning: Int32(try call("socket", SYS_socket, path, Int(family), datagram | closeOnExec, 0)))
    let (address, directory) = try resolve(path)
    let result = withAddress(address) { systemCall(SYS_bind, Int(socket.raw), $0, 110) }
    _ = directory
    if result < 0 { throw KernelError("bind", path, Errno(Int32(-result))) }
    return socket
  }

  /// A stream socket that listens at `path` (listen(2), accept4(2)).
  package static func listen(_ path: String) throws(KernelError) -> Descriptor {
    let socket = try stream()
    let (address, directory) = try resolve(path)
    let result = withAddress(address) { systemCall(SYS_bind, Int(socket.raw), $0, 110) }
    _ = directory
    if result < 0 { throw KernelError("bind", path, Errno(Int32(-result))) }
    _ = try call("listen", SYS_listen, path, Int(socket.raw), 8)
    return socket
  }

  /// The next who connects to a listening socket.
  package static func accept(_ socket: borrowing Descriptor) throws(KernelError) -> Descriptor {
    Descriptor(owning: Int32(try call("accept", SYS_accept4, "", Int(socket.raw), 0, 0, closeOnExec)))
  }

  /// Sends one datagram to `path`; a leading `@` names the abstract space.
  package static func sendDatagram(_ bytes: [UInt8], to path: String) throws(KernelError) {
    let datagram = 2
    let socket = Descriptor(
      owning: Int32(try call("socket", SYS_socket, path, Int(family), datagram | closeOnExec, 0)))
    let (address, directory) = try resolve(path)
    let isAbstract = path.utf8.first == UInt8(ascii: "@")
    let result = withAddress(address) {
      // An abstract address ends with its length, not with a NUL.
      systemCall(SYS_connect, Int(socket.raw), $0, isAbstract ? 2 + address.utf8.count : 110)
    }
    _ = directory
    if result < 0 { throw KernelError("connect", path, Errno(Int32(-result))) }
    try socket.send(bytes)
  }

  private static func stream() throws(KernelError) -> Descriptor {
    let stream = 1
    return Descriptor(owning: Int32(try call("socket", SYS_socket, "", Int(family), stream | closeOnExec, 0)))
  }

  /// The path as it fits an address, and the number of an open directory on which that rests.
  private static func resolve(_ path: String) throws(KernelError) -> (String, SharedDescriptor?) {
    if path.utf8.count <= longestPath { return (path, nil) }
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      throw KernelError("connect", path, .ENAMETOOLONG)
    }
    let name = String(path.utf8[path.utf8.index(after: slash)...]) ?? ""
    let parent = String(path.utf8[..<slash]) ?? ""
    let directory = SharedDescriptor(
      try Files.open(parent, OpenFlags.path | OpenFlags.directory))
    let short = "/proc/self/fd/\(directory.raw)/\(name)"
    if short.utf8.count > longestPath { throw KernelError("connect", path, .ENAMETOOLONG) }
    return (short, directory)
  }

  private static func withAddress(_ path: String, _ body: (Int) -> Int) -> Int {
    // struct sockaddr_un: family 2, path 108.
    var address = InlineArray<110, UInt8>(repeating: 0)
    address[0] = family
    var index = 2
    for byte in path.utf8 where index < 110 {
      address[index] = index == 2 && byte == UInt8(ascii: "@") ? 0 : byte
      index += 1
    }
    return unsafe withUnsafeMutablePointer(to: &address) { body(Int(bitPattern: $0)) }
  }
}

/// A descriptor with several owners; the last one closes it.
package final class SharedDescriptor: Sendable {
  private let descriptor: Descriptor
  package var raw: Int32 { descriptor.raw }
  package init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
}
