// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

// What a step keeps beside its root: the sources of its mounts, found by descriptor and mounted here, so that the runtime
// never looks up a path that somebody else could have made.
extension StepRoot {
  /// Makes a folder.
  func folder(_ name: String, mode: UInt32 = 0o755) throws(Failure) -> String {
    let path = path(name)
    try asFailure(.store) { () throws(KernelError) in
      try Files.makeDirectory(path, mode: mode)
      try Files.changeMode(path, mode)
    }
    return path
  }

  /// Mounts what is at a path beneath a root here.
  func show(
    _ source: String, in files: borrowing RootDirectory, as name: String
  ) throws(Failure) -> (path: String, isDirectory: Bool) {
    let file = try asFailure(.build) { () throws(KernelError) in
      try files.open(source.isEmpty ? "/" : source, OpenFlags.path)
    }
    return try show(file, isRecursive: false, as: name)
  }

  /// Mounts what is open here, `isRecursive` with what is mounted below it.
  func show(
    _ file: borrowing Descriptor, isRecursive: Bool, as name: String
  ) throws(Failure) -> (path: String, isDirectory: Bool) {
    let path = path(name)
    let isDirectory = try asFailure(.build) { () throws(KernelError) -> Bool in
      let isDirectory = try Files.status(of: file).isDirectory
      if isDirectory {
        try Files.makeDirectory(path, mode: 0o755)
      } else {
        try Files.create(path, mode: 0o600, with: [])
      }
      try MountTree(copying: file, recursive: isRecursive).attach(toPath: path)
      return isDirectory
    }
    remember(mountAt: path)
    return (path, isDirectory)
  }

  /// The same files, for writes that nobody keeps.
  func discardingWrites(to source: String, isDirectory: Bool, _ name: String) throws(Failure) -> String {
    let path = try folder(name + "-written")
    if !isDirectory {
      try asFailure(.store) { () throws(KernelError) in
        let from = try Files.open(source, OpenFlags.readOnly | OpenFlags.nonBlocking)
        let status = try Files.status(of: from)
        let to = try Files.open(
          path + "/file", OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive, mode: 0o600)
        try to.copyAll(from: from)
        try Nodes.setOwner(ofNumber: to.raw, uid: status.uid, gid: status.gid)
        try Nodes.setMode(of: to, status.mode & 0o7777)
      }
      return path + "/file"
    }
    let (upper, work, merged) = (path + "/upper", path + "/work", path + "/merged")
    try asFailure(.store) { () throws(KernelError) in
      let status = try Files.status(source)
      for folder in [upper, work, merged] { try Files.makeDirectory(folder, mode: 0o755) }
      let directory = try Files.open(upper, OpenFlags.readOnly | OpenFlags.directory)
      try Nodes.setOwner(ofNumber: directory.raw, uid: status.uid, gid: status.gid)
      try Nodes.setMode(of: directory, status.mode & 0o7777)
    }
    try OverlayMount.mount(lower: [source], upper: upper, work: work, at: merged, isVolatile: true)
    remember(mountAt: merged)
    return merged
  }
}
