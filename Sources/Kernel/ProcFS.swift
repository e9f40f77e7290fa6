// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// A procfs that nobody else can have tampered with: what a container mounts on /proc, or a link in its image, may lead
/// a write to /proc/self/attr/exec or /proc/sys elsewhere (CVE-2019-16884, CVE-2025-52881).
package struct ProcFS: ~Copyable {
  private let root: Descriptor

  /// How much of it is wanted.
  package enum Extent: Sendable {
    /// Processes only (`subset=pid`, 5.8).
    case processes
    /// /proc/sys as well. Keep it open for as short as can be.
    case everything
  }

  /// A private instance by fsopen(2); where that is refused, a private copy of what is mounted on /proc; where even
  /// that is, /proc itself.
  ///
  /// The latter two only if it is the root of a procfs.
  package init(_ extent: Extent) throws(KernelError) {
    do {
      root = try ProcFS.privateInstance(extent)
    } catch {
      do {
        let copy = try MountTree(copying: "/proc", recursive: false)
        root = try ProcFS.verified(try copy.descriptor.duplicate())
      } catch {
        root = try ProcFS.verified(try Files.open("/proc", OpenFlags.path | OpenFlags.directory | OpenFlags.noFollow))
      }
    }
  }

  private static func privateInstance(_ extent: Extent) throws(KernelError) -> Descriptor {
    let context = try MountContext(type: "proc")
    switch extent {
    case .processes: try? context.set("subset", "pid")
    case .everything: break
    }
    try context.create()
    let tree = try context.mount(
      attributes: MountAttributes.noSetuid | MountAttributes.noDevices | MountAttributes.noExecute)
    return try tree.descriptor.duplicate()
  }

  private static func verified(_ candidate: consuming Descriptor) throws(KernelError) -> Descriptor {
    // Only the root of a procfs has inode 1 (PROC_ROOT_INO).
    guard try Files.fileSystem(of: candidate).type == FileSystemMagic.proc,
      try Files.status(of: candidate).inode == 1
    else { throw KernelError("open", "/proc: not the root of a procfs", .EXDEV) }
    return candidate
  }

  /// Opens a file below it; neither links nor mounts on the way are followed.
  package borrowing func open(_ path: String, _ flags: Int) throws(KernelError) -> Descriptor {
    // `self` itself is a link, of the kernel's making, to a name in the same directory.
    var how = (
      UInt64(flags | OpenFlags.closeOnExec), UInt64(0),
      ResolveFlags.beneath | ResolveFlags.noCrossingMounts | ResolveFlags.noMagicLinks
    )
    let number = root.raw
    var result = unsafe path.withCString { bytes in
      unsafe withUnsafeMutablePointer(to: &how) {
        systemCall(SYS_openat2, Int(number), Int(bitPattern: bytes), Int(bitPattern: $0), 24)
      }
    }
    if result == -38 || result == -1 {  // ENOSYS, EPERM: a kernel or a filter without openat2
      result = unsafe path.withCString {
        systemCall(SYS_openat, Int(number), Int(bitPattern: $0), flags | OpenFlags.closeOnExec | OpenFlags.noFollow)
      }
    }
    if result < 0 { throw KernelError("open", "/proc/" + path, Errno(Int32(-result))) }
    let file = Descriptor(owning: Int32(result))
    guard try Files.fileSystem(of: file).type == FileSystemMagic.proc else {
      throw KernelError("open", "/proc/" + path + ": not on procfs", .EXDEV)
    }
    return file
  }

  /// Writes `text` in one call to a file below it.
  package borrowing func write(_ text: String, to path: String) throws(KernelError) {
    let file = try open(path, OpenFlags.writeOnly)
    do {
      try file.writeOnce(text)
    } catch {
      throw KernelError("write", "/proc/" + path, error.errno)
    }
  }
}
