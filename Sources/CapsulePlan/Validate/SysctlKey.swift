// SPDX-License-Identifier: Apache-2.0

/// A kernel parameter's name as sysctl(8) takes it: `net.ipv4.ip_forward`, or with slashes, which is the only way to
/// name an interface with a dot in it: `net/ipv4/conf/eth0.100/forwarding`.
package struct SysctlKey: Equatable, Sendable {
  /// Below /proc/sys.
  package let path: String

  /// The first separator of the text tells which of the two it is.
  package init(_ text: String) {
    var separator: UInt8?
    for byte in text.utf8 where byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") {
      separator = byte
      break
    }
    guard separator == UInt8(ascii: ".") else {
      path = text
      return
    }
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "."): bytes.append(UInt8(ascii: "/"))
      case UInt8(ascii: "/"): bytes.append(UInt8(ascii: "."))
      default: bytes.append(byte)
      }
    }
    path = String(decoding: bytes, as: UTF8.self)
  }

  /// No empty, `.` or `..` component: it cannot leave /proc/sys.
  package var isWellFormed: Bool {
    guard !path.isEmpty else { return false }
    for part in path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      if part.isEmpty || part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) { return false }
    }
    return true
  }

  package func isWithin(_ folder: String) -> Bool { path.utf8.starts(with: (folder + "/").utf8) }
}
