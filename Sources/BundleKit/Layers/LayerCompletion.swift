// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// What is done when all entries are there.
extension LayerWriter {
  /// Readies the directory that becomes a root: what it has from its parent (set-group-ID, its group) would go on to all
  /// that is made in it.
  static func prepare(_ root: Int32, _ ownership: Ownership) throws(Failure) {
    var result = ownership.keepsOwners ? EntryCalls.setOwner(root, uid: 0, gid: 0) : 0
    if result == 0 { result = EntryCalls.setMode(root, 0o755) }
    if result < 0 { throw Failure(KernelError("chmod", "the layer's root", Errno(Int32(-result))), .store) }
  }

  /// Marks opaque directories and gives directories their mode, owner and times, which making entries in them changed.
  mutating func finish() throws(Failure) {
    try markOpaque()
    try applyFolders()
  }

  mutating func account(_ size: Int64) throws(Failure) {
    let (sum, overflow) = bytes.addingReportingOverflow(max(0, size))
    bytes = sum
    guard overflow || limits.bytes.map({ sum > $0 }) ?? false else { return }
    throw LayerWriter.tooLarge(limits.bytes ?? .max)
  }

  static func tooLarge(_ limit: Int64) -> Failure {
    Failure(.layer, "the layer has more than \(limit) bytes", hint: "--max-layer-size sets the limit")
  }

  mutating func checkRoom() throws(Failure) {
    unchecked = 0
    let status = try fileSystem()
    guard status.free < limits.free else { return }
    throw Failure(
      .layer, "less than \(limits.free >> 20) MiB are left on the disk", hint: "bundle gc frees what nothing uses")
  }

  private func fileSystem() throws(Failure) -> FileSystemStatus {
    do {
      return try Files.fileSystem(ofNumber: root)
    } catch {
      throw Failure(error, .store)
    }
  }

  /// A refused attribute is no reason to refuse the layer where the file system, or the lack of privileges, is the cause.
  mutating func checkAttribute(_ result: Int, _ name: [UInt8]) throws(Failure) {
    if result >= 0 { return }
    let tolerated: [Int] = [-95, -1, -22]  // ENOTSUP, EPERM, EINVAL
    if tolerated.contains(result) { return warnings.add(.attribute, String(decoding: name.dropLast(), as: UTF8.self)) }
    throw failure("setxattr", result)
  }

  private mutating func markOpaque() throws(Failure) {
    let mark = ownership.overlayPrefix.description + "opaque"
    for folder in walk.opaque.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      guard try enter(folder) else { continue }
      try asFailure(.layer) { () throws(KernelError) in try ExtendedAttributes.set(walk.current, mark, "y") }
    }
    // Below an opaque directory a whiteout hides nothing and is listed.
    for folder in markedFolders.sorted(by: { $0.lexicographicallyPrecedes($1) }) where isHidden(folder) {
      guard try enter(folder) else { continue }
      try asFailure(.layer) { () throws(KernelError) in try Whiteouts.remove(in: walk.current) }
      if !walk.implicit.contains(folder) { markedFolders.remove(folder) }
    }
    walk.reset()
  }

  /// Whether nothing lower shows in a directory.
  private func isHidden(_ folder: [UInt8]) -> Bool {
    if walk.rootIsOpaque { return true }
    if walk.opaque.isEmpty { return false }
    var folder = folder
    while !folder.isEmpty {
      if walk.opaque.contains(folder) { return true }
      folder = folder.folder
    }
    return false
  }

  /// Goes to a directory by its real path.
  private mutating func enter(_ folder: [UInt8]) throws(Failure) -> Bool {
    guard path.read(bytes: folder) else { return false }
    return try walk.enter(path, count: path.count, .refuse)
  }

  /// Nothing is made any more, so no time changes again.
  mutating func applyFolders() throws(Failure) {
    for (full, folder) in folders.deepestFirst where try enter(full) { try apply(folder, walk.current) }
    walk.reset()
    path.clear()
    if let folder = folders.root { try apply(folder, root) }
  }

  private mutating func apply(_ folder: FolderTable.Folder, _ number: Int32) throws(Failure) {
    // In place it may have been there before, somebody else's and with other attributes.
    if ownership.keepsOwners, isFlat || folder.uid != 0 || folder.gid != 0 {
      let result = EntryCalls.setOwner(number, uid: folder.uid, gid: folder.gid)
      if result < 0 { throw failure("chown", result) }
    }
    if isFlat { try removeAttributes(of: number, but: folder.attributes.map(\.name)) }
    let result = EntryCalls.setMode(number, folder.mode)
    if result < 0 { throw failure("chmod", result) }
    for (name, value) in folder.attributes {
      let result = name.withUnsafeBufferPointer { name in
        value.withUnsafeBytes { value in name.baseAddress.map { ExtendedAttributes.set(number, $0, value) } ?? 0 }
      }
      try checkAttribute(result, name)
    }
    let timed = EntryCalls.setTime(number, folder.time)
    if timed < 0 { throw failure("utimensat", timed) }
  }
}

extension LayerWriter {
  /// Removes those attributes of a directory that its entry has not, the host's own apart.
  private func removeAttributes(of number: Int32, but kept: [[UInt8]]) throws(Failure) {
    try asFailure(.layer) { () throws(KernelError) in
      let own = Array(".".utf8)
      for (name, _) in try ExtendedAttributes.all(of: number)
      where !kept.contains(name + [0]) && !LayerWriter.isOfHost(name) {
        let result = ExtendedAttributes.remove(number, own, name + [0])
        if result < 0 { throw KernelError("removexattr", EntryPath.text(name), Errno(Int32(-result))) }
      }
    }
  }
}

/// overlayfs's marks for names that lower layers have and this one has not.
enum Whiteouts {
  /// Removes those in an open directory.
  static func remove(in directory: Int32) throws(KernelError) {
    for name in try Files.open(".", at: directory, OpenFlags.readOnly | OpenFlags.directory).entryNames() {
      let terminated = name + [0]
      guard let status = Files.status(entry: terminated, at: directory), status.isWhiteout else { continue }
      let result = EntryCalls.unlink(directory, terminated)
      if result < 0 { throw KernelError("unlink", EntryPath.text(name), Errno(Int32(-result))) }
    }
  }
}
