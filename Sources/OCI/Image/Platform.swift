// SPDX-License-Identifier: Apache-2.0

/// What an image runs on (image-spec image-index.md, `platform`), in Go's names.
package struct Platform: Hashable, Sendable {
  package var os: String
  package var architecture: String
  /// Empty when there is none.
  package var variant = ""
  /// Empty when there is none.
  package var osVersion = ""
  package var osFeatures: [String] = []

  package init(os: String, architecture: String, variant: String = "") {
    self.os = os
    self.architecture = architecture
    self.variant = variant
  }

  /// Reads `linux/arm64/v8`, `linux/amd64` or `arm64` (the system is then Linux).
  ///
  /// - Throws: when it has another form.
  package init(parsing text: String) throws(ReferenceError) {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
      String(decoding: Array($0), as: UTF8.self)
    }
    guard parts.allSatisfy({ !$0.utf8.isEmpty }), parts.count <= 3 else {
      throw ReferenceError("platform \"\(Printable.text(text))\": OS/ARCHITECTURE[/VARIANT] expected")
    }
    switch parts.count {
    case 1: self.init(os: "linux", architecture: parts[0])
    case 2: self.init(os: parts[0], architecture: parts[1])
    default: self.init(os: parts[0], architecture: parts[1], variant: parts[2])
    }
  }

  /// `linux/arm64/v8`.
  package var text: String { os + "/" + architecture + (variant.utf8.isEmpty ? "" : "/" + variant) }
}

extension Platform: JSONObject {
  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init(os: "", architecture: "")
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "architecture": architecture = try json.string() ?? ""
      case "os": os = try json.string() ?? ""
      case "os.version": osVersion = try json.string() ?? ""
      case "os.features": osFeatures = try json.strings() ?? []
      case "variant": variant = try json.string() ?? ""
      default: json.skip()
      }
    }
  }

  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("architecture", architecture)
    json.member("os", os)
    if !osVersion.utf8.isEmpty { json.member("os.version", osVersion) }
    if !osFeatures.isEmpty { json.member("os.features", osFeatures) }
    if !variant.utf8.isEmpty { json.member("variant", variant) }
    json.endObject()
  }
}
