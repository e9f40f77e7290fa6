// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// The file system that one step works in: the layers below it, and an upper directory that takes what it changes.
///
/// It is mounted in the mount namespace of the build, so whoever kills the build unmounts it; the folder is one of the
/// store's temporary ones, which `gc` removes.
final class StepRoot {
  private let folder: TemporaryFolder
  /// The uppermost first.
  let lower: [String]
  /// Mounted at places in the folder, in this order.
  private var mounted: [String] = []

  init(_ store: Store, on lower: [String]) throws(Failure) {
    folder = try store.temporary("build")
    self.lower = lower
    try asFailure(.store) { () throws(KernelError) in
      for name in ["upper", "work", "merged"] {
        try Files.makeDirectory(name, at: folder.folder.raw, mode: 0o755)
        // The umask of whoever calls us is not the image's.
        try Files.changeMode(name, at: folder.folder.raw, 0o755)
      }
    }
    try copyRootAttributes(to: "upper")
  }

  deinit { unmount() }

  /// A path in the folder.
  func path(_ name: String) -> String { folder.path + "/" + name }

  /// Where the files of a container's network are kept.
  func network(_ id: String) throws(Failure) -> ContainerFolder {
    try asFailure(.store) { () throws(KernelError) in try Files.makeDirectory(id, at: folder.folder.raw, mode: 0o700) }
    return ContainerFolder(id, in: folder.path)
  }

  var upper: String { path("upper") }
  var merged: String { path("merged") }
  var directory: Int32 { folder.folder.raw }

  /// Mounts the layers, `between` them and the upper directory.
  func mount(between: [String] = []) throws(Failure) {
    try OverlayMount.mount(
      lower: between + lower, upper: upper, work: path("work"), at: merged, isVolatile: true)
    mounted.append(merged)
  }

  /// Lets `body` change the root, and keeps the changes in a folder of that name, to be mounted `between`.
  func prepare(_ name: String, _ body: (borrowing RootDirectory) throws(Failure) -> Void) throws(Failure) {
    try asFailure(.store) { () throws(KernelError) in
      for name in [name, name + "-work"] { try Files.makeDirectory(name, at: folder.folder.raw, mode: 0o755) }
    }
    try copyRootAttributes(to: name)
    try OverlayMount.mount(
      lower: lower, upper: path(name), work: path(name + "-work"), at: merged, isVolatile: true)
    defer { try? OverlayMount.unmount(merged) }
    try body(try root())
  }

  /// Says that something is mounted there, to be unmounted at the end.
  func remember(mountAt path: String) { mounted.append(path) }

  /// The mounted root, for paths in it.
  func root() throws(Failure) -> RootDirectory {
    try asFailure(.store) { () throws(KernelError) in
      RootDirectory(try Files.open(merged, OpenFlags.path | OpenFlags.directory))
    }
  }

  /// Unmounts everything, the last first.
  func unmount() {
    while let path = mounted.popLast() { try? OverlayMount.unmount(path) }
  }

  /// The root directory that is seen is the upper one: it has to look like that of the layers.
  private func copyRootAttributes(to name: String) throws(Failure) {
    guard let top = lower.first else { return }
    try asFailure(.store) { () throws(KernelError) in
      let status = try Files.status(top)
      let directory = try Files.open(path(name), OpenFlags.readOnly | OpenFlags.directory)
      try Nodes.setOwner(ofNumber: directory.raw, uid: status.uid, gid: status.gid)
      try Nodes.setMode(of: directory, status.mode & 0o7777)
      _ = EntryCalls.setTime(directory.raw, status.modified)
    }
  }
}

/// Places to mount on that an image does not have; they are made in a layer of their own, which nobody commits.
enum MountStubs {
  /// Makes what is missing at `path`, and leaves the times of the directories it is made in as they were.
  static func make(_ path: String, isDirectory: Bool, in root: borrowing RootDirectory) throws(Failure) {
    try asFailure(.build) { () throws(KernelError) in
      if (try? root.open(path, OpenFlags.path)) != nil { return }
      let (parent, modified) = try nearest(path, in: root)
      if isDirectory { _ = try root.makeDirectory(path) } else { _ = try root.makeFile(path) }
      let directory = try root.open(parent, OpenFlags.readOnly | OpenFlags.directory)
      _ = EntryCalls.setTime(directory.raw, modified)
    }
  }

  /// The nearest directory above that is there, and when it was changed.
  private static func nearest(
    _ path: String, in root: borrowing RootDirectory
  ) throws(KernelError) -> (path: String, modified: TimeSpec) {
    var parts = path.split(separator: "/")
    while !parts.isEmpty {
      parts.removeLast()
      let parent = "/" + parts.joined(separator: "/")
      if let directory = try? root.open(parent, OpenFlags.path | OpenFlags.directory) {
        return (parent, try Files.status(of: directory).modified)
      }
    }
    throw KernelError("open", path, .ENOENT)
  }
}
