// SPDX-License-Identifier: Apache-2.0
internal import OCI

// container.json: written and read as one JSON object, members by the names below.

extension ContainerRecord {
  /// The text of container.json.
  package var bytes: [UInt8] {
    let value = JSONValue.object([
      ("id", .string(id)), ("name", .string(name)), ("created", .string(created)), ("imageName", .string(imageName)),
      ("imageID", .string(imageID)), ("manifestDigest", .string(manifestDigest)),
      ("layers", .strings(layers)), ("initLayer", .string(initLayer)), ("arguments", .strings(arguments)),
      ("config", config), ("hostConfig", hostConfig),
      ("mounts", .array(mounts.map { $0.json })), ("network", network.json), ("labels", .map(labels)),
      ("hasTerminal", .bool(hasTerminal)), ("keepsInput", .bool(keepsInput)),
      ("removesItself", .bool(removesItself)), ("stopSignal", .integer(stopSignal)),
      ("stopTimeout", .integer(stopTimeout)), ("joined", .map(joined)), ("state", state.json),
    ])
    return Array(value.pretty.utf8) + [0x0a]
  }

  /// Reads container.json; nil when it is not ours.
  package init?(bytes: [UInt8]) {
    guard let value = try? JSONValue(parsing: bytes), let id = value["id"]?.string, let name = value["name"]?.string
    else { return nil }
    self.init(
      id: id, name: name, created: value.text("created"), imageName: value.text("imageName"),
      imageID: value.text("imageID"), manifestDigest: value.text("manifestDigest"),
      arguments: value.texts("arguments"))
    layers = value.texts("layers")
    initLayer = value.text("initLayer")
    config = value["config"] ?? .object([])
    hostConfig = value["hostConfig"] ?? .object([])
    mounts = (value["mounts"]?.array ?? []).compactMap { ContainerMount($0) }
    network = ContainerNetwork(value["network"] ?? .null)
    labels = value.pairs("labels")
    hasTerminal = value.flag("hasTerminal")
    keepsInput = value.flag("keepsInput")
    removesItself = value.flag("removesItself")
    stopSignal = Int32(truncatingIfNeeded: value.number("stopSignal"))
    stopTimeout = Int32(truncatingIfNeeded: value.number("stopTimeout"))
    joined = value.pairs("joined")
    state = State(value["state"] ?? .null)
  }
}

extension ContainerRecord.State {
  fileprivate var json: JSONValue {
    .object([
      ("pid", .integer(pid)), ("startTime", .integer(startTime)), ("monitor", .integer(monitor)),
      ("monitorStartTime", .integer(monitorStartTime)), ("startedAt", .string(startedAt)),
      ("finishedAt", .string(finishedAt)), ("exitCode", .integer(exitCode)), ("oomKilled", .bool(wasOutOfMemory)),
      ("error", .string(error)),
    ])
  }

  fileprivate init(_ value: JSONValue) {
    self.init()
    pid = Int32(truncatingIfNeeded: value.number("pid"))
    startTime = UInt64(truncatingIfNeeded: value.number("startTime"))
    monitor = Int32(truncatingIfNeeded: value.number("monitor"))
    monitorStartTime = UInt64(truncatingIfNeeded: value.number("monitorStartTime"))
    startedAt = value.text("startedAt")
    finishedAt = value.text("finishedAt")
    exitCode = Int32(truncatingIfNeeded: value.number("exitCode"))
    wasOutOfMemory = value.flag("oomKilled")
    error = value.text("error")
  }
}

extension ContainerMount {
  fileprivate var json: JSONValue {
    .object([
      ("kind", .string(kind.rawValue)), ("volume", .string(volume)), ("isAnonymous", .bool(isAnonymous)),
      ("source", .string(source)), ("destination", .string(destination)), ("isReadOnly", .bool(isReadOnly)),
      ("propagation", .string(propagation)), ("options", .strings(options)),
    ])
  }

  fileprivate init?(_ value: JSONValue) {
    guard let kind = Kind(rawValue: value.text("kind")) else { return nil }
    self.init(kind, at: value.text("destination"))
    volume = value.text("volume")
    isAnonymous = value.flag("isAnonymous")
    source = value.text("source")
    isReadOnly = value.flag("isReadOnly")
    propagation = value.text("propagation")
    options = value.texts("options")
  }
}

extension ContainerNetwork {
  fileprivate var json: JSONValue {
    .object([
      ("mode", .string(mode)), ("name", .string(name)), ("hostname", .string(hostname)),
      (
        "ports",
        .array(
          ports.map { port in
            .object([
              ("hostAddress", .string(port.hostAddress)), ("asked", .integer(port.asked)),
              ("host", .integer(port.host)), ("container", .integer(port.container)),
              ("transport", .string(port.transport)),
            ])
          })
      ), ("namespace", .string(namespace)), ("address", .string(address)), ("prefixLength", .integer(prefixLength)),
      ("gateway", .string(gateway)), ("macAddress", .string(macAddress)), ("bridge", .string(bridge)),
    ])
  }

  fileprivate init(_ value: JSONValue) {
    self.init()
    mode = value.text("mode")
    name = value.text("name")
    hostname = value.text("hostname")
    ports = (value["ports"]?.array ?? []).map { entry in
      var port = Port(
        hostAddress: entry.text("hostAddress"), asked: UInt16(truncatingIfNeeded: entry.number("asked")),
        container: UInt16(truncatingIfNeeded: entry.number("container")), transport: entry.text("transport"))
      port.host = UInt16(truncatingIfNeeded: entry.number("host"))
      return port
    }
    namespace = value.text("namespace")
    address = value.text("address")
    prefixLength = Int(value.number("prefixLength"))
    gateway = value.text("gateway")
    macAddress = value.text("macAddress")
    bridge = value.text("bridge")
  }
}

/// Members of documents we wrote ourselves: what is missing is empty.
extension JSONValue {
  func text(_ name: String) -> String { self[name]?.string ?? "" }

  func texts(_ name: String) -> [String] { (self[name]?.array ?? []).compactMap { $0.string } }

  func number(_ name: String) -> Int64 {
    guard case .number(let digits)? = self[name] else { return 0 }
    return Int64(digits) ?? 0
  }

  func flag(_ name: String) -> Bool { self[name] == .bool(true) }

  func pairs(_ name: String) -> [KeyValue] {
    guard case .object(let members)? = self[name] else { return [] }
    return members.map { KeyValue(key: $0.0, value: $0.1.string ?? "") }
  }
}
