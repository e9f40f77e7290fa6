// SPDX-License-Identifier: Apache-2.0

/// What was odd about a layer and did no harm: the first of each kind is told, the others are counted.
package struct Warnings: Sendable {
  package enum Kind: Int, CaseIterable, Sendable {
    case duplicate, whiteoutDevice, deviceAsFile, whiteoutInFile, attribute, garbage, mediaType
  }

  private var first: [Kind: String] = [:]
  private var counts: [Kind: Int] = [:]

  package init() {}

  package mutating func add(_ kind: Kind, _ subject: String) {
    counts[kind, default: 0] += 1
    if first[kind] == nil { first[kind] = subject }
  }

  package func count(_ kind: Kind) -> Int { counts[kind] ?? 0 }

  /// One line for each kind.
  package var lines: [String] {
    Kind.allCases.compactMap { kind in
      guard let subject = first[kind], let count = counts[kind] else { return nil }
      let others = count > 1 ? " (and \(count - 1) more)" : ""
      return subject + ": " + Warnings.text(kind) + others
    }
  }

  private static func text(_ kind: Kind) -> String {
    switch kind {
    case .duplicate: "twice in one layer; the last one counts"
    case .whiteoutDevice: "a character device 0:0 is left out, overlay would take it for a whiteout"
    case .deviceAsFile: "a device needs root; an empty file is in its place"
    case .whiteoutInFile: "a whiteout beneath what is no directory is left out"
    case .attribute: "an extended attribute cannot be kept on this file system"
    case .garbage: "bytes behind the end of the gzip stream are left out"
    case .mediaType: "the media type does not say how the layer is packed"
    }
  }
}
