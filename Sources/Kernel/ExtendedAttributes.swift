// SPDX-License-Identifier: Apache-2.0
internal import CLinux
package import LinuxABI

/// Extended attributes (xattr(7)); an error is the negated errno.
package enum ExtendedAttributes {
  /// fsetxattr(2) of a file that is open, not O_PATH.
  package static func set(_ number: Int32, _ name: UnsafePointer<UInt8>, _ value: UnsafeRawBufferPointer) -> Int {
    // A null value is EFAULT even when it is empty.
    let address = value.baseAddress.map { Int(bitPattern: $0) } ?? Int(bitPattern: name)
    return systemCall(SYS_fsetxattr, Int(number), Int(bitPattern: name), address, value.count, 0)
  }

  /// fsetxattr(2) of text.
  package static func set(_ number: Int32, _ name: String, _ value: String) throws(KernelError) {
    var value = value
    let result = unsafe name.withCString { bytes in
      unsafe value.withUTF8 { text in
        systemCall(
          SYS_fsetxattr, Int(number), Int(bitPattern: bytes), Int(bitPattern: text.baseAddress), text.count, 0)
      }
    }
    if result < 0 { throw KernelError("setxattr", name, Errno(Int32(-result))) }
  }

  /// lsetxattr(2) of an entry of an open directory, a symbolic link or device too, which cannot be opened: through
  /// procfs, because setxattrat(2) is of Linux 6.13.
  package static func set(
    _ directory: Int32, _ entry: [UInt8], _ name: UnsafePointer<UInt8>, _ value: UnsafeRawBufferPointer
  ) -> Int {
    let address = value.baseAddress.map { Int(bitPattern: $0) } ?? Int(bitPattern: name)
    return unsafe path(directory, entry).withUnsafeBufferPointer {
      systemCall(SYS_lsetxattr, Int(bitPattern: $0.baseAddress), Int(bitPattern: name), address, value.count, 0)
    }
  }

  /// lremovexattr(2) of an entry of an open directory, a symbolic link's own; `name` ends with a NUL.
  package static func remove(_ directory: Int32, _ entry: [UInt8], _ name: UnsafePointer<UInt8>) -> Int {
    unsafe path(directory, entry).withUnsafeBufferPointer {
      systemCall(SYS_lremovexattr, Int(bitPattern: $0.baseAddress), Int(bitPattern: name))
    }
  }

  /// Whether an open file has that attribute with the one byte as its value.
  package static func has(_ number: Int32, _ name: String, value: UInt8) -> Bool {
    var found: UInt8 = 0
    let result = unsafe name.withCString { name in
      unsafe withUnsafeMutablePointer(to: &found) {
        systemCall(SYS_fgetxattr, Int(number), Int(bitPattern: name), Int(bitPattern: $0), 1)
      }
    }
    return result == 1 && found == value
  }

  /// The names and values of an entry's attributes, sorted by name; a symbolic link's own.
  ///
  /// None where the file system has none.
  package static func all(_ directory: Int32, _ entry: [UInt8]) throws(KernelError) -> [(name: [UInt8], value: [UInt8])]
  {
    let path = path(directory, entry)
    return unsafe try path.withUnsafeBufferPointer { (path) throws(KernelError) in
      unsafe try all(SYS_llistxattr, SYS_lgetxattr, Int(bitPattern: path.baseAddress))
    }
  }

  /// The same of a file that is open, not O_PATH.
  package static func all(of number: Int32) throws(KernelError) -> [(name: [UInt8], value: [UInt8])] {
    try all(SYS_flistxattr, SYS_fgetxattr, Int(number))
  }

  private static func all(
    _ listing: Int32, _ getting: Int32, _ file: Int
  ) throws(KernelError) -> [(name: [UInt8], value: [UInt8])] {
    let list = try grown("listxattr") { buffer in
      unsafe systemCall(listing, file, Int(bitPattern: buffer.baseAddress), buffer.count)
    }
    var attributes: [(name: [UInt8], value: [UInt8])] = []
    for name in list.split(separator: 0) {
      let terminated = Array(name) + [0]
      let value = try grown("getxattr") { buffer in
        unsafe terminated.withUnsafeBufferPointer { name in
          systemCall(
            getting, file, Int(bitPattern: name.baseAddress), Int(bitPattern: buffer.baseAddress), buffer.count)
        }
      }
      attributes.append((Array(name), value))
    }
    return attributes.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

  private static func path(_ directory: Int32, _ entry: [UInt8]) -> [UInt8] {
    Array("/proc/self/fd/\(directory)/".utf8) + entry + [0]
  }

  /// Calls with a buffer large enough: first a usual one, then what a call asks for.
  private static func grown(
    _ call: StaticString, _ body: (UnsafeMutableRawBufferPointer) -> Int
  ) throws(KernelError) -> [UInt8] {
    let (tooSmall, unsupported, vanished) = (-34, -95, -61)  // ERANGE, ENOTSUP, ENODATA
    // XATTR_SIZE_MAX and XATTR_LIST_MAX are 64 KiB.
    for size in [1024, 65536] {
      var result = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        result = body(UnsafeMutableRawBufferPointer(buffer))
        count = max(0, result)
      }
      if result >= 0 { return bytes }
      if result == unsupported || result == vanished { return [] }
      if result != tooSmall { throw KernelError(call, "", Errno(Int32(-result))) }
    }
    throw KernelError(call, "", .ERANGE)
  }
}
