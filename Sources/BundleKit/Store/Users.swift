// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// Which images containers were made from: these and their layers are kept even when they have lost their names.
package struct ImageUsers: Sendable {
  /// Names of containers by the manifest they were made from.
  package private(set) var containers: [Digest: [String]] = [:]
  /// Their init layers, by their names in layers/.
  private(set) var initLayers: Set<String> = []

  /// Reads the records of all containers.
  ///
  /// - Throws: when a record is there and cannot be read: what it uses is then unknown.
  package init(of store: Store) throws(Failure) {
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
      if parts.count > 1 { initLayers.insert(String(parts[parts.count - 2])) }
      guard let digest = record["manifestDigest"]?.string.flatMap({ try? Digest(parsing: $0) }) else { continue }
      containers[digest, default: []].append(record["name"]?.string ?? id)
    }
  }
}
