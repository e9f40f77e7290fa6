// SPDX-License-Identifier: Apache-2.0

extension Linux: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString {
    """
    namespaces uidMappings gidMappings timeOffsets devices netDevices cgroupsPath resources sysctl seccomp
    rootfsPropagation maskedPaths readonlyPaths mountLabel personality intelRdt memoryPolicy
    """
  }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "namespaces": namespaces = try json.objects()
      case "uidMappings": uidMappings = try json.objects()
      case "gidMappings": gidMappings = try json.objects()
      case "timeOffsets": timeOffsets = try json.keyed()
      case "devices": devices = try json.objects()
      case "netDevices": netDevices = try json.keyed()
      case "cgroupsPath": cgroupsPath = try json.string()
      case "resources": resources = try json.object()
      case "sysctl": sysctl = try json.map()
      case "seccomp": seccomp = try json.object()
      case "rootfsPropagation": rootfsPropagation = try json.string()
      case "maskedPaths": maskedPaths = try json.strings()
      case "readonlyPaths": readonlyPaths = try json.strings()
      case "mountLabel": mountLabel = try json.string()
      case "personality": personality = try json.object()
      case "intelRdt": intelRdt = try json.object()
      case "memoryPolicy": memoryPolicy = try json.object()
      default: json.skipUnknown(member, known: Linux.properties)
      }
    }
  }
}

extension NamespaceEntry: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "type path" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "type": type = try json.string()
      case "path": path = try json.string()
      default: json.skipUnknown(member, known: NamespaceEntry.properties)
      }
    }
  }
}

extension TimeOffset: JSONKeyedObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "secs nanosecs" }

  package init(key: String, _ json: inout JSONReader) throws(JSONError) {
    self.init(clock: key)
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "secs": secs = try json.int64()
      case "nanosecs": nanosecs = try json.uint64()
      default: json.skipUnknown(member, known: TimeOffset.properties)
      }
    }
  }
}

extension Device: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "type path major minor fileMode uid gid" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "type": type = try json.string()
      case "path": path = try json.string()
      case "major": major = try json.int64()
      case "minor": minor = try json.int64()
      case "fileMode": fileMode = try json.uint64()
      case "uid": uid = try json.uint64()
      case "gid": gid = try json.uint64()
      default: json.skipUnknown(member, known: Device.properties)
      }
    }
  }
}

extension NetDevice: JSONKeyedObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "name" }

  package init(key: String, _ json: inout JSONReader) throws(JSONError) {
    self.init(hostName: key)
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "name": name = try json.string()
      default: json.skipUnknown(member, known: NetDevice.properties)
      }
    }
  }
}

extension Personality: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "domain flags" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "domain": domain = try json.string()
      case "flags": flags = try json.strings()
      default: json.skipUnknown(member, known: Personality.properties)
      }
    }
  }
}

extension IntelRdt: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "closID l3CacheSchema memBwSchema schemata enableMonitoring" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "closID": closID = try json.string()
      case "l3CacheSchema": l3CacheSchema = try json.string()
      case "memBwSchema": memBwSchema = try json.string()
      case "schemata": schemata = try json.strings()
      case "enableMonitoring": enableMonitoring = try json.bool()
      default: json.skipUnknown(member, known: IntelRdt.properties)
      }
    }
  }
}

extension MemoryPolicy: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "mode nodes flags" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "mode": mode = try json.string()
      case "nodes": nodes = try json.string()
      case "flags": flags = try json.strings()
      default: json.skipUnknown(member, known: MemoryPolicy.properties)
      }
    }
  }
}
