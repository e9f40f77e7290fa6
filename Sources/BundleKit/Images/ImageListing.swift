// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
package import OCI

/// One line of `bundle images`.
package struct ImageRow: Sendable {
  package let image: Image
  package let repository: String
  package let tag: String

  package init(_ image: Image) {
    self.image = image
    repository = image.reference?.name ?? image.origin?.name ?? "<none>"
    tag = image.reference?.tag ?? "<none>"
  }

  /// Of the content as a registry knows it.
  package var digest: String { (image.origin?.digest ?? image.digest).text }

  /// When it was made, in seconds since 1970.
  package var created: Int64? { image.config.created.flatMap(Timestamp.seconds) }

  package func age(at now: Int64) -> String { created.map { Words.age(of: $0, at: now) } ?? "N/A" }

  /// The members of docker's `--format json`.
  package func value(at now: Int64) -> JSONValue {
    .object([
      ("Containers", .string("N/A")), ("CreatedAt", .string(image.config.created ?? "N/A")),
      ("CreatedSince", .string(age(at: now))), ("Digest", .string(digest)), ("ID", .string(image.configDigest.text)),
      ("Repository", .string(repository)), ("Size", .string(Words.size(image.size))), ("Tag", .string(tag)),
    ])
  }
}

/// One line of `bundle history`.
package struct HistoryRow: Sendable {
  package let id: String
  package let entry: HistoryEntry
  /// Bytes of the layer as it is stored; 0 for steps without one.
  package let size: Int64

  /// The steps of an image, the newest first.
  package static func rows(of image: Image) -> [HistoryRow] {
    var layers = image.manifest.layers[...]
    var entries: [(HistoryEntry, Int64)] = []
    for entry in image.config.history { entries.append((entry, entry.emptyLayer ? 0 : layers.popFirst()?.size ?? 0)) }
    // A history need not tell of all layers.
    for layer in layers { entries.append((HistoryEntry(), layer.size)) }
    return entries.reversed().enumerated().map { position, entry in
      HistoryRow(id: position == 0 ? image.configDigest.text : "<missing>", entry: entry.0, size: entry.1)
    }
  }

  package var created: Int64? { entry.created.flatMap(Timestamp.seconds) }

  /// The members of docker's `--format json`.
  package func value(at now: Int64) -> JSONValue {
    .object([
      ("Comment", .string(entry.comment)), ("CreatedAt", .string(entry.created ?? "")),
      ("CreatedBy", .string(entry.createdBy)),
      ("CreatedSince", .string(created.map { Words.age(of: $0, at: now) } ?? "N/A")), ("ID", .string(id)),
      ("Size", .string(Words.size(size))),
    ])
  }
}
