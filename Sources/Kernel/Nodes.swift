// SPDX-License-Identifier: Apache-2.0
internal import CLinux
package import LinuxABI

/// Nodes and links by directory and name, and their owners: what a rootfs is furnished with.
package enum Nodes {
  /// mknod(2): type and permission bits in `mode` (the umask applies), and a device's number.
  package static func make(
    _ name: String, at directory: Int32, mode: UInt32, device: DeviceNumber = DeviceNumber(rawValue: 0)
  ) throws(KernelError) {
    _ = try callAt("mknod", SYS_mknodat, directory, name, Int(mode), Int(truncatingIfNeeded: device.rawValue))
  }

  /// symlink(2).
  package static func makeSymlink(_ name: String, at directory: Int32, to target: String) throws(KernelError) {
    let result = unsafe target.withCString { text in
      unsafe name.withCString { bytes in
        systemCall(SYS_symlinkat, Int(bitPattern: text), Int(directory), Int(bitPattern: bytes))
      }
    }
    if result < 0 { throw KernelError("symlink", name, Errno(Int32(-result))) }
  }

  /// The target of a symbolic link as bytes, which need not be UTF-8; `name` ends with a NUL.
  package static func readLink(_ name: [UInt8], at directory: Int32) throws(KernelError) -> [UInt8] {
    var result = 0
    let longest = 4096
    let target = unsafe [UInt8](unsafeUninitializedCapacity: longest) { buffer, count in
      result = unsafe name.withUnsafeBufferPointer {
        systemCall(
          SYS_readlinkat, Int(directory), Int(bitPattern: $0.baseAddress), Int(bitPattern: buffer.baseAddress), longest)
      }
      count = max(result, 0)
    }
    if result < 0 {
      throw KernelError("readlink", String(decoding: name.dropLast(), as: UTF8.self), Errno(Int32(-result)))
    }
    return target
  }

  /// fchownat(2), without following a link.
  package static func setOwner(
    _ name: String, at directory: Int32, uid: UInt32, gid: UInt32
  ) throws(KernelError) {
    _ = try callAt("chown", SYS_fchownat, directory, name, Int(uid), Int(gid), AtFlags.noFollow)
  }

  /// fchown(2) of an open file; `gid` nil leaves the group.
  package static func setOwner(ofNumber number: Int32, uid: UInt32, gid: UInt32? = nil) throws(KernelError) {
    let unchanged = 0xffff_ffff
    _ = try call("fchown", SYS_fchown, "fd \(number)", Int(number), Int(uid), gid.map { Int($0) } ?? unchanged)
  }

  /// fchmod(2).
  package static func setMode(of file: borrowing Descriptor, _ mode: UInt32) throws(KernelError) {
    _ = try call("fchmod", SYS_fchmod, "", Int(file.raw), Int(mode))
  }
}

extension Files {
  /// Whether the working directory can be reached from our root (getcwd(2)); ENOENT when it cannot.
  package static func checkCurrentDirectory() throws(KernelError) {
    var path = InlineArray<512, UInt64>(repeating: 0)
    let result = unsafe withUnsafeMutablePointer(to: &path) { systemCall(SYS_getcwd, Int(bitPattern: $0), 4096) }
    if result < 0 { throw KernelError("getcwd", "", Errno(Int32(-result))) }
    // The kernel writes `(unreachable)/…` where the C library's getcwd(3) fails.
    if UInt8(truncatingIfNeeded: path[0]) != UInt8(ascii: "/") { throw KernelError("getcwd", "", .ENOENT) }
  }

  /// Whether this process may execute the file at `path`, with the capabilities it has: EACCES, ENOENT and the like
  /// when not.
  ///
  /// faccessat(2) judges by the real user id and, unless that is 0, by no capabilities; execve(2) does not, and only
  /// faccessat2(2) (5.8) judges alike. It is asked second: a filter may kill for a call that few make.
  package static func checkExecutable(_ path: String) throws(KernelError) {
    let executable = 1
    let byEffectiveIDs = 0x200
    do {
      _ = try callAt("access", SYS_faccessat, workingDirectory, path, executable)
    } catch {
      if error.errno != .EACCES { throw error }
      let isAllowed = (try? callAt("access", SYS_faccessat2, workingDirectory, path, executable, byEffectiveIDs)) != nil
      if !isAllowed { throw error }
    }
  }
}

extension Descriptors {
  /// Closes a range of descriptors, both ends included (close_range(2), 5.9); older kernels try each up to 4095.
  package static func close(from first: Int32, through last: Int32) throws(KernelError) {
    let upper = last == .max ? Int(UInt32.max) : Int(last)
    if systemCall(SYS_close_range, Int(first), upper, 0) == 0 { return }
    for number in Int(first)...min(Int(last), 4095) { _ = systemCall(SYS_close, number) }
  }
}
