// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// What a file or directory that a build writes gets, when everything else is there.
///
/// Owner before mode, because chown(2) clears set-user-ID bits; then attributes, because it clears capabilities too; the
/// time last.
struct EntryMetadata {
  var owner: FileOwner
  /// Permission bits.
  var mode: UInt32
  var attributes: [(name: [UInt8], value: [UInt8])] = []
  /// Nil leaves it as it is.
  var time: TimeSpec?

  /// To what is open, not O_PATH; `path` is for messages.
  func apply(
    to number: Int32, _ ownership: Ownership, _ warnings: inout Warnings, _ path: @autoclosure () -> String
  ) throws(Failure) {
    do throws(KernelError) {
      if ownership.keepsOwners { try check("chown", EntryCalls.setOwner(number, uid: owner.uid, gid: owner.gid)) }
      try check("chmod", EntryCalls.setMode(number, mode))
      for (name, value) in attributes {
        let result = value.withUnsafeBytes { ExtendedAttributes.set(number, name + [0], $0) }
        try check("setxattr", result, &warnings, path())
      }
      if let time { try check("utimensat", EntryCalls.setTime(number, time)) }
    } catch {
      throw Failure(KernelError(error.call, path(), error.errno), .build)
    }
  }

  /// To an entry that cannot be opened: a link, a device; `name` ends with a NUL.
  func apply(
    to name: [UInt8], in directory: Int32, isLink: Bool, _ ownership: Ownership, _ warnings: inout Warnings,
    _ path: @autoclosure () -> String
  ) throws(Failure) {
    do throws(KernelError) {
      if ownership.keepsOwners {
        try check("chown", EntryCalls.setOwner(directory, name, uid: owner.uid, gid: owner.gid))
      }
      if !isLink { try check("chmod", EntryCalls.setMode(directory, name, mode)) }
      for (attribute, value) in attributes {
        let result = value.withUnsafeBytes {
          ExtendedAttributes.set(directory, Array(name.dropLast()), attribute + [0], $0)
        }
        try check("setxattr", result, &warnings, path())
      }
      if let time { try check("utimensat", EntryCalls.setTime(directory, name, time)) }
    } catch {
      throw Failure(KernelError(error.call, path(), error.errno), .build)
    }
  }

  private func check(_ call: StaticString, _ result: Int) throws(KernelError) {
    if result < 0 { throw KernelError(call, "", Errno(Int32(-result))) }
  }

  /// The file system may have no attributes, or not these: ENOTSUP, EPERM.
  private func check(
    _ call: StaticString, _ result: Int, _ warnings: inout Warnings, _ path: @autoclosure () -> String
  ) throws(KernelError) {
    if result == -95 || result == -1 { return warnings.add(.attribute, path()) }
    try check(call, result)
  }
}
