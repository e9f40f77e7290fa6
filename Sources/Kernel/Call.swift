// SPDX-License-Identifier: Apache-2.0
internal import CLinux
package import LinuxABI

/// A system call's failure: what was called, on what, and the errno.
///
/// One reference wide, because nearly every function here can return one: by value, the moves of its fields through each
/// `try` were, with those of `Failure`, 32 of the embedded image's 1403 KB.
package struct KernelError: Error, Sendable {
  private let contents: Contents

  private final class Contents: Sendable {
    let call: StaticString
    let subject: String
    let errno: Errno

    init(_ call: StaticString, _ subject: String, _ errno: Errno) {
      self.call = call
      self.subject = subject
      self.errno = errno
    }
  }

  /// The call, for example `openat2`.
  package var call: StaticString { contents.call }
  /// What it was called on, for people: a path, `fd 7 (/proc)`, `pid 1234`.
  ///
  /// May be empty.
  package var subject: String { contents.subject }
  package var errno: Errno { contents.errno }

  package init(_ call: StaticString, _ subject: String = "", _ errno: Errno) {
    contents = Contents(call, subject, errno)
  }

  /// Call, subject and the errno's text in lower case, as engines match it: `open /x: no such file or directory`.
  package var text: String {
    "\(call)\(subject.utf8.isEmpty ? "" : " " + subject): \(errno.text)"
  }
}

/// The gate: performs one system call.
///
/// Returns its result, or the negated errno.
package func systemCall(
  _ number: Int32, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0, _ f: Int = 0
) -> Int {
  clinux_syscall(Int(number), a, b, c, d, e, f)
}

/// Performs one system call, again while it is interrupted (EINTR), and throws what else fails.
package func call(
  _ name: StaticString, _ number: Int32, _ subject: @autoclosure () -> String = "",
  _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0, _ f: Int = 0
) throws(KernelError) -> Int {
  while true {
    let result = clinux_syscall(Int(number), a, b, c, d, e, f)
    if result >= 0 { return result }
    if result == -4 { continue }  // EINTR
    throw KernelError(name, subject(), Errno(Int32(-result)))
  }
}
