// SPDX-License-Identifier: Apache-2.0

extension Hooks: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString {
    """
    prestart createRuntime createContainer startContainer poststart poststop
    """
  }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "prestart": prestart = try json.objects()
      case "createRuntime": createRuntime = try json.objects()
      case "createContainer": createContainer = try json.objects()
      case "startContainer": startContainer = try json.objects()
      case "poststart": poststart = try json.objects()
      case "poststop": poststop = try json.objects()
      default: json.skipUnknown(member, known: Hooks.properties)
      }
    }
  }
}

extension Hook: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "path args env timeout" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "path": path = try json.string()
      case "args": args = try json.strings()
      case "env": env = try json.strings()
      case "timeout": timeout = try json.int64()
      default: json.skipUnknown(member, known: Hook.properties)
      }
    }
  }
}
