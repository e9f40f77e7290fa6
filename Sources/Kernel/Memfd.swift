// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Anonymous files in memory (memfd_create(2)).
package enum Memfd {
  /// F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE.
  ///
  /// Not F_SEAL_FUTURE_WRITE: before kernel 5.5 it also broke readers' mappings.
  private static let contentSeals = 0x1 | 0x2 | 0x4 | 0x8
  /// F_SEAL_EXEC (6.3): the executable bits cannot change, so nobody makes the file writable by way of a mode.
  private static let executeSeal = 0x20
  private static let addSeals = 1033
  private static let closeOnExec = 0x1
  private static let allowSealing = 0x2
  private static let noExecute = 0x8
  private static let execute = 0x10
  private static let invalid = -22

  /// An empty file, close-on-exec, that `seal` can freeze.
  ///
  /// `executable`: whether it will be executed. Kernels before 6.3 do not know MFD_EXEC and MFD_NOEXEC_SEAL
  /// (EINVAL) and are asked without.
  package static func create(_ name: String, executable: Bool = false) throws(KernelError) -> Descriptor {
    let flags = closeOnExec | allowSealing
    let result = unsafe name.withCString { bytes in
      let kind = executable ? execute : noExecute
      let first = systemCall(SYS_memfd_create, Int(bitPattern: bytes), flags | kind)
      return first == invalid ? systemCall(SYS_memfd_create, Int(bitPattern: bytes), flags) : first
    }
    if result < 0 { throw KernelError("memfd_create", name, Errno(Int32(-result))) }
    return Descriptor(owning: Int32(result))
  }

  /// Freezes content and size for everyone, and with `executable` the mode where the kernel can.
  package static func seal(_ file: borrowing Descriptor, executable: Bool = false) throws(KernelError) {
    if executable, systemCall(SYS_fcntl, Int(file.raw), addSeals, contentSeals | executeSeal) == 0 { return }
    _ = try call("fcntl", SYS_fcntl, "F_ADD_SEALS", Int(file.raw), addSeals, contentSeals)
  }

  /// A sealed file holding `bytes`, positioned at its start.
  package static func sealed(_ name: String, _ bytes: [UInt8]) throws(KernelError) -> Descriptor {
    let file = try create(name)
    try file.write(bytes)
    try file.rewind()
    try seal(file)
    return file
  }
}
