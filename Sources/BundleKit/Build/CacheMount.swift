// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// A directory that RUNs of several builds share: `build/mounts/<hash>/data`, locked while one has it.
///
/// The name is a hash, because ids are the Dockerfile's to choose (CVE-2024-23651 and its kin).
final class CacheMount {
  /// The directory itself.
  let path: String
  private let folder: Descriptor

  /// What it is called in the store.
  static func name(_ planned: PlannedMount, namespace: String) -> String {
    let mount = planned.mount
    let id = mount.id.isEmpty ? planned.target : mount.id
    // Of another owner or mode it is another one.
    let owner = [mount.uid, mount.gid, mount.mode].map { $0.map(String.init) ?? "" }
    return Hashing.digest(of: Array(([namespace, id] + owner).joined(separator: "\n").utf8)).hex
  }

  /// Finds or makes it; waits where it is `locked` and somebody else has it.
  init(_ hash: String, _ mount: RunMount, in store: Store) throws(Failure) {
    var number = 0
    while true {
      let name = number == 0 ? hash : "\(hash)-\(number)"
      let base = store.buildMountsFolder + "/" + name
      let folder = try CacheMount.make(base, mount)
      do throws(KernelError) {
        switch mount.sharing {
        case .shared: try folder.lock(exclusive: false)
        case .locked: try folder.lock(exclusive: true)
        case .private: try folder.lockExclusively()
        }
      } catch {
        // Private: somebody has this one, the next one is made.
        if mount.sharing == .private, error.errno == .EWOULDBLOCK {
          number += 1
          continue
        }
        throw Failure(error, .build)
      }
      self.folder = folder
      path = base + "/data"
      return
    }
  }

  private static func make(_ base: String, _ mount: RunMount) throws(Failure) -> Descriptor {
    do throws(KernelError) {
      do throws(KernelError) { try Files.makeDirectory(base, mode: 0o700) } catch {
        if error.errno != .EEXIST { throw error }
      }
      let folder = try Files.open(base, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
      if !Files.exists("data", at: folder.raw) {
        let name = "new-" + (try RandomBytes.hex(6))
        try Files.makeDirectory(name, at: folder.raw, mode: 0o755)
        let data = try Files.open(name, at: folder.raw, OpenFlags.readOnly | OpenFlags.directory)
        try Nodes.setOwner(ofNumber: data.raw, uid: mount.uid ?? 0, gid: mount.gid ?? 0)
        try Nodes.setMode(of: data, mount.mode ?? 0o755)
        do throws(KernelError) {
          try Files.rename(name, at: folder.raw, to: "data")
        } catch {
          // Somebody else was quicker.
          try? Files.removeDirectory(name, at: folder.raw)
        }
      }
      return folder
    } catch { throw Failure(error, .store) }
  }

  /// Lets `body` give it its first content; once.
  func fill(_ body: (borrowing Descriptor) throws(Failure) -> Void) throws(Failure) {
    let data = try asFailure(.store) { () throws(KernelError) in
      try Files.open(path, OpenFlags.readOnly | OpenFlags.directory)
    }
    if Files.exists("filled", at: folder.raw) { return }
    try body(data)
    try asFailure(.store) { () throws(KernelError) in
      try Files.create("filled", at: folder.raw, mode: 0o600, with: [])
    }
  }
}
