// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// Extended attributes and times of files by descriptor (xattr(7), utimensat(2)).
package enum FileAttributes {
  /// The names of an open file's extended attributes; none where the file system has none.
  package static func names(of file: Int32) -> [[UInt8]] {
    let limit = 65_536
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      count = max(systemCall(SYS_flistxattr, Int(file), Int(bitPattern: buffer.baseAddress), limit), 0)
    }
    var names: [[UInt8]] = []
    for name in bytes.split(separator: 0) { names.append(Array(name)) }
    return names
  }

  /// Copies one attribute from an open file to another (fgetxattr(2), fsetxattr(2)).
  package static func copy(_ name: [UInt8], from source: Int32, to target: Int32) throws(KernelError) {
    let limit = 65_536
    let terminated = name + [0]
    var result = 0
    let value = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      let base = Int(bitPattern: buffer.baseAddress)
      result = unsafe terminated.withUnsafeBufferPointer {
        systemCall(SYS_fgetxattr, Int(source), Int(bitPattern: $0.baseAddress), base, limit)
      }
      count = max(result, 0)
    }
    if result >= 0 {
      result = unsafe terminated.withUnsafeBufferPointer { name in
        unsafe value.withUnsafeBufferPointer { bytes in
          systemCall(
            SYS_fsetxattr, Int(target), Int(bitPattern: name.baseAddress), Int(bitPattern: bytes.baseAddress),
            bytes.count, 0)
        }
      }
    }
    if result < 0 { throw KernelError("setxattr", String(decoding: name, as: UTF8.self), Errno(Int32(-result))) }
  }

  /// The time of the last change of an entry's content, a link's own; an empty name is the open file `directory`.
  package static func changeTime(_ name: String, at directory: Int32) throws(KernelError) -> TimeSpec {
    let (noFollow, emptyPath, modified) = (0x100, 0x1000, 0x40)
    // struct statx: the time of the last change at 112, seconds and nanoseconds.
    var words = InlineArray<32, UInt64>(repeating: 0)
    let result = unsafe withUnsafeMutablePointer(to: &words) { buffer in
      unsafe name.withCString {
        systemCall(
          SYS_statx, Int(directory), Int(bitPattern: $0), name.utf8.isEmpty ? emptyPath : noFollow, modified,
          Int(bitPattern: buffer))
      }
    }
    if result < 0 { throw KernelError("stat", name, Errno(Int32(-result))) }
    return TimeSpec(seconds: Int64(bitPattern: words[14]), nanoseconds: Int64(words[15] & 0xffff_ffff))
  }

  /// Sets it, and the time of the last access with it.
  package static func setTime(_ time: TimeSpec, _ name: String, at directory: Int32) throws(KernelError) {
    let (noFollow, emptyPath) = (0x100, 0x1000)
    var times = (time.seconds, time.nanoseconds, time.seconds, time.nanoseconds)
    let result = unsafe withUnsafeMutablePointer(to: &times) { pointer in
      unsafe name.withCString {
        systemCall(
          SYS_utimensat, Int(directory), Int(bitPattern: $0), Int(bitPattern: pointer),
          name.utf8.isEmpty ? emptyPath : noFollow)
      }
    }
    if result < 0 { throw KernelError("utimensat", name, Errno(Int32(-result))) }
  }
}
