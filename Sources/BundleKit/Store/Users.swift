// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// Which images containers and bundles were made from: these and their layers are kept even when they have lost their
/// names.
package struct ImageUsers: Sendable {
  /// Names of containers by the manifest they were made from.
  package private(set) var containers: [Digest: [String]] = [:]
  /// Folders of unpacked bundles, and places where images are mounted.
  package private(set) var bundles: [Digest: [String]] = [:]
  /// What the two use by its name in layers/: init layers of containers, layers of bundles.
  private(set) var layers: Set<String> = []

  /// Reads the records of all containers and bundles.
  ///
  /// - Throws: when a record is there and cannot be read: what it uses is then unknown.
  package init(of store: Store) throws(Failure) {
    for record in try MountRecord.all(in: store) where !record.isGone {
      bundles[record.manifestDigest, default: []].append(record.folder)
      layers.formUnion(record.layers)
    }
    let ids = try asFailure(.store) { () throws(KernelError) -> [String] in
      try Files.open(store.containersFolder, OpenFlags.readOnly | OpenFlags.directory).entries()
    }
    for id in ids {
      let path = "\(store.containersFolder)/\(id)/container.json"
      let record: JSONValue
      do {
        record = try JSONValue(
          parsing: try asFailure(.store) { () throws(KernelError) in try Files.read(path, limit: 4 << 20) })
      } catch let error as JSONError {
        throw Failure(.store, error.text(file: path))
      } catch let error as Failure {
        // Being made or being removed.
        if !Files.exists(path) { continue }
        throw error
      } catch {
        throw Failure(.store, "read \(path)")
      }
      // `layers/i-KEY/diff`
      let parts = record.text("initLayer").split(separator: "/")
      if parts.count > 1 { layers.insert(String(parts[parts.count - 2])) }
      guard let digest = record["manifestDigest"]?.string.flatMap({ try? Digest(parsing: $0) }) else { continue }
      containers[digest, default: []].append(record["name"]?.string ?? id)
    }
  }

  /// Who uses an image, in words; nil when nobody does.
  package func text(_ digest: Digest) -> String? {
    let containers = containers[digest] ?? []
    let bundles = bundles[digest] ?? []
    var parts: [String] = []
    if !containers.isEmpty { parts.append("the containers " + containers.joined(separator: ", ")) }
    if !bundles.isEmpty { parts.append("the bundles " + bundles.joined(separator: ", ")) }
    return parts.isEmpty ? nil : parts.joined(separator: " and ")
  }
}
