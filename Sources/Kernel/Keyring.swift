// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// The session keyring (keyctl(2)).
package enum Keyring {
  /// A keyring's number.
  package struct Serial: Sendable { package let number: Int32 }

  /// Leaves the inherited session keyring for a new one of that name.
  ///
  /// - Throws: ENOSYS on kernels without keys, EDQUOT when the user has too many.
  package static func joinSession(_ name: String) throws(KernelError) -> Serial {
    let joinSessionKeyring = 1
    let result = unsafe name.withCString { systemCall(SYS_keyctl, joinSessionKeyring, Int(bitPattern: $0)) }
    if result < 0 { throw KernelError("keyctl", "join session keyring " + name, Errno(Int32(-result))) }
    return Serial(number: Int32(truncatingIfNeeded: result))
  }

  /// Lets the owner's processes search the keyring, in addition to what possessors may (KEY_POS_ALL | KEY_USR_VIEW,
  /// READ, SEARCH): a program that changes its user keeps its keys.
  package static func letUserSearch(_ keyring: Serial) throws(KernelError) {
    let setPermissions = 5
    let possessorAll = 0x3f00_0000
    let userViewReadSearch = 0x000b_0000
    _ = try call(
      "keyctl", SYS_keyctl, "set keyring permissions", setPermissions, Int(keyring.number),
      possessorAll | userViewReadSearch)
  }
}
