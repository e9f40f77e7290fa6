// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel

/// The init stage's end of the handshake.
///
/// Only read(2) and write(2) are used: a seccomp filter may be active already, and those two are what any program
/// needs.
struct ParentSocket: ~Copyable {
  let descriptor: Descriptor

  init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

  /// Says something; what cannot be said (the parent is gone) is found out by the next `receive`.
  borrowing func send(_ message: FromInit) {
    try? descriptor.write(message.encode())
  }

  /// Waits for a word of the parent; nil when it is gone, or says what it should not.
  borrowing func receive() -> ToInit? {
    var bytes: [UInt8] = []
    guard let count = try? descriptor.read(into: &bytes, limit: 64), count > 0 else { return nil }
    return try? ToInit.decode(bytes)
  }
}
