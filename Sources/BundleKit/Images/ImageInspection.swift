// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
package import OCI

/// An image as `docker inspect` shows it.
package enum ImageInspection {
  /// - Throws: when the list of images cannot be read.
  package static func value(of image: Image, in store: Store) throws(Failure) -> JSONValue {
    let same = try store.images.list().filter { $0.digest == image.digest }
    let config = image.config
    let digests = same.compactMap { other in
      other.origin
        ?? other.reference.map {
          ImageReference(registry: $0.registry, repository: $0.repository, tag: nil, digest: image.digest)
        }
    }
    var texts: [String] = []
    for digest in digests where !texts.contains(digest.text) { texts.append(digest.text) }
    let members: [(String, JSONValue)] = [
      ("Id", .string(image.configDigest.text)),
      ("RepoTags", .strings(same.compactMap { $0.reference?.text })), ("RepoDigests", .strings(texts)),
      ("Parent", .string("")), ("Comment", .string(config.history.last?.comment ?? "")),
      ("Created", .string(config.created ?? "")), ("Author", .string(config.author)),
      ("Config", try containerConfig(config.config)), ("Architecture", .string(config.platform.architecture)),
      ("Variant", .string(config.platform.variant)), ("Os", .string(config.platform.os)),
      ("Size", .integer(image.size)), ("GraphDriver", graphDriver(config, store)),
      (
        "RootFS",
        .object([("Type", .string("layers")), ("Layers", .strings(config.diffIDs.map { $0.text }))])
      ), ("Metadata", .object([])), ("Descriptor", try tree { image.entry.write(to: &$0) }),
    ]
    return .object(members + (try manifests(of: image, in: store)))
  }

  /// Of an index: what there is for which platform, the one that is shown among them.
  private static func manifests(of image: Image, in store: Store) throws(Failure) -> [(String, JSONValue)] {
    if image.index == nil { return [] }
    let rows = try store.images.variants(of: image).map { variant in
      JSONValue.object([
        ("Id", .string(variant.configDigest.text)), ("Digest", .string(variant.manifestDigest.text)),
        ("Platform", .string(PlatformChoice.normalised(variant.config.platform).text)),
        ("Size", .integer(variant.size)),
      ])
    }
    return [("Manifests", .array(rows))]
  }

  /// The configuration with the members that templates ask for even where they are empty.
  package static func containerConfig(_ config: ContainerConfig) throws(Failure) -> JSONValue {
    guard case .object(var members) = try tree({ config.write(to: &$0) }) else { return .null }
    let usual: [(String, JSONValue)] = [
      ("User", .string("")), ("Env", .array([])), ("Entrypoint", .null), ("Cmd", .null), ("Volumes", .null),
      ("WorkingDir", .string("")), ("Labels", .null), ("OnBuild", .null),
    ]
    for (name, value) in usual where !members.contains(where: { $0.0 == name }) { members.append((name, value)) }
    return .object(members)
  }

  private static func tree(_ write: (inout JSONWriter) -> Void) throws(Failure) -> JSONValue {
    var json = JSONWriter(.compact)
    write(&json)
    do {
      return try JSONValue(parsing: json.bytes)
    } catch {
      throw Failure(error, in: "configuration")
    }
  }

  /// Where the layers' files are, or will be once they are unpacked.
  private static func graphDriver(_ config: ImageConfig, _ store: Store) -> JSONValue {
    let folders = config.diffIDs.reversed().map { "\(store.layersFolder)/\($0.hex)" }
    guard let top = folders.first else { return .object([("Name", .string("overlay")), ("Data", .object([]))]) }
    var data: [(String, JSONValue)] = []
    let lower = folders.dropFirst().map { $0 + "/diff" }
    if !lower.isEmpty { data.append(("LowerDir", .string(lower.joined(separator: ":")))) }
    data += [
      ("MergedDir", .string(top + "/merged")), ("UpperDir", .string(top + "/diff")),
      ("WorkDir", .string(top + "/work")),
    ]
    return .object([("Data", .object(data)), ("Name", .string("overlay"))])
  }
}
