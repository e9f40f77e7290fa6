// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// A directory that paths cannot leave: `..` and absolute symbolic links stop at it, magic links of procfs are refused.
///
/// Whatever is inside may be hostile and may change while it is looked at (CVE-2021-30465, CVE-2024-45310 and their
/// kin), so every path is resolved by the kernel in one call, openat2(2) with RESOLVE_IN_ROOT, and used as a descriptor
/// from then on. Where openat2 is missing (before 5.6, or a seccomp filter that answers ENOSYS or EPERM) `InRootWalk`
/// does the same one component at a time.
package struct RootDirectory: ~Copyable, Sendable {
  /// The directory itself; O_PATH is enough.
  package let descriptor: Descriptor

  /// Do without openat2(2) from the start.
  private let walksByHand: Bool

  /// Takes the directory; `walkingByHand` is what a kernel without openat2 comes to, for tests.
  package init(_ descriptor: consuming Descriptor, walkingByHand: Bool = false) {
    self.descriptor = descriptor
    walksByHand = walkingByHand
  }

  /// The kernel gives EAGAIN when a mount or rename anywhere races with `..` or a link; upstream runtimes saw 32 tries
  /// fail under mount churn (runc #4928).
  private static let attempts = 128

  /// Opens `path` inside the root (`OpenFlags`; O_CLOEXEC is added).
  ///
  /// `follow` says whether a symbolic link as the last component is followed, inside the root.
  package borrowing func open(_ path: String, _ flags: Int, follow: Bool = true) throws(KernelError) -> Descriptor {
    let flags = flags | (follow ? 0 : OpenFlags.noFollow)
    let result = openat2(path, flags, ResolveFlags.inRoot | ResolveFlags.noMagicLinks)
    if result >= 0 { return Descriptor(owning: Int32(result)) }
    let errno = Errno(Int32(-result))
    if errno != .ENOSYS, errno != .EPERM, errno != .EAGAIN { throw KernelError("openat2", path, errno) }
    var walk = InRootWalk(root: descriptor.raw, path: path)
    return try walk.open(flags)
  }

  /// The directory at `path`, O_PATH; missing components are made with that mode, also those that a dangling symbolic
  /// link names (images have them; runc keeps such links working).
  package borrowing func makeDirectory(_ path: String, mode: UInt32 = 0o755) throws(KernelError) -> Descriptor {
    try make(path, .directory(mode))
  }

  /// The file or directory at `path`, O_PATH; a missing one is made as an empty regular file, its directories with 0755.
  package borrowing func makeFile(_ path: String, mode: UInt32 = 0o644) throws(KernelError) -> Descriptor {
    try make(path, .file(mode))
  }

  private borrowing func make(_ path: String, _ missing: InRootWalk.Missing) throws(KernelError) -> Descriptor {
    do {
      return try open(path, OpenFlags.path)
    } catch {
      if error.errno != .ENOENT { throw error }
    }
    var walk = InRootWalk(root: descriptor.raw, path: path)
    walk.missing = missing
    return try walk.open(OpenFlags.path)
  }

  /// The directory at `path`, O_PATH, whose last component must be a directory and no symbolic link: what procfs and
  /// sysfs are mounted on (CVE-2019-19921, CVE-2023-27561).
  ///
  /// Made when missing. ENOTDIR when it is anything else.
  package borrowing func makeOrdinaryDirectory(_ path: String) throws(KernelError) -> Descriptor {
    let flags = OpenFlags.path | OpenFlags.directory
    let result = openat2(path, flags, ResolveFlags.inRoot | ResolveFlags.noMagicLinks | ResolveFlags.noSymlinks)
    if result >= 0 { return Descriptor(owning: Int32(result)) }
    let place = try makeParent(of: path)
    let made = Result { () throws(KernelError) in
      try Files.makeDirectory(place.name, at: place.directory.raw, mode: 0o755)
    }
    if case .failure(let error) = made, error.errno != .EEXIST { throw KernelError("mkdir", path, error.errno) }
    do {
      return try Files.open(place.name, at: place.directory.raw, flags | OpenFlags.noFollow)
    } catch {
      // With O_PATH, O_NOFOLLOW and O_DIRECTORY a link gives ENOTDIR as well.
      throw KernelError("open", path, error.errno == .ELOOP ? .ENOTDIR : error.errno)
    }
  }

  /// Where a new file of that path belongs: its directory (made when missing) and its name in it.
  package borrowing func makeParent(of path: String) throws(KernelError) -> PlaceInRoot {
    var components = InRootWalk.components(of: path)
    guard let name = components.popLast(), name != ".." else { throw KernelError("open", path, .EINVAL) }
    let directory = components.joined(separator: "/")
    return PlaceInRoot(directory: try makeDirectory(directory.isEmpty ? "/" : directory), name: name)
  }

  private borrowing func openat2(_ path: String, _ flags: Int, _ resolve: UInt64) -> Int {
    let missing = -38  // ENOSYS
    if walksByHand { return missing }
    // struct open_how: flags, mode, resolve.
    var how = (UInt64(flags | OpenFlags.closeOnExec), UInt64(0), resolve)
    let number = descriptor.raw
    let (again, interrupted) = (-11, -4)
    var result = again
    for _ in 0..<RootDirectory.attempts where result == again || result == interrupted {
      result = unsafe path.withCString { bytes in
        unsafe withUnsafeMutablePointer(to: &how) {
          systemCall(SYS_openat2, Int(number), Int(bitPattern: bytes), Int(bitPattern: $0), 24)
        }
      }
    }
    return result
  }
}

/// A directory inside a root and a name in it, which may or may not exist.
package struct PlaceInRoot: ~Copyable {
  package let directory: Descriptor
  package let name: String
}
