// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI

/// `cp`: files between the host and a container, whose paths are resolved beneath its root by descriptor, so that no link
/// of the container's leads to the host's files (CVE-2018-15664, CVE-2019-14271).
package struct ContainerCopy: Sendable {
  /// One side of a copy.
  package enum Place: Sendable {
    case host(String)
    case container(String, path: String)

    /// Reads `CONTAINER:PATH` or a path of the host, which has a slash before its first colon, or none.
    package init(_ text: String) {
      guard let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/"), colon > text.startIndex,
        !text.hasPrefix(".")
      else {
        self = .host(text)
        return
      }
      self = .container(String(text[..<colon]), path: String(text[text.index(after: colon)...]))
    }
  }

  private let containers: ContainerStore
  /// Links as sources are followed (`-L`); owners of the source are kept (`-a`).
  private let followsLinks: Bool
  private let keepsOwners: Bool

  package init(_ containers: ContainerStore, followsLinks: Bool, keepsOwners: Bool) {
    self.containers = containers
    self.followsLinks = followsLinks
    self.keepsOwners = keepsOwners
  }

  /// Copies as `cp -r` would: into a folder that is there, else under the new name; `FOLDER/.` means its content.
  package func copy(_ source: Place, to target: Place) throws(Failure) {
    switch (source, target) {
    case (.host(let from), .container(let name, let to)):
      try open(name) { (root, path) throws(Failure) in
        let host = try ContainerCopy.hostRoot()
        try perform(from: host, try Store.absolute(from), to: root, to, path: path, owner: keepsOwners ? nil : (0, 0))
      }
    case (.container(let name, let from), .host(let to)):
      try open(name) { (root, _) throws(Failure) in
        let host = try ContainerCopy.hostRoot()
        let caller = (Processes.effectiveUID, Processes.effectiveGID)
        try perform(from: root, from, to: host, try Store.absolute(to), path: "", owner: keepsOwners ? nil : caller)
      }
    case (.host, .host): throw Failure(.usage, "cp: one side has to be CONTAINER:PATH")
    case (.container, .container): throw Failure(.usage, "cp: from container to container is not possible in one step")
    }
  }

  private static func hostRoot() throws(Failure) -> RootDirectory {
    try asFailure(.system) { () throws(KernelError) in
      RootDirectory(try Files.open("/", OpenFlags.path | OpenFlags.directory))
    }
  }

  /// The root of a container: that of its process, volumes and all, or of one that does not run, mounted for the moment.
  private func open(
    _ name: String, _ body: (borrowing RootDirectory, String) throws(Failure) -> Void
  ) throws(Failure) {
    let record = try containers.find(name)
    if record.isRunning {
      let path = "/proc/\(record.state.pid)/root"
      let root = try asFailure(.system) { () throws(KernelError) in
        RootDirectory(try Files.open(path, OpenFlags.path | OpenFlags.directory))
      }
      // What is mounted read-only for the container is so for us, because we come in through its mounts.
      return try body(root, record.name)
    }
    let lock = try containers.store.lock("container-" + record.id)
    let folder = containers.folder(record.id)
    try RootFileSystem.mount(record, folder)
    defer { RootFileSystem.unmount(folder) }
    try body(try RootFileSystem.open(folder), record.name)
    _ = consume lock
  }

  // MARK: One copy

  private func perform(
    from source: borrowing RootDirectory, _ from: String, to target: borrowing RootDirectory, _ to: String,
    path name: String, owner: (uid: UInt32, gid: UInt32)?
  ) throws(Failure) {
    do throws(KernelError) {
      let isContent = from.hasSuffix("/.") || from == "." || from.hasSuffix("/")
      let plain = ContainerCopy.trimmed(from)
      let file = try source.open(plain, OpenFlags.path, follow: followsLinks || isContent)
      let isFolder = try Files.status(of: file).isDirectory
      if isContent, !isFolder { throw KernelError("open", from, .ENOTDIR) }
      // A folder's content, or the root itself, has no name to be copied under.
      let sourceName = ContainerCopy.lastName(plain)
      let copiesContent = isFolder && (from.hasSuffix("/.") || sourceName.isEmpty)
      let existing = try? target.open(to, OpenFlags.path).release()
      defer { if let existing { _ = Descriptor(owning: existing) } }
      let intoFolder = existing.map { (try? Files.status(ofNumber: $0).isDirectory) ?? false } ?? false
      if intoFolder, copiesContent {
        try content(of: source, plain, into: target, to, owner)
        return
      }
      if existing != nil, !intoFolder, isFolder { throw KernelError("mkdir", to, .EEXIST) }
      if existing == nil, to.hasSuffix("/"), !isFolder { throw KernelError("open", to, .ENOENT) }
      let place = intoFolder ? to + "/" + sourceName : ContainerCopy.trimmed(to)
      let newName = ContainerCopy.lastName(place)
      if newName.isEmpty { throw KernelError("open", to, .EINVAL) }
      let directory = try target.open(ContainerCopy.parent(place), OpenFlags.readOnly | OpenFlags.directory)
      if copiesContent || followsLinks {
        try ContainerCopy.copyOpen(file, isFolder, to: newName, at: directory.raw, owner)
      } else {
        let origin = try source.open(ContainerCopy.parent(plain), OpenFlags.readOnly | OpenFlags.directory)
        try TreeCopy.copy(
          Array(sourceName.utf8), at: origin.raw, to: Array(newName.utf8), at: directory.raw, owner: owner)
      }
    } catch {
      throw Failure(error, .system).during("cp \(from)")
    }
  }

  private func content(
    of source: borrowing RootDirectory, _ from: String, into target: borrowing RootDirectory, _ to: String,
    _ owner: (uid: UInt32, gid: UInt32)?
  ) throws(KernelError) {
    let origin = try source.open(from, OpenFlags.readOnly | OpenFlags.directory)
    let directory = try target.open(to, OpenFlags.readOnly | OpenFlags.directory)
    for name in try origin.entryNames() {
      try TreeCopy.copy(name, at: origin.raw, to: name, at: directory.raw, owner: owner)
    }
  }

  /// Copies what an O_PATH descriptor stands for, through its entry in procfs, which cannot change under us.
  private static func copyOpen(
    _ file: borrowing Descriptor, _ isFolder: Bool, to name: String, at directory: Int32,
    _ owner: (uid: UInt32, gid: UInt32)?
  ) throws(KernelError) {
    guard isFolder else {
      return try TreeCopy.copyFile("/proc/self/fd/\(file.raw)", to: name, at: directory, owner: owner)
    }
    try Files.makeDirectory(name, at: directory, mode: 0o755)
    let origin = try Files.open("/proc/self/fd/\(file.raw)", OpenFlags.readOnly | OpenFlags.directory)
    let target = try Files.open(name, at: directory, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
    for entry in try origin.entryNames() {
      try TreeCopy.copy(entry, at: origin.raw, to: entry, at: target.raw, owner: owner)
    }
  }

  // MARK: Words of paths

  private static func trimmed(_ path: String) -> String {
    var path = path
    while path.hasSuffix("/.") { path.removeLast(2) }
    while path.hasSuffix("/"), path.utf8.count > 1 { path.removeLast() }
    return path.isEmpty || path == "." ? "/" : path
  }

  private static func lastName(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    return name == ".." || name == "." ? "" : name
  }

  private static func parent(_ path: String) -> String {
    "/" + path.split(separator: "/").dropLast().joined(separator: "/")
  }
}
