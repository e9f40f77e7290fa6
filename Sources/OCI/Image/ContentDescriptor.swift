// SPDX-License-Identifier: Apache-2.0

/// Where content is and what it is (image-spec descriptor.md); not called `Descriptor`, which is a file's.
package struct ContentDescriptor: Equatable, Sendable {
  /// As written; `type` is what we make of it.
  package var mediaType: String
  package var digest: Digest
  /// Bytes.
  package var size: Int64
  package var urls: [String] = []
  /// In the order of the document; written sorted by key.
  package var annotations: [KeyValue] = []
  /// The content itself in base64, as written.
  package var data: String?
  package var platform: Platform?
  package var artifactType: String?

  package init(_ type: MediaType, digest: Digest, size: Int64) {
    self.init(mediaType: type.text, digest: digest, size: size)
  }

  package init(mediaType: String, digest: Digest, size: Int64) {
    self.mediaType = mediaType
    self.digest = digest
    self.size = size
  }

  package var type: MediaType { MediaType(mediaType) }

  /// The value of an annotation.
  package func annotation(_ key: String) -> String? { annotations.first { $0.key == key }?.value }
}

extension ContentDescriptor: JSONObject {
  package init(_ json: inout JSONReader) throws(JSONError) {
    var digest: Digest?
    var size: Int64?
    var mediaType: String?
    var (urls, annotations): ([String], [KeyValue]) = ([], [])
    var (data, artifactType): (String?, String?)
    var platform: Platform?
    let start = json
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "mediaType": mediaType = try json.string()
      case "digest": digest = try json.digest()
      case "size":
        let place = json
        size = try json.int64()
        if let size, size < 0 { throw place.error("a size below 0") }
      case "urls": urls = try json.strings() ?? []
      case "annotations": annotations = try json.map() ?? []
      case "data": data = try json.string()
      case "platform": platform = try json.object()
      case "artifactType": artifactType = try json.string()
      default: json.skip()
      }
    }
    guard let mediaType, let digest, let size else {
      throw start.error("a descriptor needs mediaType, digest and size (image-spec descriptor.md)")
    }
    self.init(mediaType: mediaType, digest: digest, size: size)
    (self.urls, self.annotations, self.data) = (urls, annotations, data)
    (self.platform, self.artifactType) = (platform, artifactType)
  }

  package func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("mediaType", mediaType)
    json.member("digest", digest.text)
    json.member("size", size)
    if !urls.isEmpty { json.member("urls", urls) }
    if !annotations.isEmpty { json.member("annotations", KeyValue.sorted(annotations)) }
    if let data { json.member("data", data) }
    if let platform {
      json.name("platform")
      platform.write(to: &json)
    }
    if let artifactType { json.member("artifactType", artifactType) }
    json.endObject()
  }
}

extension KeyValue {
  /// By the bytes of the key, as Go writes maps: the same content has the same digest.
  package static func sorted(_ pairs: [KeyValue]) -> [KeyValue] {
    pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }
}

extension JSONReader {
  /// A digest, checked.
  package mutating func digest() throws(JSONError) -> Digest? {
    let place = self
    guard let text = try string() else { return nil }
    do {
      return try Digest(parsing: text)
    } catch {
      throw place.error(error.message)
    }
  }

  /// The names of an object's members, whatever their values: `{"80/tcp": {}}`.
  package mutating func names() throws(JSONError) -> [String]? {
    if isNull() { return nil }
    let members = try members()
    var names: [String] = []
    while let name = next(members) {
      names.append(name.string)
      skip()
    }
    return names
  }
}
