// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import OCI

// What `docker save` wrote before it wrote OCI layouts.
extension Load {
  /// An element of manifest.json.
  private struct Entry: JSONObject {
    var config = ""
    var tags: [String] = []
    var layers: [String] = []

    init(_ json: inout JSONReader) throws(JSONError) {
      let members = try json.members()
      while let member = json.next(members) {
        switch member {
        case "Config": config = try json.string() ?? ""
        case "RepoTags": tags = try json.strings() ?? []
        case "Layers": layers = try json.strings() ?? []
        default: json.skip()
        }
      }
    }
  }

  /// manifest.json: members by name, layers as plain archives.
  func loadDocker(_ source: ArchiveContent, _ bytes: [UInt8], _ subject: String) throws(Failure) -> [Image] {
    let entries: [Entry]
    do {
      var reader = JSONReader(try JSONDocument.parse(bytes))
      entries = try reader.objects() ?? []
    } catch {
      throw Failure(error, in: "\(subject): manifest.json")
    }
    var images: [Image] = []
    for entry in entries {
      guard let config = try source.document(entry.config, store) else { throw missing(entry.config, subject) }
      let document: ImageConfig = try decode(config, as: "\(subject): \(Table.printable(entry.config))")
      guard document.diffIDs.count == entry.layers.count else {
        throw Failure(
          .imageInvalid,
          "\(subject): \(document.diffIDs.count) diff_ids for \(entry.layers.count) layers in manifest.json")
      }
      let layers = try entry.layers.map { name throws(Failure) in try layer(name, source, subject) }
      images += try add(config, layers, names: try entry.tags.map { text throws(Failure) in try parseReference(text) })
    }
    guard !images.isEmpty else { throw Failure(.imageInvalid, "\(subject): manifest.json names no image") }
    return images
  }

  /// `repositories` and a folder for each layer with what it is on top of (docker before 1.10).
  func loadLegacy(_ source: ArchiveContent, _ bytes: [UInt8], _ subject: String) throws(Failure) -> [Image] {
    let names: JSONValue
    do {
      names = try JSONValue(parsing: bytes)
    } catch {
      throw Failure(error, in: "\(subject): repositories")
    }
    guard case .object(let repositories) = names else { throw missing("repositories", subject) }
    var images: [Image] = []
    for (repository, tags) in repositories {
      guard case .object(let tags) = tags else { continue }
      for (tag, id) in tags {
        let name = try parseReference(repository + ":" + tag)
        images += try loadLegacyImage(source, id.string ?? "", name, subject)
      }
    }
    guard !images.isEmpty else { throw Failure(.imageInvalid, "\(subject): repositories names no image") }
    return images
  }

  private func loadLegacyImage(
    _ source: ArchiveContent, _ top: String, _ name: ImageReference, _ subject: String
  ) throws(Failure) -> [Image] {
    var layers: [ContentDescriptor] = []
    var history: [HistoryEntry] = []
    var config: ImageConfig?
    var diffIDs: [Digest] = []
    var next: String? = top
    while let id = next {
      guard layers.count < 500 else { throw Failure(.imageInvalid, "\(subject): more than 500 layers on one another") }
      guard let bytes = try source.document(id + "/json", store) else { throw missing(id + "/json", subject) }
      let document: ImageConfig = try decode(bytes, as: "\(subject): \(Table.printable(id))/json")
      if config == nil { config = document }
      let layer = try layer(id + "/layer.tar", source, subject)
      layers.insert(layer, at: 0)
      diffIDs.insert(try Layers.diffID(of: layer, in: store), at: 0)
      history.insert(HistoryEntry(created: document.created), at: 0)
      do {
        next = try JSONValue(parsing: bytes)["parent"]?.string.flatMap { $0.isEmpty ? nil : $0 }
      } catch {
        throw Failure(error, in: "\(subject): \(Table.printable(id))/json")
      }
    }
    guard var config else { throw missing(top, subject) }
    (config.diffIDs, config.history) = (diffIDs, history)
    if config.platform.os.isEmpty { config.platform.os = platform.os }
    if config.platform.architecture.isEmpty { config.platform.architecture = platform.architecture }
    return try add(config.bytes, layers, names: [name])
  }

  private func layer(
    _ name: String, _ source: ArchiveContent, _ subject: String
  ) throws(Failure) -> ContentDescriptor {
    guard let blob = try source.blob(name, store) else {
      throw missing(name, subject)
    }
    let compression = try Layers.compression(of: blob.digest, in: store)
    return ContentDescriptor(.layer(.oci, compression, distributable: true), digest: blob.digest, size: blob.size)
  }

  private func add(
    _ config: [UInt8], _ layers: [ContentDescriptor], names: [ImageReference]
  ) throws(Failure) -> [Image] {
    let manifest = ImageManifest(config: try store.blobs.put(config, .imageConfig(.oci)), layers: layers)
    var images: [Image] = []
    for name in names.isEmpty ? [nil] : names.map({ Optional($0.tagged) }) {
      images.append(try store.images.add(manifest: manifest.bytes, mediaType: manifest.mediaType, as: name))
    }
    return images
  }

  private func missing(_ name: String, _ subject: String) -> Failure {
    Failure(.imageInvalid, "\(subject): \"\(Table.printable(name))\" is missing in it")
  }
}
