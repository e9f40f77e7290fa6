// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Dockerfile
internal import LinuxABI

/// What `--chmod` makes of permission bits.
package struct ModeChange: Equatable, Sendable {
  /// nil keeps them.
  private let mode: SymbolicMode?

  /// Reads an octal number or clauses as of chmod(1); nothing changes nothing.
  ///
  /// - Throws: `build` for anything else.
  package init(_ text: String) throws(Failure) {
    do {
      mode = text.isEmpty ? nil : try SymbolicMode(parsing: text)
    } catch {
      throw Failure(.build, error.message)
    }
  }

  /// The permission bits, those of set-user-ID and the like too, that a file of that mode gets.
  package func applied(to mode: UInt32, isDirectory: Bool) -> UInt32 {
    let bits = mode & FileMode.permissions
    return self.mode?.applied(to: bits, isDirectory: isDirectory) ?? bits
  }

  /// What directories get that no source is for.
  package var ofNewDirectories: UInt32 { mode?.octal.map { $0 & 0o777 } ?? 0o755 }
}
