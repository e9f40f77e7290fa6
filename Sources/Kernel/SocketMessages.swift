// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// A message received from a socket.
package struct ReceivedMessage: ~Copyable {
  /// Empty at the end of the file.
  package var bytes: [UInt8]
  /// The descriptor that came with it, close-on-exec; more than one are closed unseen.
  package var descriptor: Descriptor?

  /// The descriptor alone.
  package consuming func takeDescriptor() -> Descriptor? { descriptor }
}

extension Descriptor {
  /// Sends one message, with a descriptor when given (SCM_RIGHTS: control data of exactly one); EPIPE, and no SIGPIPE,
  /// when nobody reads.
  package borrowing func send(_ bytes: [UInt8], passing passed: Int32? = nil) throws(KernelError) {
    // struct cmsghdr: length 8, level 4, type 4; then the number, padded to 8.
    var control = InlineArray<3, UInt64>(repeating: 0)
    let socketLevel: UInt64 = 1
    let rights: UInt64 = 1
    if let passed {
      control[0] = 20
      control[1] = socketLevel | rights << 32
      control[2] = UInt64(UInt32(bitPattern: passed))
    }
    let noSignal = 0x4000
    let number = raw
    var result = 0
    repeat {
      result = unsafe bytes.withUnsafeBufferPointer { buffer in
        unsafe withUnsafeMutablePointer(to: &control) { controlData in
          unsafe MessageHeader.with(
            buffer.baseAddress, buffer.count, control: passed == nil ? nil : UnsafeMutableRawPointer(controlData)
          ) { header in systemCall(SYS_sendmsg, Int(number), header, noSignal) }
        }
      }
    } while result == -4  // EINTR
    if result < 0 { throw KernelError("sendmsg", "", Errno(Int32(-result))) }
  }

  /// Receives one message of at most `limit` bytes.
  ///
  /// EMSGSIZE when it was longer.
  package borrowing func receive(limit: Int) throws(KernelError) -> ReceivedMessage {
    let closeOnExec = 0x4000_0000
    let truncated: Int32 = 0x20
    let number = raw
    var result = 0
    var flags: Int32 = 0
    // Room for several descriptors, so that a peer that sends more cannot leave them open unseen.
    var control = InlineArray<10, UInt64>(repeating: 0)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      let base = buffer.baseAddress
      unsafe withUnsafeMutablePointer(to: &control) { controlData in
        repeat {
          result = unsafe MessageHeader.with(
            base, limit, control: UnsafeMutableRawPointer(controlData), controlSize: 80, flags: &flags
          ) { header in systemCall(SYS_recvmsg, Int(number), header, closeOnExec) }
        } while result == -4  // EINTR
      }
      count = max(result, 0)
    }
    if result < 0 { throw KernelError("recvmsg", "", Errno(Int32(-result))) }
    var received = ReceivedMessage(bytes: bytes, descriptor: nil)
    let length = Int(control[0])
    if length >= 20, control[1] == 1 | 1 << 32 {
      for index in 0..<(min(length, 80) - 16) / 4 {
        let word = control[2 + index / 2]
        let passed = Int32(truncatingIfNeeded: index % 2 == 0 ? word : word >> 32)
        if index == 0 {
          received.descriptor = Descriptor(owning: passed)
        } else {
          _ = systemCall(SYS_close, Int(passed))
        }
      }
    }
    if flags & truncated != 0 { throw KernelError("recvmsg", "", .EMSGSIZE) }
    return received
  }
}

/// struct msghdr with one struct iovec.
private enum MessageHeader {
  static func with(
    _ bytes: UnsafePointer<UInt8>?, _ count: Int, control: UnsafeMutableRawPointer?, _ body: (Int) -> Int
  ) -> Int {
    var flags: Int32 = 0
    return unsafe with(bytes, count, control: control, controlSize: 24, flags: &flags, body)
  }

  static func with(
    _ bytes: UnsafePointer<UInt8>?, _ count: Int, control: UnsafeMutableRawPointer?, controlSize: Int,
    flags: inout Int32, _ body: (Int) -> Int
  ) -> Int {
    var vector = (Int(bitPattern: bytes), count)
    // name 8, namelen 4 (+4), iov 8, iovlen 8 (musl: 4 and 4 of padding), control 8, controllen 8 (the same), flags 4.
    var header = InlineArray<7, Int>(repeating: 0)
    if let control = unsafe control {
      header[4] = Int(bitPattern: control)
      header[5] = controlSize
    }
    let result = unsafe withUnsafeMutablePointer(to: &vector) { iov in
      header[2] = Int(bitPattern: iov)
      header[3] = 1
      return unsafe withUnsafeMutablePointer(to: &header) { body(Int(bitPattern: $0)) }
    }
    flags = Int32(truncatingIfNeeded: header[6])
    return result
  }
}
