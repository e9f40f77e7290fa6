// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// What is done when all entries are there.
extension LayerWriter {
  /// Marks opaque directories and gives directories their mode, owner and times, which making entries in them changed.
  mutating func finish() throws(Failure) {
    try markOpaque()
    try applyFolders()
  }

  mutating func account(_ size: Int64) throws(Failure) {
    let (sum, overflow) = bytes.addingReportingOverflow(max(0, size))
    bytes = sum
    guard overflow || limits.bytes.map({ sum > $0 }) ?? false else { return }
    throw Failure(
      .layer, "the layer's files have more than \(limits.bytes ?? .max) bytes", hint: "--max-layer-size sets the limit")
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
    guard !walk.opaque.isEmpty else { return }
    let mark = overlayPrefix.description + "opaque"
    for folder in walk.opaque.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      guard try enter(folder) else { continue }
      try asFailure(.layer) { () throws(KernelError) in
        try ExtendedAttributes.set(walk.current, mark, "y")
        try LayerWriter.removeWhiteouts(walk.current)
      }
    }
    walk.reset()
  }

  /// Below an opaque directory a whiteout hides nothing and is listed.
  private static func removeWhiteouts(_ directory: Int32) throws(KernelError) {
    let own = try Files.open(".", at: directory, OpenFlags.readOnly | OpenFlags.directory)
    for name in try own.entryNames() {
      let terminated = name + [0]
      guard let status = Files.status(entry: terminated, at: own.raw) else { continue }
      if status.isWhiteout { _ = EntryCalls.unlink(own.raw, terminated) }
      guard status.isDirectory else { continue }
      let number = EntryCalls.open(own.raw, terminated, OpenFlags.readOnly | OpenFlags.directory)
      if number < 0 { continue }
      let child = Descriptor(owning: Int32(number))
      try removeWhiteouts(child.raw)
    }
  }

  /// Goes to a directory by its real path.
  private mutating func enter(_ folder: [UInt8]) throws(Failure) -> Bool {
    guard path.read(bytes: folder) else { return false }
    return try walk.enter(path, count: path.count, .refuse)
  }

  private mutating func applyFolders() throws(Failure) {
    // Deepest last within each branch is as good as any: nothing is made any more, so no time changes again.
    for full in folderOrder {
      guard let folder = folders[full], try enter(full) else { continue }
      try apply(folder, walk.current)
    }
    walk.reset()
    path.clear()
    if let rootFolder { try apply(rootFolder, root) }
  }

  private mutating func apply(_ folder: Folder, _ number: Int32) throws(Failure) {
    if ownership == .kept, folder.uid != 0 || folder.gid != 0 {
      let result = EntryCalls.setOwner(number, uid: folder.uid, gid: folder.gid)
      if result < 0 { throw failure("chown", result) }
    }
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
