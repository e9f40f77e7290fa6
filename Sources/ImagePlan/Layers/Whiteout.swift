// SPDX-License-Identifier: Apache-2.0

/// How the archive of a layer says that something of the layers below is gone (image-spec layer.md, "Whiteouts").
package enum Whiteout {
  /// What a name that hides another begins with.
  package static let prefix = Array(".wh.".utf8)
  /// The name that hides everything the folder has below.
  package static let opaque = Array(".wh..wh..opq".utf8)

  /// The name that hides `name`.
  package static func hiding(_ name: [UInt8]) -> [UInt8] { prefix + name }

  /// Whether a file of that name cannot be in a layer, because it would be read as one that hides another.
  package static func isReserved(_ name: [UInt8]) -> Bool { name.starts(with: prefix) }
}
