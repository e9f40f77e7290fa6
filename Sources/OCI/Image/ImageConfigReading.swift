// SPDX-License-Identifier: Apache-2.0

extension ImageConfig: JSONObject {
  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init(platform: Platform(os: "", architecture: ""))
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "created": created = try json.string()
      case "author": author = try json.string() ?? ""
      case "architecture": platform.architecture = try json.string() ?? ""
      case "os": platform.os = try json.string() ?? ""
      case "os.version": platform.osVersion = try json.string() ?? ""
      case "os.features": platform.osFeatures = try json.strings() ?? []
      case "variant": platform.variant = try json.string() ?? ""
      case "config": config = try json.object() ?? ContainerConfig()
      case "rootfs": diffIDs = try json.diffIDs()
      case "history": history = try json.objects() ?? []
      default: json.skip()
      }
    }
  }
}

extension ContainerConfig: JSONObject {
  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "User": user = try json.string() ?? ""
      case "ExposedPorts": exposedPorts = try json.names() ?? []
      case "Env": env = try json.strings() ?? []
      case "Entrypoint": entrypoint = try json.strings()
      case "Cmd": cmd = try json.strings()
      case "Volumes": volumes = try json.names() ?? []
      case "WorkingDir": workingDirectory = try json.string() ?? ""
      case "Labels": labels = try json.map() ?? []
      case "StopSignal": stopSignal = try json.string() ?? ""
      case "ArgsEscaped": argsEscaped = try json.bool() ?? false
      case "Healthcheck": healthcheck = try json.object()
      case "OnBuild": onBuild = try json.strings() ?? []
      case "Shell": shell = try json.strings()
      default: json.skip()
      }
    }
  }
}

extension Healthcheck: JSONObject {
  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "Test": test = try json.strings() ?? []
      case "Interval": interval = try json.int64() ?? 0
      case "Timeout": timeout = try json.int64() ?? 0
      case "StartPeriod": startPeriod = try json.int64() ?? 0
      case "StartInterval": startInterval = try json.int64() ?? 0
      case "Retries": retries = try json.int64() ?? 0
      default: json.skip()
      }
    }
  }
}

extension HistoryEntry: JSONObject {
  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init()
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "created": created = try json.string()
      case "created_by": createdBy = try json.string() ?? ""
      case "author": author = try json.string() ?? ""
      case "comment": comment = try json.string() ?? ""
      case "empty_layer": emptyLayer = try json.bool() ?? false
      default: json.skip()
      }
    }
  }
}

extension JSONReader {
  /// `rootfs`: its type has to be `layers` (config.md: implementations MUST generate an error for others).
  fileprivate mutating func diffIDs() throws(JSONError) -> [Digest] {
    if isNull() { return [] }
    var digests: [Digest] = []
    let members = try members()
    while let member = next(members) {
      switch member {
      case "type":
        let place = self
        let type = try string() ?? ""
        guard type == "layers" else { throw place.error("rootfs of type \"\(Printable.text(type))\", not \"layers\"") }
      case "diff_ids":
        let place = self
        for text in try strings() ?? [] {
          do {
            digests.append(try Digest(parsing: text))
          } catch {
            throw place.error(error.message)
          }
        }
      default: skip()
      }
    }
    return digests
  }
}
