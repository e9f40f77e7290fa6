// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// A route netlink socket (rtnetlink(7)) of the network namespace in which it was made.
struct Netlink: ~Copyable {
  private let socket: Descriptor

  init() throws(KernelError) {
    let (family, raw, route) = (16, 3 | 0o2000000, 0)
    socket = Descriptor(owning: Int32(try call("socket", SYS_socket, "netlink", family, raw, route)))
  }

  /// One request: its header is added when it is sent.
  struct Request {
    let type: UInt16
    let flags: UInt16
    var body: [UInt8] = []

    /// NLM_F_REQUEST is always there.
    init(type: UInt16, flags: UInt16) {
      self.type = type
      self.flags = flags | 1
    }

    mutating func u8(_ value: UInt8) { body.append(value) }
    mutating func u16(_ value: UInt16) { body += [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)] }
    mutating func u32(_ value: UInt32) {
      u16(UInt16(truncatingIfNeeded: value))
      u16(UInt16(value >> 16))
    }

    /// An attribute, padded to four bytes; its length field has 16 bits, so longer values are refused before (runc's
    /// CVE-2021-43784 was such an overflow).
    mutating func attribute(_ type: UInt16, _ value: [UInt8]) throws(KernelError) {
      guard value.count <= 1024 else { throw KernelError("netlink", "attribute \(type)", .EMSGSIZE) }
      u16(UInt16(value.count + 4))
      u16(type)
      body += value
      while body.count % 4 != 0 { body.append(0) }
    }
  }

  /// One message of an answer.
  struct Answer {
    let type: UInt16
    let body: [UInt8]

    func u32(_ offset: Int) -> UInt32 {
      guard offset + 4 <= body.count else { return 0 }
      return UInt32(body[offset]) | UInt32(body[offset + 1]) << 8 | UInt32(body[offset + 2]) << 16
        | UInt32(body[offset + 3]) << 24
    }

    /// The attributes that follow a fixed part of `header` bytes.
    func attributes(after header: Int) -> [(type: UInt16, value: [UInt8])] {
      var found: [(type: UInt16, value: [UInt8])] = []
      var offset = header
      while offset + 4 <= body.count {
        let length = Int(body[offset]) | Int(body[offset + 1]) << 8
        guard length >= 4, offset + length <= body.count else { break }
        let type = UInt16(body[offset + 2]) | UInt16(body[offset + 3]) << 8
        found.append((type, Array(body[(offset + 4)..<(offset + length)])))
        offset += (length + 3) & ~3
      }
      return found
    }
  }

  /// Sends a request and collects its answers up to the acknowledgement or the end of the dump.
  borrowing func ask(_ request: Request, about subject: String) throws(KernelError) -> [Answer] {
    var message = Request(type: 0, flags: 0)
    message.u32(UInt32(request.body.count + 16))
    message.u16(request.type)
    message.u16(request.flags)
    message.u32(1)
    message.u32(0)
    try socket.send(message.body + request.body)
    var answers: [Answer] = []
    let (error, done): (UInt16, UInt16) = (2, 3)
    while true {
      let bytes = try socket.receive(limit: 65536).bytes
      var offset = 0
      while offset + 16 <= bytes.count {
        let header = Answer(type: 0, body: Array(bytes[offset..<(offset + 16)]))
        let length = Int(header.u32(0))
        guard length >= 16, offset + length <= bytes.count else { break }
        let type = UInt16(truncatingIfNeeded: header.u32(4))
        let answer = Answer(type: type, body: Array(bytes[(offset + 16)..<(offset + length)]))
        if type == error {
          let result = Int32(bitPattern: answer.u32(0))
          if result != 0 { throw KernelError("netlink", subject, Errno(-result)) }
          return answers
        }
        if type == done { return answers }
        answers.append(answer)
        offset += (length + 3) & ~3
      }
      if bytes.isEmpty { return answers }
    }
  }
}
