// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// Looks whether the store is what it should be: every document readable, every blob what its name says, every layer of
/// every image and bundle there.
package struct StoreCheck {
  /// One sentence each.
  package private(set) var problems: [String] = []
  /// What was done about them.
  package private(set) var repairs: [String] = []

  /// Reads everything.
  ///
  /// With `repair` damaged blobs are removed, so that the next pull fetches them, and names that lead
  /// nowhere are taken out.
  package init(_ store: Store, repair: Bool) throws(Failure) {
    let lock = repair ? try store.lock("content") : try store.adding()
    for digest in try store.blobs.list() where try !store.blobs.isSound(digest) {
      problems.append("blob \(digest.text): its content has another digest")
      if repair {
        try store.blobs.remove(digest)
        repairs.append("removed blob \(digest.text)")
      }
    }
    for entry in try store.images.index().manifests {
      let name = entry.annotation(ImageAnnotation.name) ?? entry.digest.text
      do {
        let images = try store.images.variants(of: try store.images.image(entry))
        for layer in images.flatMap(\.manifest.layers) where store.blobs.size(of: layer.digest) != layer.size {
          problems.append("image \(name): layer \(layer.digest.text) is missing or has another size")
        }
      } catch {
        problems.append("image \(name): \(error.message)")
        if repair {
          try store.images.remove(entry)
          repairs.append("took \(name) out of the list")
        }
      }
    }
    let layers = try asFailure(.store) { () throws(KernelError) -> [String] in
      try Files.open(store.layersFolder, OpenFlags.readOnly | OpenFlags.directory).entries().sorted()
    }
    for key in layers where !Files.exists("\(store.layersFolder)/\(key)/diff") {
      problems.append("layer \(key): it has no files")
      if repair {
        let folder = try store.temporary("broken")
        try asFailure(.store) { () throws(KernelError) in
          try Files.rename("\(store.layersFolder)/\(key)", to: folder.path + "/layer")
        }
        repairs.append("removed layer \(key)")
      }
    }
    for record in try MountRecord.all(in: store) where !record.isGone {
      for key in record.layers where !Files.exists("\(store.layersFolder)/\(key)/diff") {
        problems.append("bundle \(record.folder): its layer \(key) is missing; unpack \(record.imageName) anew")
      }
    }
    _ = consume lock
  }
}
