// SPDX-License-Identifier: Apache-2.0

/// A container's name, checked: it becomes a directory below the state root and a part of cgroup paths.
package struct ContainerID: Equatable, Sendable {
  package let text: String

  /// NAME_MAX: it must be one component of a path.
  private static let longest = 255

  /// Accepts what runc accepts: letters, digits and `_+-.`, but neither `.` nor `..` (crun 1.8's `delete -f ..` removed
  /// the parent of its root).
  package init(_ text: String) throws(Failure) {
    let bytes = text.utf8
    guard !bytes.isEmpty else { throw Failure(.usage, "container id cannot be empty") }
    guard bytes.count <= ContainerID.longest else {
      throw Failure(.usage, "invalid container ID format: longer than 255 bytes")
    }
    for byte in bytes where !ContainerID.isAllowed(byte) {
      throw Failure(
        .usage, "invalid container ID format: \(text)", hint: "letters, digits and any of _ + - . are allowed")
    }
    guard text != ".", text != ".." else { throw Failure(.usage, "invalid container ID format: \(text)") }
    self.text = text
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      return true
    default: return false
    }
  }
}
