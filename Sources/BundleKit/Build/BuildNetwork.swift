// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel
internal import LinuxABI

/// The network of a RUN: by CNI plugins where there are some, the host's where there are none.
struct BuildNetwork {
  private let networks: Networks
  private let mode: RunNetwork
  private var record: ContainerRecord

  init(_ store: Store, _ mode: RunNetwork, _ id: String, hostname: String = BuildRequest.standardHostname) {
    networks = Networks(ContainerStore(store))
    self.mode = mode
    record = ContainerRecord(
      id: id, name: id, created: "", imageName: "", imageID: "", manifestDigest: "", arguments: [])
    record.network.hostname = hostname
    record.network.mode = mode == .none ? "none" : "bridge"
    if mode == .standard { record.network.name = "bridge" }
  }

  /// Whether a network of its own can be made; without root, a build has that of its caller.
  static var isAvailable: Bool {
    Caller.isRoot && ["bridge", "host-local"].allSatisfy { PluginRunner.find($0) != nil }
  }

  /// The namespace to join, empty for a new one; nil for the host's.
  func setUp(_ folder: ContainerFolder) throws(Failure) -> String? {
    switch mode {
    case .host: return nil
    case .none: return ""
    case .standard:
      guard BuildNetwork.isAvailable else { return nil }
      var ports: [Int32] = []
      var prepared = record
      prepared.network = try networks.prepare(record)
      return try networks.join(prepared, folder, reserved: &ports).namespace
    }
  }

  func takeDown() {
    if mode == .standard, BuildNetwork.isAvailable { networks.takeDown(record) }
  }
}
