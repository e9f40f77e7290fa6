// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
package import Kernel

/// `export`: the files of a container as they are seen in it, without volumes and other mounts, as a tar archive.
package struct Export: Sendable {
  private let containers: ContainerStore

  package init(_ containers: ContainerStore) { self.containers = containers }

  /// Writes the archive; a running container is frozen meanwhile by `runtime`, unless that is nil.
  package func perform(
    _ record: ContainerRecord, to target: consuming Descriptor, _ runtime: RuntimeProgram?
  ) throws(Failure) {
    let folder = containers.folder(record.id)
    let file = ArchiveFile(target)
    try containers.atRest(record, runtime) { () throws(Failure) in
      // Of a running one, its monitor keeps the root mounted, and takes it away.
      if record.isRunning { return try write(folder, to: file) }
      try RootFileSystem.mount(record, folder)
      defer { RootFileSystem.unmount(folder) }
      try write(folder, to: file)
    }
  }

  private func write(_ folder: ContainerFolder, to file: ArchiveFile) throws(Failure) {
    let root = try RootFileSystem.open(folder)
    var packing = PackLayer()
    packing.marks = .none
    let output = try TarOutput { file.take($0) }
    do throws(Failure) {
      _ = try packing.write(root.descriptor.raw, to: output)
      try output.finish()
    } catch {
      throw file.failure ?? error
    }
    try file.finish()
  }
}

/// A file that an archive is written to, in large pieces.
private final class ArchiveFile {
  private let file: Descriptor
  private var pending: [UInt8] = []
  /// Why it takes no more.
  private(set) var failure: Failure?

  init(_ file: consuming Descriptor) { self.file = file }

  func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    pending += bytes
    return pending.count < 1 << 18 || flush()
  }

  func finish() throws(Failure) {
    if !flush(), let failure { throw failure }
  }

  private func flush() -> Bool {
    do {
      try file.write(pending)
    } catch {
      failure = Failure(error, .system).during("write the archive")
      return false
    }
    pending.removeAll(keepingCapacity: true)
    return true
  }
}
