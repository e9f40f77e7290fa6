// SPDX-License-Identifier: Apache-2.0

/// A list of manifests (image-spec image-index.md; Docker's manifest list is the same): one image for several platforms, or
/// all images of a layout.
package struct ImageIndex: Equatable, Sendable {
  /// Empty when the document does not say.
  package var mediaType: String
  package var artifactType: String?
  package var manifests: [ContentDescriptor]
  package var subject: ContentDescriptor?
  /// In the order of the document; written sorted by key.
  package var annotations: [KeyValue] = []

  package init(_ family: MediaType.Family = .oci, manifests: [ContentDescriptor] = []) {
    mediaType = MediaType.imageIndex(family).text
    self.manifests = manifests
  }

  package var type: MediaType { MediaType(mediaType) }

  /// The document as we write it: compact, members in the order of image-spec's own types, maps sorted by key.
  package var bytes: [UInt8] {
    var json = JSONWriter(.compact)
    json.beginObject()
    json.member("schemaVersion", 2)
    if !mediaType.utf8.isEmpty { json.member("mediaType", mediaType) }
    if let artifactType { json.member("artifactType", artifactType) }
    json.name("manifests")
    json.beginArray()
    for manifest in manifests { manifest.write(to: &json) }
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

extension ImageIndex: JSONObject {
  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    mediaType = ""
    var found: [ContentDescriptor]?
    let start = json
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "schemaVersion": try json.schemaVersion()
      case "mediaType": mediaType = try json.string() ?? ""
      case "artifactType": artifactType = try json.string()
      case "manifests":
        // Go writes null for a list without elements.
        found = try json.objects() ?? []
      case "subject": subject = try json.object()
      case "annotations": annotations = try json.map() ?? []
      // A document that is a manifest and an index has two meanings (CVE-2021-41190).
      case "config", "layers", "fsLayers": throw json.error("an image index with \"\(member.string)\"")
      default: json.skip()
      }
    }
    guard let found else { throw start.error("an image index needs manifests (image-spec image-index.md)") }
    manifests = found
    switch type {
    case .imageIndex, .other(""): break
    case .imageManifest, .imageConfig, .layer, .schema1, .emptyJSON, .other:
      throw start.error("an image index whose mediaType is \"\(Printable.text(mediaType))\"")
    }
  }
}
