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

/// The array of C strings that execve(2) reads, terminated by a null pointer, alive for the call of `body`.
///
/// One allocation holds all the bytes: the child of a clone builds two of these before it executes.
package func withCStrings<Result>(_ strings: [String], _ body: (Int) -> Result) -> Result {
  var size = 0
  for string in strings { size += string.utf8.count + 1 }
  let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: max(size, 1))
  let pointers = UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>.allocate(capacity: strings.count + 1)
  defer {
    unsafe bytes.deallocate()
    unsafe pointers.deallocate()
  }
  var offset = 0
  for index in strings.indices {
    unsafe pointers[index] = unsafe bytes + offset
    for byte in strings[index].utf8 {
      unsafe bytes[offset] = byte
      offset += 1
    }
    unsafe bytes[offset] = 0
    offset += 1
  }
  unsafe pointers[strings.count] = nil
  return body(Int(bitPattern: pointers))
}
