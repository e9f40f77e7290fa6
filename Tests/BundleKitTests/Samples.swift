// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import OCI
import TestSupport

/// Images made on the spot.
enum Samples {
  static let amd64 = Platform(os: "linux", architecture: "amd64")

  /// Adds an image with one layer per text; the "layers" are not archives, which nobody here looks at.
  @discardableResult
  static func add(_ name: String?, layers: [String], to store: Store, architecture: String = "amd64") throws -> Image {
    var config = ImageConfig(platform: Platform(os: "linux", architecture: architecture))
    config.created = "2024-05-06T07:08:09Z"
    config.config.cmd = ["/bin/true"]
    var descriptors: [ContentDescriptor] = []
    for text in layers {
      descriptors.append(try store.blobs.put(Array(text.utf8), .layer(.oci, .none, distributable: true)))
      config.diffIDs.append(Hashing.digest(of: Array(text.utf8)))
      config.history.append(HistoryEntry(created: config.created, createdBy: "COPY \(text)"))
    }
    config.history.append(HistoryEntry(created: config.created, createdBy: "CMD", emptyLayer: true))
    let manifest = ImageManifest(config: try store.blobs.put(config.bytes, .imageConfig(.oci)), layers: descriptors)
    return try store.images.add(
      manifest: manifest.bytes, mediaType: manifest.mediaType, as: try name.map { try parseReference($0).tagged })
  }

  /// Runs `body` with an empty store.
  static func withStore(_ body: (Store, Fixture) throws -> Void) throws {
    try Fixture.with { fixture in try body(try Store(root: fixture.path("store")), fixture) }
  }
}

/// Expects `body` to throw a failure of that code.
func failure(_ body: () throws -> Void) -> Failure? {
  do {
    try body()
    return nil
  } catch { return error as? Failure }
}
