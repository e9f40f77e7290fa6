// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

extension Files {
  /// Which file system `path` is on, as `FileSystemMagic`.
  package static func fileSystem(of path: String) throws(KernelError) -> Int {
    // struct statfs is 120 bytes on 64-bit machines; f_type is its first word.
    var words = InlineArray<16, Int>(repeating: 0)
    let result = unsafe withUnsafeMutablePointer(to: &words) { buffer in
      unsafe path.withCString { systemCall(SYS_statfs, Int(bitPattern: $0), Int(bitPattern: buffer)) }
    }
    if result < 0 { throw KernelError("statfs", path, Errno(Int32(-result))) }
    return words[0]
  }

  /// Gives a file of the host to `uid` and leaves its group; a symbolic link is not followed.
  package static func setOwner(_ path: String, uid: UInt32) throws(KernelError) {
    let noFollow = 0x100
    _ = try callAt("chown", SYS_fchownat, workingDirectory, path, Int(uid), -1, noFollow)
  }
}

extension Descriptor {
  /// The names of the directories in this directory, as the file system's entries say (d_type; kernfs, which cgroups
  /// are on, always does).
  package borrowing func subdirectories() throws(KernelError) -> [String] {
    let directoryType: UInt8 = 4
    var names: [String] = []
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
        if buffer[offset + 18] == directoryType {
          var end = offset + 19
          while end < length, buffer[end] != 0 { end += 1 }
          let name = String(decoding: buffer[(offset + 19)..<end], as: UTF8.self)
          if name != ".", name != ".." { names.append(name) }
        }
        if size == 0 { break }
        offset += size
      }
    }
  }
}
