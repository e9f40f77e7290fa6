// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

extension Descriptor {
  /// The names in this directory, without `.` and `..`, in the order of the file system.
  package borrowing func entries() throws(KernelError) -> [String] {
    var names: [String] = []
    for name in try entryNames() { names.append(String(decoding: name, as: UTF8.self)) }
    return names
  }

  /// `entries` as bytes: what others put there need not be UTF-8.
  package borrowing func entryNames() throws(KernelError) -> [[UInt8]] {
    var names: [[UInt8]] = []
    var buffer = [UInt8](repeating: 0, count: 8192)
    let number = raw
    while true {
      let length = unsafe buffer.withUnsafeMutableBufferPointer {
        systemCall(SYS_getdents64, Int(number), Int(bitPattern: $0.baseAddress), 8192)
      }
      if length < 0 { throw KernelError("getdents64", "", Errno(Int32(-length))) }
      if length == 0 { return names }
      var offset = 0
      // struct linux_dirent64: ino 8, off 8, reclen 2, type 1, then the name and a NUL.
      while offset + 19 < length {
        let size = Int(buffer[offset + 16]) | Int(buffer[offset + 17]) << 8
        var end = offset + 19
        while end < length, buffer[end] != 0 { end += 1 }
        let name = Array(buffer[(offset + 19)..<end])
        let dot = UInt8(ascii: ".")
        if name != [dot], name != [dot, dot] { names.append(name) }
        if size == 0 { break }
        offset += size
      }
    }
  }
}
