// SPDX-License-Identifier: Apache-2.0

/// How the bytes of a layer's tar archive are packed.
package enum LayerCompression: String, CaseIterable, Sendable {
  case none, gzip, zstd
}

/// What a blob is (image-spec media-types.md, with Docker's names, which map one to one).
package enum MediaType: Equatable, Sendable {
  /// Whose name it is.
  package enum Family: Sendable {
    case oci, docker
  }

  case imageIndex(Family)
  case imageManifest(Family)
  case imageConfig(Family)
  /// `distributable`: false where a licence keeps the layer out of other registries; it is never pushed.
  case layer(Family, LayerCompression, distributable: Bool)
  /// Docker's manifest before digests of configurations (schema 1): refused everywhere.
  case schema1
  /// `{}`, where an artifact has no configuration.
  case emptyJSON
  /// Anything else, kept as written: it may be copied, not unpacked.
  case other(String)

  package init(_ text: String) {
    self =
      MediaType.known.first { $0.text == text } ?? MediaType.schema1Names.first { $0 == text }.map { _ in .schema1 }
      ?? .other(text)
  }

  package var text: String {
    switch self {
    case .imageIndex(.oci): "application/vnd.oci.image.index.v1+json"
    case .imageIndex(.docker): "application/vnd.docker.distribution.manifest.list.v2+json"
    case .imageManifest(.oci): "application/vnd.oci.image.manifest.v1+json"
    case .imageManifest(.docker): "application/vnd.docker.distribution.manifest.v2+json"
    case .imageConfig(.oci): "application/vnd.oci.image.config.v1+json"
    case .imageConfig(.docker): "application/vnd.docker.container.image.v1+json"
    case .layer(.oci, let compression, let distributable):
      "application/vnd.oci.image.layer.\(distributable ? "" : "nondistributable.")v1.tar"
        + (compression == .none ? "" : "+" + compression.rawValue)
    case .layer(.docker, let compression, let distributable):
      "application/vnd.docker.image.rootfs.\(distributable ? "" : "foreign.")diff.tar"
        + (compression == .none ? "" : "." + compression.rawValue)
    case .schema1: MediaType.schema1Names[0]
    case .emptyJSON: "application/vnd.oci.empty.v1+json"
    case .other(let text): text
    }
  }

  /// The manifests and indexes we read, the preferred ones first: what a registry is asked for.
  package static var accepted: [MediaType] {
    [.imageIndex(.oci), .imageManifest(.oci), .imageIndex(.docker), .imageManifest(.docker)]
  }

  private static var schema1Names: [String] {
    [
      "application/vnd.docker.distribution.manifest.v1+prettyjws",
      "application/vnd.docker.distribution.manifest.v1+json",
    ]
  }

  private static var known: [MediaType] {
    var types = accepted + [.imageConfig(.oci), .imageConfig(.docker), .emptyJSON]
    for compression in LayerCompression.allCases {
      for distributable in [true, false] {
        types.append(.layer(.oci, compression, distributable: distributable))
        types.append(.layer(.docker, compression, distributable: distributable))
      }
    }
    return types
  }
}
