// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import Kernel
internal import LinuxABI

/// Where images, layers, containers and volumes are kept; paths only, so it may be copied freely.
///
///     oci/         an OCI image layout: index.json, blobs
///     layers/      one folder a layer, as overlay wants it
///     containers/  volumes/
///     bundles/     records of bundles that were unpacked, which use layers
///     tmp/         everything half-made
///     locks/       files to lock
package struct Store: Sendable {
  /// Absolute path.
  package let root: String

  /// Opens the store at `root`, an absolute path or one from the working directory, and makes what is missing of it.
  ///
  /// - Throws: when a folder cannot be made.
  package init(root: String) throws(Failure) {
    self.root = try Store.absolute(root)
    do {
      try Store.makeFolders(self.root)
      for name in [
        "oci", "oci/blobs", "oci/blobs/sha256", "layers", "containers", "volumes", "bundles", "tmp", "locks",
      ] {
        try Store.makeFolder(self.root + "/" + name)
      }
    } catch {
      throw Failure(error, .store).during("open the store \(self.root)")
    }
  }

  /// Where the store is when nobody says: CAPSULE_STORE, `/var/lib/capsule` for root, else a folder under
  /// XDG_DATA_HOME.
  package static var usualRoot: String {
    if let named = ProcessEnvironment.value("CAPSULE_STORE") { return named }
    if Caller.isRoot { return "/var/lib/capsule" }
    let home = ProcessEnvironment.value("HOME") ?? "/"
    return (ProcessEnvironment.value("XDG_DATA_HOME") ?? home + "/.local/share") + "/capsule"
  }

  package var layout: String { root + "/oci" }
  package var layersFolder: String { root + "/layers" }
  package var containersFolder: String { root + "/containers" }
  package var volumesFolder: String { root + "/volumes" }
  package var bundlesFolder: String { root + "/bundles" }
  package var temporaryFolder: String { root + "/tmp" }

  /// Waits for the lock of that name (`index`, `layer-<key>`, `container-<id>`, `volumes`); it ends with the value, or
  /// with the process.
  ///
  /// Never held while a user's program runs.
  package func lock(_ name: String, exclusive: Bool = true) throws(Failure) -> StoreLock {
    try asFailure(.store) { () throws(KernelError) -> StoreLock in
      let flags = OpenFlags.readWrite | OpenFlags.create | OpenFlags.noFollow
      let file = try Files.open(root + "/locks/" + name, flags, mode: 0o600)
      try file.lock(exclusive: exclusive)
      return StoreLock(file: file)
    }
  }

  /// `lock`, exclusive, without waiting: nil while somebody else holds it.
  package func lockIfFree(_ name: String) throws(Failure) -> StoreLock? {
    try asFailure(.store) { () throws(KernelError) -> StoreLock? in
      let flags = OpenFlags.readWrite | OpenFlags.create | OpenFlags.noFollow
      guard let file = try Files.openIfUnlocked(root + "/locks/" + name, flags, mode: 0o600) else { return nil }
      return StoreLock(file: file)
    }
  }

  /// An empty folder for something half-made; its name tells the process and `purpose`, letters and dashes.
  package func temporary(_ purpose: String) throws(Failure) -> TemporaryFolder {
    try asFailure(.store) { () throws(KernelError) -> TemporaryFolder in
      // Shared while a folder is made and locked: `gc` takes it alone, and so never sees one that is not locked yet.
      let gate = try Files.open(
        root + "/locks/tmp", OpenFlags.readWrite | OpenFlags.create | OpenFlags.noFollow, mode: 0o600)
      try gate.lock(exclusive: false)
      let path = "\(temporaryFolder)/\(Processes.ownPID)-\(try RandomBytes.hex(6))-\(purpose)"
      try Files.makeDirectory(path, mode: 0o700)
      let folder = try Files.open(path, OpenFlags.readOnly | OpenFlags.directory)
      try folder.lockExclusively()
      return TemporaryFolder(path: path, folder: folder)
    }
  }

  /// `path` from the working directory.
  package static func absolute(_ path: String) throws(Failure) -> String {
    if path.hasPrefix("/") { return path }
    return try asFailure(.system) { () throws(KernelError) -> String in try Files.currentDirectory() + "/" + path }
  }

  /// The path that a folder really has, links resolved.
  static func real(_ path: String) throws(Failure) -> String {
    try asFailure(.usage) { () throws(KernelError) -> String in
      let folder = try Files.open(path, OpenFlags.path | OpenFlags.directory)
      return try Files.readLink("/proc/self/fd/\(folder.raw)")
    }
  }

  private static func makeFolder(_ path: String) throws(KernelError) {
    do {
      try Files.makeDirectory(path, mode: 0o700)
    } catch  where error.errno == .EEXIST {}
  }

  private static func makeFolders(_ path: String) throws(KernelError) {
    if Files.exists(path) { return }
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try makeFolders(String(path[..<slash]))
    }
    try makeFolder(path)
  }
}

/// A lock of the store, held as long as this lives.
package struct StoreLock: ~Copyable, Sendable {
  private let file: Descriptor
  init(file: consuming Descriptor) { self.file = file }
}

/// A folder under tmp/, removed with everything in it at the end of this value's life, unless it was renamed away.
///
/// It is locked while it lives: one that is not is the rest of a process that was killed, and `bundle gc` removes it.
package struct TemporaryFolder: ~Copyable, Sendable {
  /// Absolute path.
  package let path: String
  /// The open folder, to work from by descriptor.
  package let folder: Descriptor

  init(path: String, folder: consuming Descriptor) {
    self.path = path
    self.folder = folder
  }

  // Nothing left under that name when it has been renamed into its place.
  deinit { try? Files.removeTree(path) }
}
