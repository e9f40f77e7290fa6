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

  /// Says something.
  ///
  /// A message that the parent waits for and that cannot be sent ends us, so that it reads the end of the file instead
  /// of waiting for ever.
  borrowing func send(_ message: FromInit) {
    do {
      try descriptor.write(message.encode())
    } catch {
      switch message {
      case .warning, .debug: return
      case .runtimeHooks, .treeToMap, .seccompListener, .ready, .failed: Processes.exit(InitFailure.status)
      }
    }
  }

  /// Waits for a word of the parent; nil when it is gone, or says what it should not.
  borrowing func receive() -> ToInit? {
    var bytes: [UInt8] = []
    guard let count = try? descriptor.read(into: &bytes, limit: 64), count > 0 else { return nil }
    return try? ToInit.decode(bytes)
  }
}
