// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

extension Files {
  /// Removes `path` and everything beneath it; not there at all is fine.
  ///
  /// Each step is taken from a directory's descriptor, by a name without slashes, and follows no link: what somebody puts
  /// in place of a folder meanwhile cannot lead outside. Mounts are not crossed: EBUSY, or EXDEV.
  package static func removeTree(_ path: String, at directory: Int32 = workingDirectory) throws(KernelError) {
    try TreeRemoval.remove(Array(path.utf8), path, at: directory)
  }

  /// The same for a name that need not be UTF-8.
  package static func removeTree(bytes name: [UInt8], at directory: Int32) throws(KernelError) {
    try TreeRemoval.remove(name, String(decoding: name, as: UTF8.self), at: directory)
  }
}

/// Names are bytes: those of a layer need not be UTF-8.
private enum TreeRemoval {
  private static let removeDirectory = 0x200
  private static let (absent, isDirectory, notPermitted, notEmpty) = (-2, -21, -1, -39)

  static func remove(_ name: [UInt8], _ path: String, at directory: Int32) throws(KernelError) {
    var result = unlink(name, at: directory, 0)
    // Linux answers EISDIR for directories; EPERM is POSIX's word, which some file systems use.
    guard result == isDirectory || result == notPermitted else {
      if result < 0, result != absent { throw KernelError("unlink", path, Errno(Int32(-result))) }
      return
    }
    result = unlink(name, at: directory, removeDirectory)
    if result == notEmpty {
      try removeContent(name, path, at: directory)
      result = unlink(name, at: directory, removeDirectory)
    }
    if result < 0, result != absent { throw KernelError("rmdir", path, Errno(Int32(-result))) }
  }

  private static func removeContent(_ name: [UInt8], _ path: String, at directory: Int32) throws(KernelError) {
    let flags = OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow | OpenFlags.closeOnExec
    var number = open(name, at: directory, flags)
    if number == -13 {  // EACCES: ours, but without permission for ourselves (rootless)
      _ = unsafe terminated(name).withUnsafeBufferPointer {
        systemCall(SYS_fchmodat, Int(directory), Int(bitPattern: $0.baseAddress), 0o700)
      }
      number = open(name, at: directory, flags)
    }
    if number < 0 { throw KernelError("open", path, Errno(Int32(-number))) }
    let folder = Descriptor(owning: Int32(number))
    // Removing while reading may skip entries: read again until nothing is left.
    while true {
      let names = try folder.entryNames()
      if names.isEmpty { return }
      for name in names {
        try remove(name, path + "/" + String(decoding: name, as: UTF8.self), at: folder.raw)
      }
    }
  }

  private static func terminated(_ name: [UInt8]) -> [UInt8] { name + [0] }

  private static func unlink(_ name: [UInt8], at directory: Int32, _ flags: Int) -> Int {
    unsafe terminated(name).withUnsafeBufferPointer {
      systemCall(SYS_unlinkat, Int(directory), Int(bitPattern: $0.baseAddress), flags)
    }
  }

  private static func open(_ name: [UInt8], at directory: Int32, _ flags: Int) -> Int {
    unsafe terminated(name).withUnsafeBufferPointer {
      systemCall(SYS_openat, Int(directory), Int(bitPattern: $0.baseAddress), flags, 0)
    }
  }
}
