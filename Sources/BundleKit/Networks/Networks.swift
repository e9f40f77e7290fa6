// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// The network of a container, from its start to its end.
struct Networks {
  private let containers: ContainerStore

  init(_ containers: ContainerStore) { self.containers = containers }

  /// Makes or finds the namespace, and joins its network.
  func setUp(_ record: ContainerRecord, _ folder: ContainerFolder) throws(Failure) -> ContainerNetwork {
    var network = record.network
    if network.mode == "host" { return network }
    if network.mode.hasPrefix("container:") {
      network.namespace = try namespace(of: String(network.mode.dropFirst("container:".count)))
      return network
    }
    let path = try NetworkNamespace.path(record.id)
    try NetworkNamespace.make(at: path)
    network.namespace = path
    return network
  }

  private func namespace(of id: String) throws(Failure) -> String {
    let other = try containers.read(id)
    guard other.isRunning else {
      throw Failure(.containerState, "container \(other.name), whose network is joined, does not run")
    }
    return other.network.namespace.isEmpty ? "/proc/\(other.state.pid)/ns/net" : other.network.namespace
  }

  /// Undoes `setUp`; what is not there is fine.
  func takeDown(_ record: ContainerRecord) {
    if record.network.mode == "host" || record.network.mode.hasPrefix("container:") { return }
    if let path = try? NetworkNamespace.path(record.id) { NetworkNamespace.remove(path) }
  }
}

extension ContainerNetwork {
  /// What holds only while the container runs.
  mutating func forgetAddress() {
    namespace = ""
    address = ""
    prefixLength = 0
    gateway = ""
    macAddress = ""
    for index in ports.indices { ports[index].host = 0 }
  }
}
