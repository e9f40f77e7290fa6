// SPDX-License-Identifier: Apache-2.0

extension Process {
  /// Reads the file of `exec --process`: a process object of its own.
  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> Process {
    var reader = JSONReader(try JSONDocument.parse(bytes))
    return try Process(&reader)
  }
}

extension Process: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString {
    """
    terminal consoleSize cwd env args user capabilities rlimits noNewPrivileges apparmorProfile selinuxLabel oomScoreAdj
    scheduler ioPriority execCPUAffinity commandLine
    """
  }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "terminal": terminal = try json.bool()
      case "consoleSize": consoleSize = try json.object()
      case "cwd": cwd = try json.string()
      case "env": env = try json.strings()
      case "args": args = try json.strings()
      case "user": user = try json.object()
      case "capabilities": capabilities = try json.object()
      case "rlimits": rlimits = try json.objects()
      case "noNewPrivileges": noNewPrivileges = try json.bool()
      case "apparmorProfile": apparmorProfile = try json.string()
      case "selinuxLabel": selinuxLabel = try json.string()
      case "oomScoreAdj": oomScoreAdj = try json.int64()
      case "scheduler": scheduler = try json.object()
      case "ioPriority": ioPriority = try json.object()
      case "execCPUAffinity": execCPUAffinity = try json.object()
      // Windows only.
      case "commandLine": json.skip()
      default: json.skipUnknown(member, known: Process.properties)
      }
    }
  }
}

extension ConsoleSize: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "height width" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "height": height = try json.uint64()
      case "width": width = try json.uint64()
      default: json.skipUnknown(member, known: ConsoleSize.properties)
      }
    }
  }
}

extension User: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "uid gid umask additionalGids username" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "uid": uid = try json.uint64()
      case "gid": gid = try json.uint64()
      case "umask": umask = try json.uint64()
      case "additionalGids": additionalGids = try json.uint64s()
      case "username": username = try json.string()
      default: json.skipUnknown(member, known: User.properties)
      }
    }
  }
}

extension Capabilities: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "effective bounding inheritable permitted ambient" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "effective": effective = try json.strings()
      case "bounding": bounding = try json.strings()
      case "inheritable": inheritable = try json.strings()
      case "permitted": permitted = try json.strings()
      case "ambient": ambient = try json.strings()
      default: json.skipUnknown(member, known: Capabilities.properties)
      }
    }
  }
}

extension Rlimit: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "type soft hard" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "type": type = try json.string()
      case "soft": soft = try json.uint64()
      case "hard": hard = try json.uint64()
      default: json.skipUnknown(member, known: Rlimit.properties)
      }
    }
  }
}

extension Scheduler: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "policy nice priority flags runtime deadline period" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "policy": policy = try json.string()
      case "nice": nice = try json.int64()
      case "priority": priority = try json.int64()
      case "flags": flags = try json.strings()
      case "runtime": runtime = try json.uint64()
      case "deadline": deadline = try json.uint64()
      case "period": period = try json.uint64()
      default: json.skipUnknown(member, known: Scheduler.properties)
      }
    }
  }
}

extension IOPriority: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "class priority" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "class": `class` = try json.string()
      case "priority": priority = try json.int64()
      default: json.skipUnknown(member, known: IOPriority.properties)
      }
    }
  }
}

extension ExecCPUAffinity: JSONObject {
  /// The members runtime-spec 1.3 names here.
  package static var properties: StaticString { "initial final" }

  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "initial": initial = try json.string()
      case "final": final = try json.string()
      default: json.skipUnknown(member, known: ExecCPUAffinity.properties)
      }
    }
  }
}
