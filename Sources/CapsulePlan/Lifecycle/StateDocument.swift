// SPDX-License-Identifier: Apache-2.0
package import OCI

/// What the state directory remembers of a container: everything that start, kill, delete, state and list need, so that
/// none of them reads the configuration.
package struct StateDocument: Equatable, Sendable {
  package var id: String
  /// Init's pid in the runtime's pid namespace; 0 until it exists.
  package var pid: Int32 = 0
  /// Init's start time (/proc/PID/stat): a pid used again is told by it.
  package var startTime: UInt64 = 0
  /// Absolute.
  package var bundle: String
  /// Absolute.
  package var rootfs: String
  /// RFC 3339.
  package var created: String
  package var annotations: [KeyValue] = []
  /// Recorded before they are made: whoever kills the runtime in between leaves nothing unknown.
  package var cgroups: [CgroupDirectory] = []
  /// Without its own pid namespace init's death does not end its children: kill and delete reach them by the cgroup.
  package var ownsPIDNamespace = true
  /// Without `process` in the configuration there is nothing to start.
  package var hasProcess = true
  /// Whether the configuration has hooks of these stages; only then is it read again.
  package var hasPoststart = false
  package var hasPoststop = false

  package init(id: String, bundle: String, rootfs: String, created: String) {
    self.id = id
    self.bundle = bundle
    self.rootfs = rootfs
    self.created = created
  }
}

extension StateDocument: JSONObject {
  package init(_ json: inout JSONReader) throws(JSONError) {
    self.init(id: "", bundle: "", rootfs: "", created: "")
    let members = try json.members()
    while let member = json.next(members) {
      switch member {
      case "id": id = try json.string() ?? ""
      case "pid": pid = Int32(clamping: try json.int64() ?? 0)
      case "startTime": startTime = try json.uint64() ?? 0
      case "bundle": bundle = try json.string() ?? ""
      case "rootfs": rootfs = try json.string() ?? ""
      case "created": created = try json.string() ?? ""
      case "annotations": annotations = try json.map() ?? []
      case "cgroups": cgroups = (try json.map() ?? []).map { CgroupDirectory(key: $0.key, path: $0.value) }
      case "ownsPIDNamespace": ownsPIDNamespace = try json.bool() ?? true
      case "hasProcess": hasProcess = try json.bool() ?? true
      case "hasPoststart": hasPoststart = try json.bool() ?? false
      case "hasPoststop": hasPoststop = try json.bool() ?? false
      // A newer version of ourselves may know more.
      default: json.skip()
      }
    }
  }

  /// The file's content.
  package var encoded: [UInt8] {
    var json = JSONWriter(.compact)
    json.beginObject()
    json.member("ociVersion", specificationVersion)
    json.member("id", id)
    json.member("pid", pid)
    json.member("startTime", startTime)
    json.member("bundle", bundle)
    json.member("rootfs", rootfs)
    json.member("created", created)
    if !annotations.isEmpty { json.member("annotations", annotations) }
    json.name("cgroups")
    json.beginObject()
    for cgroup in cgroups { json.member(cgroup.key, cgroup.path) }
    json.endObject()
    if !ownsPIDNamespace { json.member("ownsPIDNamespace", false) }
    if !hasProcess { json.member("hasProcess", false) }
    if hasPoststart { json.member("hasPoststart", true) }
    if hasPoststop { json.member("hasPoststop", true) }
    json.endObject()
    return json.bytes
  }

  /// The container as `state`, `list` and hooks show it.
  package func shown(as status: ContainerStatus) -> State {
    let shownPID = status == .stopped ? 0 : pid
    var state = State(id: id, status: status.rawValue, pid: shownPID, bundle: bundle, annotations: annotations)
    state.rootfs = rootfs
    state.created = created
    return state
  }

  /// Reads what `encoded` wrote.
  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> StateDocument {
    var reader = JSONReader(try JSONDocument.parse(bytes))
    return try StateDocument(&reader)
  }
}
