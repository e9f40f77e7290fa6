// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// A build cache outside the store, `--cache-from` and `--cache-to`: `steps/<digest of the key>`, and blobs beside them as an
/// OCI layout has them.
package struct CacheFolder: CacheSource {
  private let path: String

  package init(_ path: String) { self.path = path }

  /// A step that is here and not in the store; its blob is brought there, and checked.
  package func find(_ name: String, bringingTo store: Store) throws(Failure) -> BuiltLayer? {
    guard Files.exists(path + "/steps/" + name) else { return nil }
    let folder = try LayoutFolder(path)
    guard let bytes = try folder.document("steps/" + name, store), let layer = BuildCache.decode(bytes),
      try folder.fetch(layer.descriptor, store)
    else { return nil }
    return layer
  }

  /// Writes steps and their layers; what is there already stays.
  package func write(_ steps: [String: BuiltLayer], from store: Store) throws(Failure) {
    do throws(Failure) {
      for name in ["", "/steps", "/blobs", "/blobs/sha256", "/blobs/sha512"] { try make(path + name) }
      for (name, layer) in steps {
        let blob = path + "/" + layer.descriptor.layoutName
        if !Files.exists(blob) { try copy(try store.blobs.open(layer.descriptor.digest), to: blob) }
        try asFailure(.system) { () throws(KernelError) in
          try Files.replace(
            path + "/steps/" + name, temporary: path + "/steps/new-\(Processes.ownPID)", mode: 0o644,
            with: BuildCache.encode(layer))
        }
      }
    } catch { throw error.during("--cache-to \(path)") }
  }

  private func make(_ folder: String) throws(Failure) {
    do throws(KernelError) { try Files.makeDirectory(folder, mode: 0o755) } catch {
      if error.errno != .EEXIST { throw Failure(error, .system) }
    }
  }

  /// Under another name first: half of a blob is none.
  private func copy(_ blob: borrowing Descriptor, to target: String) throws(Failure) {
    try asFailure(.system) { () throws(KernelError) in
      let temporary = target + ".new"
      let file = try Files.open(
        temporary, OpenFlags.writeOnly | OpenFlags.create | OpenFlags.truncate | OpenFlags.noFollow, mode: 0o644)
      try file.copyAll(from: blob)
      try Files.rename(temporary, to: target)
    }
  }
}
