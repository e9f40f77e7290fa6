// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

package enum RandomBytes {
  /// `count` (at most 256, which getrandom(2) gives at once) random bytes as lower-case hexadecimal digits.
  package static func hex(_ count: Int) throws(KernelError) -> String {
    var bytes = [UInt8](repeating: 0, count: count)
    let result = unsafe bytes.withUnsafeMutableBufferPointer {
      systemCall(SYS_getrandom, Int(bitPattern: $0.baseAddress), count, 0)
    }
    if result < 0 { throw KernelError("getrandom", "", Errno(Int32(-result))) }
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
