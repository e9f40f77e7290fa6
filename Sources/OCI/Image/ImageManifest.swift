// SPDX-License-Identifier: Apache-2.0

/// One image for one platform: its configuration and its layers (image-spec manifest.md; Docker's schema 2 is the same).
package struct ImageManifest: Equatable, Sendable {
  /// Empty when the document does not say; then what it was fetched or listed as decides.
  package var mediaType: String
  package var artifactType: String?
  package var config: ContentDescriptor
  /// The lowest first.
  package var layers: [ContentDescriptor]
  package var subject: ContentDescriptor?
  /// In the order of the document; written sorted by key.
  package var annotations: [KeyValue] = []

  package init(_ family: MediaType.Family = .oci, config: ContentDescriptor, layers: [ContentDescriptor]) {
    mediaType = MediaType.imageManifest(family).text
    self.config = config
    self.layers = layers
  }

  package var type: MediaType { MediaType(mediaType) }

  /// The document as we write it: compact, members in the order of image-spec's own types, maps sorted by key.
  package var bytes: [UInt8] {
    var json = JSONWriter(.compact)
    json.beginObject()
    json.member("schemaVersion", 2)
    if !mediaType.utf8.isEmpty { json.member("mediaType", mediaType) }
    if let artifactType { json.member("artifactType", artifactType) }
    json.name("config")
    config.write(to: &json)
    json.name("layers")
    json.beginArray()
    for layer in layers { layer.write(to: &json) }
    json.endArray()
    if let subject {
      json.name("subject")
      subject.write(to: &json)
    }
    if !annotations.isEmpty { json.member("annotations", KeyValue.sorted(annotations)) }
    json.endObject()
    return json.bytes
  }
}

extension ImageManifest: JSONObject {
  package init(_ json: inout JSONReader) throws(JSONError) {
    var (config, subject): (ContentDescriptor?, ContentDescriptor?)
    var layers: [ContentDescriptor]?
    var (mediaType, artifactType): (String?, String?)
    var annotations: [KeyValue] = []
    let start = json
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "schemaVersion": try json.schemaVersion()
      case "mediaType": mediaType = try json.string()
      case "artifactType": artifactType = try json.string()
      case "config": config = try json.object()
      case "layers": layers = try json.objects()
      case "subject": subject = try json.object()
      case "annotations": annotations = try json.map() ?? []
      // A document that is a manifest and an index has two meanings (CVE-2021-41190).
      case "manifests", "fsLayers": throw json.error("an image manifest with \"\(member.string)\"")
      default: json.skip()
      }
    }
    guard let config, let layers else {
      throw start.error("an image manifest needs config and layers (image-spec manifest.md)")
    }
    self.init(config: config, layers: layers)
    self.mediaType = mediaType ?? ""
    (self.artifactType, self.subject, self.annotations) = (artifactType, subject, annotations)
    switch type {
    case .imageManifest, .other(""): break
    case .imageIndex, .imageConfig, .layer, .schema1, .emptyJSON, .other:
      throw start.error("an image manifest whose mediaType is \"\(Printable.text(self.mediaType))\"")
    }
  }
}

extension JSONReader {
  /// `schemaVersion`: 2 is the only one there is for digests of configurations.
  mutating func schemaVersion() throws(JSONError) {
    let place = self
    let version = try int64()
    guard version == 2 else {
      throw place.error("schemaVersion \(version ?? 0); only version 2 is supported: have the image converted")
    }
  }
}
