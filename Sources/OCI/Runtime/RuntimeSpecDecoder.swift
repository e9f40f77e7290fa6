// SPDX-License-Identifier: Apache-2.0

// The decoders of this folder, one per type of the file they are named after. What is missing or null stays nil; what has
// the wrong JSON type is an error; what runtime-spec 1.3 does not name is stepped over and remembered.

extension RuntimeSpec {
  /// Reads config.json.
  ///
  /// - Throws: the first error of syntax or of type, with line, column and JSON pointer.
  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> RuntimeSpec {
    try decode(JSONDocument.parse(bytes))
  }

  /// Reads an already parsed config.json; `check` keeps the document to find the places of its findings.
  package static func decode(_ document: JSONDocument) throws(JSONError) -> RuntimeSpec {
    var reader = JSONReader(document)
    return try RuntimeSpec(&reader)
  }
}

extension RuntimeSpec: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString {
    """
    ociVersion process root hostname domainname mounts hooks annotations linux windows solaris vm zos freebsd
    """
  }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "ociVersion": ociVersion = try json.string()
      case "process": process = try json.object()
      case "root": root = try json.object()
      case "hostname": hostname = try json.string()
      case "domainname": domainname = try json.string()
      case "mounts": mounts = try json.objects()
      case "hooks": hooks = try json.object()
      case "annotations": annotations = try json.map()
      case "linux": linux = try json.object()
      // Other platforms: the specification names them, a Linux runtime does not read them.
      case "windows", "solaris", "vm", "zos", "freebsd": json.skip()
      default: json.skipUnknown(member, known: RuntimeSpec.properties)
      }
    }
    unknownProperties = json.unknown
  }
}

extension Root: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "path readonly" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "path": path = try json.string()
      case "readonly": readonly = try json.bool()
      default: json.skipUnknown(member, known: Root.properties)
      }
    }
  }
}
