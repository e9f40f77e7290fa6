// SPDX-License-Identifier: Apache-2.0

extension Mount: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "destination source type options uidMappings gidMappings" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "destination": destination = try json.string()
      case "source": source = try json.string()
      case "type": type = try json.string()
      case "options": options = try json.strings()
      case "uidMappings": uidMappings = try json.objects()
      case "gidMappings": gidMappings = try json.objects()
      default: json.skipUnknown(member, known: Mount.properties)
      }
    }
  }
}

extension IDMapping: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "containerID hostID size" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "containerID": containerID = try json.uint64()
      case "hostID": hostID = try json.uint64()
      case "size": size = try json.uint64()
      default: json.skipUnknown(member, known: IDMapping.properties)
      }
    }
  }
}
