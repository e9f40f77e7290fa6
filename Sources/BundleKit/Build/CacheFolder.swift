// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Dockerfile
internal import Kernel
internal import LinuxABI
internal import OCI

/// A build cache outside the store, `--cache-from` and `--cache-to`: `steps/<digest of the key>`, and blobs beside them as an
/// OCI layout has them.
package struct CacheFolder: Sendable {
  private let path: String

  /// Reads `type=local,KEY=FOLDER`, or a folder alone.
  package init(parsing text: String, option: String, key: String) throws(Failure) {
    var (type, path) = ("local", "")
    if text.contains("=") {
      let fields: [String]
      do { fields = try CSV.fields(text) } catch { throw Failure(.usage, "\(option) \(text): \(error.message)") }
      for field in fields {
        let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard pair.count == 2 else { throw Failure(.usage, "\(option) \(text): type=local,\(key)=FOLDER expected") }
        switch pair[0] {
        case "type": type = pair[1]
        case key: path = pair[1]
        // Every step of a build is kept in any case.
        case "mode" where pair[1] == "min" || pair[1] == "max": break
        default: throw Failure(.usage, "not supported: \(option) \(text): \(pair[0])=")
        }
      }
    } else {
      path = text
    }
    guard type == "local" else {
      throw Failure(.usage, "not supported: \(option) type=\(type)", hint: "type=local,\(key)=FOLDER is")
    }
    guard !path.isEmpty else { throw Failure(.usage, "\(option) \(text): \(key)=FOLDER is missing") }
    self.path = path
  }

  /// A step that is here and not in the store; its blob is brought there, and checked.
  func find(_ name: String, bringingTo store: Store) throws(Failure) -> BuiltLayer? {
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
