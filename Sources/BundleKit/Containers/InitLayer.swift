// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// The layer between an image's and what a container changes: what its root needs to be mounted on, so that none of it is
/// in a commit.
///
/// It is the same for all containers of an image with the same mounts, so it lies with the layers, `layers/i-<key>`, and
/// stays for the next container until `gc` finds it unused. Making and removing a dozen folders would be a third of what
/// a short container takes.
enum InitLayer {
  /// The folder that overlay takes, made when it is missing; `layers`: those of the image, the top first.
  ///
  /// The caller holds `Store.adding()` until a container's record names it.
  static func ensure(
    on layers: [String], _ mounts: [ContainerMount], in store: Store
  ) throws(Failure) -> String {
    let points = MountPoints(mounts)
    let text = (layers + ["", points.text]).joined(separator: "\n")
    let folder = store.layersFolder + "/i-" + Hashing.digest(of: Array(text.utf8)).hex
    let diff = folder + "/diff"
    if Files.exists(diff) { return diff }
    let temporary = try store.temporary("init")
    let place = temporary.path + "/diff"
    try makeUpper(at: place, like: layers.first)
    let work = temporary.path + "/work"
    let scratch = temporary.path + "/root"
    try asFailure(.store) { () throws(KernelError) in
      for path in [work, scratch] { try Files.makeDirectory(path, mode: 0o700) }
    }
    try points.make(in: try OverlayMount.detached(lower: layers, upper: place, work: work, scratch: scratch))
    do throws(KernelError) {
      for path in [work, scratch] { try Files.removeTree(path) }
      try Files.rename(temporary.path, to: folder)
    } catch {
      // Somebody else was quicker.
      guard error.errno == .ENOTEMPTY || error.errno == .EEXIST, Files.exists(diff) else {
        throw Failure(error, .store)
      }
    }
    return diff
  }

  /// An empty folder to go on top of `layer`: the root directory is the uppermost one, its owner and mode have to be the
  /// image's.
  static func makeUpper(at path: String, like layer: String?) throws(Failure) {
    try asFailure(.store) { () throws(KernelError) in
      if !Files.exists(path) { try Files.makeDirectory(path, mode: 0o700) }
      let directory = try Files.open(path, OpenFlags.readOnly | OpenFlags.directory)
      guard let layer else { return try Nodes.setMode(of: directory, 0o755) }
      let status = try Files.status(layer)
      try Nodes.setOwner(ofNumber: directory.raw, uid: status.uid, gid: status.gid)
      try Nodes.setMode(of: directory, status.mode & 0o7777)
    }
  }
}

/// What a container's root needs to be mounted on.
struct MountPoints {
  private var directories = ["/proc", "/sys", "/dev", "/etc"]
  private var files = ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf"]

  init(_ mounts: [ContainerMount]) {
    for mount in mounts where !MountPoints.isOfKernel(mount.destination) {
      if mount.kind == .bind, let status = try? Files.status(mount.source), !status.isDirectory {
        files.append(mount.destination)
      } else {
        directories.append(mount.destination)
      }
    }
  }

  /// All of it in lines, to tell one layer from another.
  var text: String { (directories + ["", ""] + files).joined(separator: "\n") }

  func make(in directory: consuming Descriptor) throws(Failure) {
    let root = RootDirectory(directory)
    try asFailure(.store) { () throws(KernelError) in
      for path in directories { _ = try root.makeDirectory(path) }
      for path in files { _ = try root.makeFile(path) }
      let etc = try root.open("/etc", OpenFlags.path | OpenFlags.directory)
      if !Files.exists("mtab", at: etc.raw) { try Nodes.makeSymlink("mtab", at: etc.raw, to: "/proc/mounts") }
    }
  }

  /// Below a file system that the runtime mounts, it makes the place itself.
  private static func isOfKernel(_ path: String) -> Bool {
    ["/dev/", "/proc/", "/sys/"].contains { path.hasPrefix($0) }
  }
}
