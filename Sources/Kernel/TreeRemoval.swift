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
  /// Folders open at once: a tree may be deeper than there are descriptors.
  private static let deepest = 64

  static func remove(_ name: [UInt8], _ path: String, at directory: Int32) throws(KernelError) {
    try remove(name, path, at: directory, depth: 0, top: directory)
  }

  private static func remove(
    _ name: [UInt8], _ path: String, at directory: Int32, depth: Int, top: Int32
  ) throws(KernelError) {
    var result = unlink(name, at: directory, 0)
    // Linux answers EISDIR for directories; EPERM is POSIX's word, which some file systems use.
    guard result == isDirectory || result == notPermitted else {
      if result < 0, result != absent { throw KernelError("unlink", path, Errno(Int32(-result))) }
      return
    }
    result = unlink(name, at: directory, removeDirectory)
    if result == notEmpty {
      if depth > deepest, hoist(name, at: directory, to: top) { return }
      try removeContent(name, path, at: directory, depth: depth, top: top)
      result = unlink(name, at: directory, removeDirectory)
    }
    if result < 0, result != absent { throw KernelError("rmdir", path, Errno(Int32(-result))) }
  }

  private static func removeContent(
    _ name: [UInt8], _ path: String, at directory: Int32, depth: Int, top: Int32
  ) throws(KernelError) {
    let flags = OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow | OpenFlags.closeOnExec
    var number = open(name, at: directory, flags)
    if number == -13 {  // EACCES: ours, but without permission for ourselves (rootless)
      makeOurs(name, at: directory)
      number = open(name, at: directory, flags)
    }
    if number < 0 { throw KernelError("open", path, Errno(Int32(-number))) }
    let folder = Descriptor(owning: Int32(number))
    // Removing while reading may skip entries, and folders from far below come up: read again until nothing is left.
    while true {
      let names = try folder.entryNames()
      if names.isEmpty { return }
      try folder.rewind()
      for name in names {
        try remove(
          name, path + "/" + String(decoding: name, as: UTF8.self), at: folder.raw, depth: depth + 1,
          top: depth == 0 ? folder.raw : top)
      }
    }
  }

  /// Puts a folder from far below into the one that is removed, which is read again; false when that cannot be.
  private static func hoist(_ name: [UInt8], at directory: Int32, to top: Int32) -> Bool {
    let noReplace = 1
    let (exists, noAccess) = (-17, -13)
    for attempt in 0..<1000 {
      let new = Array("hoisted-\(attempt)".utf8)
      var result = rename(name, at: directory, to: top, new, noReplace)
      if result == noAccess {
        makeOurs(name, at: directory)
        result = rename(name, at: directory, to: top, new, noReplace)
      }
      if result == 0 { return true }
      if result != exists { return false }
    }
    return false
  }

  private static func rename(
    _ name: [UInt8], at directory: Int32, to target: Int32, _ new: [UInt8], _ flags: Int
  ) -> Int {
    unsafe terminated(name).withUnsafeBufferPointer { old in
      unsafe terminated(new).withUnsafeBufferPointer { new in
        systemCall(
          SYS_renameat2, Int(directory), Int(bitPattern: old.baseAddress), Int(target),
          Int(bitPattern: new.baseAddress),
          flags)
      }
    }
  }

  private static func makeOurs(_ name: [UInt8], at directory: Int32) {
    _ = unsafe terminated(name).withUnsafeBufferPointer {
      systemCall(SYS_fchmodat, Int(directory), Int(bitPattern: $0.baseAddress), 0o700)
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
