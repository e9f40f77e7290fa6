// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Moving network interfaces between network namespaces (runtime-spec 1.3, config-linux.md, "Network Devices").
package enum NetworkInterfaces {
  // rtnetlink(7).
  private static let newLink: UInt16 = 16
  private static let newAddress: UInt16 = 20
  private static let getAddress: UInt16 = 22
  private static let acknowledge: UInt16 = 0x4
  private static let dump: UInt16 = 0x300
  private static let create: UInt16 = 0x400
  private static let exclusive: UInt16 = 0x200
  private static let linkName: UInt16 = 3  // IFLA_IFNAME
  private static let linkNamespace: UInt16 = 28  // IFLA_NET_NS_FD
  private static let up: UInt32 = 1  // IFF_UP
  private static let addressFlags: UInt16 = 8  // IFA_FLAGS
  private static let cacheInformation: UInt16 = 6  // IFA_CACHEINFO
  private static let permanent: UInt32 = 0x80  // IFA_F_PERMANENT
  /// IFNAMSIZ less its NUL.
  private static let longestName = 15

  /// An address of an interface: ifaddrmsg's fields and its attributes as they were.
  private struct Address {
    var family: UInt8
    var prefixLength: UInt8
    var flags: UInt8
    var scope: UInt8
    var attributes: [(type: UInt16, value: [UInt8])]
  }

  /// Moves an interface of our network namespace into that of process `pid` under a new name, keeping its permanent
  /// addresses of global scope, which the kernel drops on the way; it is up afterwards.
  package static func move(_ name: String, to pid: Int32, as newName: String) throws(KernelError) {
    guard name.utf8.count <= longestName, newName.utf8.count <= longestName else {
      throw KernelError("netlink", name + " as " + newName, .ENAMETOOLONG)
    }
    let target = try Files.open("/proc/\(pid)/ns/net", OpenFlags.readOnly)
    let host = try Netlink()
    let index = try index(of: name)
    let addresses = try addresses(of: index, host)

    var move = Netlink.Request(type: newLink, flags: acknowledge)
    link(index, flags: 0, change: 0, &move)
    try move.attribute(linkName, Array(newName.utf8) + [0])
    let number = UInt32(bitPattern: target.raw)
    try move.attribute(linkNamespace, [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number >> $0) })
    _ = try host.ask(move, about: name)

    let own = try Files.open("/proc/self/ns/net", OpenFlags.readOnly)
    try NamespaceFiles.join(target.raw, Namespaces(.network))
    var failure: KernelError?
    do {
      try settle(newName, addresses)
    } catch {
      failure = error
    }
    try NamespaceFiles.join(own.raw, Namespaces(.network))
    if let failure { throw failure }
  }

  /// In the new namespace, where the interface may have another index: addresses, then up.
  private static func settle(_ name: String, _ addresses: [Address]) throws(KernelError) {
    let inside = try Netlink()
    let index = try index(of: name)
    for address in addresses {
      var add = Netlink.Request(type: newAddress, flags: acknowledge | create | exclusive)
      add.u8(address.family)
      add.u8(address.prefixLength)
      add.u8(address.flags)
      add.u8(address.scope)
      add.u32(index)
      for attribute in address.attributes where attribute.type != cacheInformation {
        try add.attribute(attribute.type, attribute.value)
      }
      _ = try inside.ask(add, about: "address of " + name)
    }
    var raise = Netlink.Request(type: newLink, flags: acknowledge)
    link(index, flags: up, change: up, &raise)
    _ = try inside.ask(raise, about: name)
  }

  /// struct ifinfomsg.
  private static func link(_ index: UInt32, flags: UInt32, change: UInt32, _ request: inout Netlink.Request) {
    request.u32(0)
    request.u32(index)
    request.u32(flags)
    request.u32(change)
  }

  private static func addresses(of index: UInt32, _ socket: borrowing Netlink) throws(KernelError) -> [Address] {
    var list = Netlink.Request(type: getAddress, flags: dump)
    list.u32(0)
    list.u32(index)
    var found: [Address] = []
    for answer in try socket.ask(list, about: "addresses") where answer.type == newAddress {
      // struct ifaddrmsg: family, prefix length, flags, scope, index.
      guard answer.body.count >= 8, answer.u32(4) == index else { continue }
      let attributes = answer.attributes(after: 8)
      var flags = UInt32(answer.body[2])
      for attribute in attributes where attribute.type == addressFlags {
        flags = Netlink.Answer(type: 0, body: attribute.value).u32(0)
      }
      let globalScope: UInt8 = 0
      guard flags & permanent != 0, answer.body[3] == globalScope else { continue }
      found.append(
        Address(
          family: answer.body[0], prefixLength: answer.body[1], flags: answer.body[2], scope: answer.body[3],
          attributes: attributes))
    }
    return found
  }

  /// SIOCGIFINDEX in our network namespace; ENODEV when there is no such interface.
  private static func index(of name: String) throws(KernelError) -> UInt32 {
    let (family, datagram, getIndex) = (1, 2 | 0o2000000, 0x8933)
    let socket = Descriptor(owning: Int32(try call("socket", SYS_socket, name, family, datagram, 0)))
    // struct ifreq: name 16, then the index in a union.
    var request = InlineArray<40, UInt8>(repeating: 0)
    var position = 0
    for byte in name.utf8 {
      request[position] = byte
      position += 1
    }
    let result = unsafe withUnsafeMutablePointer(to: &request) {
      systemCall(SYS_ioctl, Int(socket.raw), getIndex, Int(bitPattern: $0))
    }
    if result < 0 { throw KernelError("ioctl", "SIOCGIFINDEX \(name)", Errno(Int32(-result))) }
    return UInt32(request[16]) | UInt32(request[17]) << 8 | UInt32(request[18]) << 16 | UInt32(request[19]) << 24
  }
}
