// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Performs one system call of the `*at` family, whose first arguments are a directory descriptor and a path; again
/// while it is interrupted.
///
/// A failure names the path.
///
/// `directory`: where a relative path starts; `Files.workingDirectory` for the current one.
package func callAt(
  _ name: StaticString, _ number: Int32, _ directory: Int32, _ path: String,
  _ c: Int = 0, _ d: Int = 0, _ e: Int = 0, _ f: Int = 0
) throws(KernelError) -> Int {
  while true {
    let result = unsafe path.withCString { bytes in
      systemCall(number, Int(directory), Int(bitPattern: bytes), c, d, e, f)
    }
    if result >= 0 { return result }
    if result == -4 { continue }  // EINTR
    throw KernelError(name, path, Errno(Int32(-result)))
  }
}

/// Performs one system call on two directory and path pairs (renameat2(2), linkat(2)); a failure names both paths.
package func callAt(
  _ name: StaticString, _ number: Int32, _ oldDirectory: Int32, _ oldPath: String, to newDirectory: Int32,
  _ newPath: String, _ flags: Int = 0
) throws(KernelError) {
  let result = unsafe oldPath.withCString { old in
    unsafe newPath.withCString { new in
      systemCall(
        number, Int(oldDirectory), Int(bitPattern: old), Int(newDirectory), Int(bitPattern: new), flags)
    }
  }
  if result < 0 { throw KernelError(name, oldPath + " to " + newPath, Errno(Int32(-result))) }
}
