// SPDX-License-Identifier: Apache-2.0

extension ImageConfig {
  /// The document as we write it: compact, members in the order of image-spec's own types with Docker's behind them, maps
  /// and sets sorted; the same configuration always has the same ID.
  package var bytes: [UInt8] {
    var json = JSONWriter(.compact)
    json.beginObject()
    if let created { json.member("created", created) }
    if !author.utf8.isEmpty { json.member("author", author) }
    json.member("architecture", platform.architecture)
    json.member("os", platform.os)
    if !platform.osVersion.utf8.isEmpty { json.member("os.version", platform.osVersion) }
    if !platform.osFeatures.isEmpty { json.member("os.features", platform.osFeatures) }
    if !platform.variant.utf8.isEmpty { json.member("variant", platform.variant) }
    json.name("config")
    config.write(to: &json)
    json.name("rootfs")
    json.beginObject()
    json.member("type", "layers")
    json.member("diff_ids", diffIDs.map { $0.text })
    json.endObject()
    if !history.isEmpty {
      json.name("history")
      json.beginArray()
      for entry in history { entry.write(to: &json) }
      json.endArray()
    }
    json.endObject()
    return json.bytes
  }
}

extension ContainerConfig {
  package func write(to json: inout JSONWriter) {
    json.beginObject()
    if !user.utf8.isEmpty { json.member("User", user) }
    json.set("ExposedPorts", exposedPorts)
    if !env.isEmpty { json.member("Env", env) }
    if let entrypoint, !entrypoint.isEmpty { json.member("Entrypoint", entrypoint) }
    if let cmd, !cmd.isEmpty { json.member("Cmd", cmd) }
    json.set("Volumes", volumes)
    if !workingDirectory.utf8.isEmpty { json.member("WorkingDir", workingDirectory) }
    if !labels.isEmpty { json.member("Labels", KeyValue.sorted(labels)) }
    if !stopSignal.utf8.isEmpty { json.member("StopSignal", stopSignal) }
    if argsEscaped { json.member("ArgsEscaped", true) }
    if let healthcheck {
      json.name("Healthcheck")
      healthcheck.write(to: &json)
    }
    if !onBuild.isEmpty { json.member("OnBuild", onBuild) }
    if let shell, !shell.isEmpty { json.member("Shell", shell) }
    json.endObject()
  }
}

extension Healthcheck {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    if !test.isEmpty { json.member("Test", test) }
    if interval != 0 { json.member("Interval", interval) }
    if timeout != 0 { json.member("Timeout", timeout) }
    if startPeriod != 0 { json.member("StartPeriod", startPeriod) }
    if startInterval != 0 { json.member("StartInterval", startInterval) }
    if retries != 0 { json.member("Retries", retries) }
    json.endObject()
  }
}

extension HistoryEntry {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    if let created { json.member("created", created) }
    if !createdBy.utf8.isEmpty { json.member("created_by", createdBy) }
    if !author.utf8.isEmpty { json.member("author", author) }
    if !comment.utf8.isEmpty { json.member("comment", comment) }
    if emptyLayer { json.member("empty_layer", true) }
    json.endObject()
  }
}

extension JSONWriter {
  /// A set as Go's `map[string]struct{}` writes it; nothing when it is empty.
  fileprivate mutating func set(_ name: String, _ members: [String]) {
    guard !members.isEmpty else { return }
    self.name(name)
    beginObject()
    for member in members.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      self.name(member)
      beginObject()
      endObject()
    }
    endObject()
  }
}
