// SPDX-License-Identifier: Apache-2.0

extension Seccomp: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString {
    """
    defaultAction defaultErrnoRet architectures flags listenerPath listenerMetadata syscalls
    """
  }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "defaultAction": defaultAction = try json.string()
      case "defaultErrnoRet": defaultErrnoRet = try json.uint64()
      case "architectures": architectures = try json.strings()
      case "flags": flags = try json.strings()
      case "listenerPath": listenerPath = try json.string()
      case "listenerMetadata": listenerMetadata = try json.string()
      case "syscalls": syscalls = try json.objects()
      default: json.skipUnknown(member, known: Seccomp.properties)
      }
    }
  }
}

extension SyscallRule: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "names action errnoRet args" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "names": names = try json.strings()
      case "action": action = try json.string()
      case "errnoRet": errnoRet = try json.uint64()
      case "args": args = try json.objects()
      default: json.skipUnknown(member, known: SyscallRule.properties)
      }
    }
  }
}

extension SyscallArgument: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "index value valueTwo op" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "index": index = try json.uint64()
      case "value": value = try json.uint64()
      case "valueTwo": valueTwo = try json.uint64()
      case "op": op = try json.string()
      default: json.skipUnknown(member, known: SyscallArgument.properties)
      }
    }
  }
}
