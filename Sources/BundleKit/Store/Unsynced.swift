// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

extension Store {
  package var unsynced: UnsyncedContent { UnsyncedContent(store: self) }
}

/// Blobs and layers that may not be on the disk yet.
///
/// Nobody waits for the disk when an image is fetched or built: that would take as long as writing it. In place of that
/// the file `unsynced` tells in which boot of the machine content came, and by its time from when on. A later command
/// syncs, when the kernel has written most of it anyway, and removes the file. One that finds the file of an earlier boot
/// knows that the machine went down before, and looks at all that is younger than the file: names are on the disk in the
/// order they were given, content need not be.
package struct UnsyncedContent: Sendable {
  /// Seconds after which a sync has little left to do: the kernel writes what has been dirty for 30 seconds
  /// (vm.dirty_expire_centisecs) and looks every five.
  static let patience: Int64 = 60

  let store: Store

  private var path: String { store.root + "/unsynced" }

  /// Says that content comes; before any of it is written, by who holds `Store.adding()`.
  func begin() throws(Failure) {
    if Files.exists(path) { return }
    let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.noFollow
    try asFailure(.store) { () throws(KernelError) in
      try Files.open(path, flags, mode: 0o600).write(try UnsyncedContent.boot())
    }
  }

  /// What a command does first: syncs what is old enough, and after an unclean end of the machine mends the store.
  ///
  /// Returns what people should know, a sentence each; nothing happens while somebody adds content.
  package func settle() throws(Failure) -> [String] {
    guard let found = try? Files.read(path, limit: 64), let status = try? Files.status(path) else { return [] }
    let isOurs = found == (try? UnsyncedContent.boot())
    let age = Clock.now().seconds - status.modified.seconds
    if isOurs, age < UnsyncedContent.patience, age >= 0 { return [] }
    guard let lock = try store.lockIfFree("content"), Files.exists(path) else { return [] }
    let lines = isOurs ? [] : try mend(since: status.modified.seconds)
    try asFailure(.store) { () throws(KernelError) in
      try Files.syncFileSystem(of: try Files.open(store.root, OpenFlags.readOnly | OpenFlags.directory))
      try Files.unlink(path)
    }
    _ = consume lock
    return lines
  }

  private static func boot() throws(KernelError) -> [UInt8] {
    try Files.read("/proc/sys/kernel/random/boot_id", limit: 64)
  }

  // MARK: After the machine went down

  /// Removes blobs that are not what their names say, and puts layers that were unpacked since then anew.
  private func mend(since: Int64) throws(Failure) -> [String] {
    var lines: [String] = []
    for digest in try store.blobs.list() where isYoung(store.blobs.path(of: digest), since) {
      if try store.blobs.isSound(digest) { continue }
      try store.blobs.remove(digest)
      lines.append("blob \(digest.text) was damaged when the machine went down, and is removed")
    }
    var removed: Set<String> = []
    for key in try layers() where isYoung("\(store.layersFolder)/\(key)/layer.json", since) {
      let grave = try store.temporary("removed")
      try asFailure(.store) { () throws(KernelError) in
        try Files.rename("\(store.layersFolder)/\(key)", to: grave.path + "/layer")
      }
      removed.insert(key)
    }
    if removed.isEmpty { return lines }
    for image in try users() where !removed.isDisjoint(with: UnsyncedContent.keys(of: image)) {
      do throws(Failure) {
        _ = try store.layers.ensure(image, progress: .none)
      } catch {
        lines.append("\(image.title) was damaged when the machine went down: \(error.message); pull or build it again")
      }
    }
    return lines
  }

  /// Whether a file was written then or later; clocks may have been set, and what is of tomorrow is not trusted either.
  private func isYoung(_ path: String, _ since: Int64) -> Bool {
    guard let seconds = (try? Files.status(path))?.modified.seconds else { return false }
    return seconds >= since || seconds > Clock.now().seconds
  }

  /// Names of folders; init layers, which have only empty files, have no `layer.json` either, and are never young.
  private func layers() throws(Failure) -> [String] {
    try asFailure(.store) { () throws(KernelError) in
      try Files.open(store.layersFolder, OpenFlags.readOnly | OpenFlags.directory).entries().sorted()
    }
  }

  private static func keys(of image: Image) -> Set<String> {
    let diffIDs = image.config.diffIDs
    return Set(zip(diffIDs, LayerStore.chain(diffIDs)).flatMap { LayerFolder.keys(diffID: $0, chainID: $1) })
  }

  /// Images with a name, and those that containers and bundles were made of.
  private func users() throws(Failure) -> [Image] {
    let users = try ImageUsers(of: store)
    var images = try store.images.list()
    let named = Set(images.map(\.manifestDigest))
    for digest in Set(users.containers.keys).union(users.bundles.keys).subtracting(named) {
      let size = store.blobs.size(of: digest) ?? 0
      if let image = try? store.images.image(ContentDescriptor(.imageManifest(.oci), digest: digest, size: size)) {
        images.append(image)
      }
    }
    return images
  }
}
