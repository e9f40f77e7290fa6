// SPDX-License-Identifier: Apache-2.0
internal import CLinux

/// An open file descriptor with one owner, which closes it.
///
/// Always close-on-exec; lent with `borrowing`.
///
/// `@usableFromInline` because Embedded Swift must see the deinit from other modules, and shows it for public types and
/// these only.
@usableFromInline
package struct Descriptor: ~Copyable, Sendable {
  /// The number; -1 once released.
  package private(set) var raw: Int32

  /// Takes ownership of `raw`.
  package init(owning raw: Int32) { self.raw = raw }

  deinit { if raw >= 0 { _ = systemCall(SYS_close, Int(raw)) } }

  /// Gives the number away without closing it.
  ///
  /// Embedded Swift refuses `discard self` in package code, so the number is taken out instead.
  package consuming func release() -> Int32 {
    let number = raw
    raw = -1
    return number
  }
}
