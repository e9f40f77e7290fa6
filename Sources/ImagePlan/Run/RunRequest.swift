// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import OCI

/// Everything `run` and `create` are asked for, read and checked; nothing of the image is in it yet.
package struct RunRequest: Sendable {
  package var image = ""
  /// Empty: the image's command.
  package var command: [String] = []
  /// nil: the image's; an empty one removes it.
  package var entrypoint: [String]?
  package var name = ""
  package var keepsInput = false
  package var hasTerminal = false
  package var removesItself = false
  package var mounts: [MountRequest] = []
  package var ports: [PortMapping] = []
  /// Publish what the image exposes (`-P`).
  package var publishesExposed = false
  package var network = NetworkChoice.bridge
  package var pid = NamespaceChoice.own
  package var ipc = NamespaceChoice.own
  package var uts = NamespaceChoice.own
  /// `-e` and `--env-file`, in the order in which they hold.
  package var environment: [String] = []
  package var user: String?
  package var directory: String?
  package var hostname: String?
  package var labels: [KeyValue] = []
  package var memory: Int64 = 0
  package var memoryAndSwap: Int64 = 0
  package var memoryReservation: Int64 = 0
  package var processors: Int64 = 0
  package var processorShares: UInt64 = 0
  package var processorSet = ""
  package var processes: Int64 = 0
  package var sharedMemory: Int64 = 64 << 20
  package var isReadOnly = false
  package var addedCapabilities: [String] = []
  package var droppedCapabilities: [String] = []
  package var security: SecurityOptions
  package var isPrivileged = false
  package var usesInit = false
  package var limits: [UserLimit] = []
  package var devices: [DeviceRequest] = []
  package var nameServers: [String] = []
  package var searchDomains: [String] = []
  package var resolverOptions: [String] = []
  package var hosts: [HostEntry] = []
  package var kernelParameters: [KeyValue] = []
  package var additionalGroups: [String] = []
  package var cgroupParent: String?
  package var stopSignal: Int32?
  package var stopTimeout: Int32 = 10
  package var outOfMemoryScore: Int64?

  package init() throws(Failure) { security = try SecurityOptions([]) }

  /// What cannot hold together.
  package func check() throws(Failure) {
    switch network {
    case .host, .none, .container:
      if !ports.isEmpty {
        throw Failure(
          .usage, "-p: a container with --net \(network.text) has no ports of its own to publish",
          hint: "with --net host it listens on the host itself; publish others where their network is made")
      }
      if case .container = network, !hosts.isEmpty || hostname != nil {
        throw Failure(
          .usage, "--add-host and --hostname: the names are those of the container whose network is joined")
      }
    case .bridge, .network: break
    }
    if hostname != nil, uts == .host { throw Failure(.usage, "--hostname: the name is the host's with --uts host") }
    if let hostname, !RunRequest.isHostname(hostname) {
      throw Failure(.usage, "--hostname \(hostname): letters, digits, dots and dashes, at most 63 bytes")
    }
    var places = Set<String>()
    for mount in mounts where !places.insert(mount.destination).inserted {
      throw Failure(.usage, "two mounts at \(mount.destination)")
    }
    if let directory, !directory.hasPrefix("/") { throw Failure(.usage, "-w \(directory): has to be absolute") }
    if memoryAndSwap > 0, memoryAndSwap < memory {
      throw Failure(.usage, "--memory-swap: less than --memory; it is both together")
    }
  }

  /// What a user without privileges cannot have.
  package func checkWithoutRoot() throws(Failure) {
    let limits: [(String, Bool)] = [
      ("--memory", memory > 0), ("--memory-swap", memoryAndSwap != 0), ("--memory-reservation", memoryReservation > 0),
      ("--cpus", processors > 0), ("--cpu-shares", processorShares > 0), ("--cpuset-cpus", !processorSet.isEmpty),
      ("--pids-limit", processes > 0), ("--cgroup-parent", cgroupParent != nil),
    ]
    for (option, isGiven) in limits where isGiven {
      throw Failure(
        .permission, "\(option): limits need cgroups, which only root makes", hint: "sudo bundle run \(option) …")
    }
    switch network {
    case .network(let name):
      throw Failure(
        .permission, "--net \(name): networks of plugins are root's",
        hint: "bridge, none, host and container:ID are possible")
    case .host, .none, .bridge, .container: break
    }
  }

  private static func isHostname(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 63
      && text.utf8.allSatisfy { byte in
        byte == 0x2d || byte == 0x2e || byte == 0x5f || (byte >= 0x30 && byte <= 0x39)
          || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a)
      }
  }

  /// The program and its arguments, of image and request (image-spec, conversion.md).
  package func arguments(entrypoint imageEntrypoint: [String], command imageCommand: [String]) throws(Failure)
    -> [String]
  {
    // An entry point of the user's makes the image's command meaningless.
    let start = entrypoint ?? imageEntrypoint
    let rest = command.isEmpty && entrypoint == nil ? imageCommand : command
    let words = start + rest
    if words.isEmpty || words[0].isEmpty {
      throw Failure(.usage, "the image \(image) has no command", hint: "bundle run \(image) COMMAND")
    }
    return words
  }
}
