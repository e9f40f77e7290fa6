// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Where something is mounted: resolved once, inside the root, and from then on a descriptor.
struct MountPoint: ~Copyable {
  let descriptor: Descriptor
  let status: FileStatus
  /// It was there before the mount asked for it.
  let existed: Bool
}

extension InitContext {
  /// What may be put over single files of a container's procfs: lxcfs imitates them.
  ///
  /// Everything else would let a mount answer in the place of procfs (CVE-2019-16884).
  private static let procFiles = [
    "/proc/cpuinfo", "/proc/diskstats", "/proc/meminfo", "/proc/stat", "/proc/swaps", "/proc/uptime", "/proc/loadavg",
    "/proc/slabinfo", "/proc/sys/kernel/ns_last_pid", "/proc/sys/crypto/fips_enabled",
  ]

  /// The place at `path` in the rootfs, made when missing.
  func mountPoint(_ path: String, directory: Bool) throws(KernelError) -> MountPoint {
    var existed = true
    let descriptor: Descriptor
    do {
      descriptor = try root.open(path, OpenFlags.path)
    } catch {
      if error.errno != .ENOENT { throw error }
      existed = false
      descriptor = directory ? try root.makeDirectory(path) : try root.makeFile(path)
    }
    let status = try Files.status(of: descriptor)
    try check(path, descriptor, status)
    return MountPoint(descriptor: descriptor, status: status, existed: existed)
  }

  /// The place of a procfs or sysfs, which must be an ordinary directory: through a link in the image it would appear
  /// elsewhere, and what is masked and made read-only below /proc would not be what is used.
  func ordinaryMountPoint(_ path: String, type: String) throws(KernelError) -> MountPoint {
    do {
      let descriptor = try root.makeOrdinaryDirectory(path)
      let status = try Files.status(of: descriptor)
      return MountPoint(descriptor: descriptor, status: status, existed: true)
    } catch {
      if error.errno != .ENOTDIR { throw error }
      throw KernelError(
        "open", path + ": filesystem \"" + type + "\" must be mounted on ordinary directory", error.errno)
    }
  }

  private func check(_ path: String, _ descriptor: borrowing Descriptor, _ status: FileStatus) throws(KernelError) {
    if let rootStatus, status.device == rootStatus.device {
      if status.inode == rootStatus.inode {
        throw KernelError("mount", path + ": is on the top of the rootfs", .EINVAL)
      }
      return
    }
    guard try Files.fileSystem(of: descriptor).type == FileSystemMagic.proc else { return }
    // Over the root of a procfs only another one may go, which `mountPoint` is not asked for.
    if InitContext.procFiles.contains(path), isPlain(path, status) { return }
    throw KernelError("mount", path + ": cannot be mounted because it is inside /proc", .EPERM)
  }

  /// Whether no symbolic link leads to the file: the last component is then the name it has in procfs.
  private func isPlain(_ path: String, _ status: FileStatus) -> Bool {
    var walk = path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
    var prefix = ""
    while !walk.isEmpty {
      prefix += "/" + walk.removeFirst()
      guard let file = try? root.open(prefix, OpenFlags.path, follow: false), let found = try? Files.status(of: file),
        found.mode & FileMode.typeMask != FileMode.symbolicLink
      else { return false }
      if walk.isEmpty { return found.inode == status.inode && found.device == status.device }
    }
    return false
  }

  /// What is on top of a place now, after something was mounted on it; EXDEV when that is still the old thing, because
  /// somebody moved a directory on the way meanwhile.
  func reopen(_ path: String, over place: borrowing MountPoint) throws(KernelError) -> Descriptor {
    let file = try root.open(path, OpenFlags.path)
    let status = try Files.status(of: file)
    if status.device == place.status.device, status.inode == place.status.inode {
      throw KernelError("open", path + ": was moved while it was mounted on", .EXDEV)
    }
    return file
  }
}

extension Descriptor {
  /// Closes at once.
  consuming func close() {}
}
