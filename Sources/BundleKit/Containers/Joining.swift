// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import OCI

/// Writes into config.json which namespaces are joined: they are others at every start.
struct Joining {
  private let containers: ContainerStore

  init(_ containers: ContainerStore) { self.containers = containers }

  func apply(to path: String, _ record: ContainerRecord) throws(Failure) {
    var paths: [String: String] = [:]
    for entry in record.joined where entry.key != "network" {
      let other = try containers.read(entry.value)
      guard other.isRunning else {
        throw Failure(.containerState, "container \(other.name), whose \(entry.key) namespace is joined, does not run")
      }
      paths[entry.key] = "/proc/\(other.state.pid)/ns/\(entry.key)"
    }
    if !record.network.namespace.isEmpty { paths["network"] = record.network.namespace }
    if paths.isEmpty { return }
    let bytes = try asFailure(.store) { () throws(KernelError) in try Files.read(path, limit: 4 << 20) }
    guard let document = try? JSONValue(parsing: bytes), let linux = document["linux"],
      let namespaces = linux["namespaces"]?.array
    else { throw Failure(.store, "\(path) is damaged") }
    let changed = namespaces.map { entry -> JSONValue in
      let kind = entry["type"]?.string ?? ""
      guard let target = paths[kind] else { return entry }
      return .object([("type", .string(kind)), ("path", .string(target))])
    }
    let result = document.setting("linux", to: linux.setting("namespaces", to: .array(changed)))
    try asFailure(.store) { () throws(KernelError) in
      try Files.replace(path, temporary: path + ".new", mode: 0o600, with: Array(result.compact.utf8))
    }
  }
}

extension JSONValue {
  /// An object with another value for a member, which is added when it is missing.
  func setting(_ name: String, to value: JSONValue) -> JSONValue {
    guard case .object(var members) = self else { return .object([(name, value)]) }
    if let index = members.firstIndex(where: { $0.0 == name }) {
      members[index].1 = value
    } else {
      members.append((name, value))
    }
    return .object(members)
  }
}
