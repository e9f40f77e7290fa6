// SPDX-License-Identifier: Apache-2.0
package import Dockerfile
package import ImagePlan
package import OCI

/// How a build is carried out: what the plan does not depend on.
package struct BuildRequest: Sendable {
  package var options: BuildOptions
  /// `--platform`, of which `options` has the one that is being built for; empty follows the base image.
  package var platforms: [Platform] = []
  /// `--tag`.
  package var tags: [ImageReference] = []
  package var secrets: [BuildSecret] = []
  /// `--ssh ID[=SOCKET]`, by id.
  package var agents: [KeyValue] = []
  /// `--network`.
  package var network = RunNetwork.standard
  package var hosts: [HostEntry] = []
  /// `--pull`: images are looked for at their registries even when they are here.
  package var pulls = false
  /// `--allow security.insecure`.
  package var allowsInsecure = false
  /// `--allow network.host`: RUN may leave a network that plugins make for the host's.
  package var allowsHostNetwork = false
  package var sharedMemory = BuildRequest.standardSharedMemory
  package var limits: [UserLimit] = []
  package var memory: Int64 = 0
  package var memoryAndSwap: Int64 = 0
  package var processors: Int64 = 0
  package var processorShares: UInt64 = 0
  package var processorSet = ""
  package var cgroupParent = "/capsule"
  package var security: SecurityOptions
  /// `--volume`.
  package var volumes: [BuildVolume] = []
  /// `--device`.
  package var devices: [DeviceRequest] = []
  package var addedCapabilities: [String] = []
  package var droppedCapabilities: [String] = []
  /// `--annotation`.
  package var annotations: [KeyValue] = []
  /// Docker's media types in place of OCI's.
  package var usesDockerFormat = false
  /// `--squash`.
  package var squashes = false
  /// `--cache-from`, those that could be opened.
  package var caches: [any CacheSource] = []
  /// `--cache-to type=inline`.
  package var tellsSteps = false
  /// `--debug-shell`.
  package var opensShell = false

  /// The options for each platform, one after the other.
  package var optionsByPlatform: [BuildOptions] {
    if platforms.isEmpty { return [options] }
    return platforms.map { platform in
      var options = options
      options.platform = platform
      return options
    }
  }

  /// The size of /dev/shm where `--shm-size` says none.
  static let standardSharedMemory: Int64 = 64 << 20

  package init(_ options: BuildOptions, security: SecurityOptions) {
    self.options = options
    self.security = security
  }

  /// What a RUN's machine is called.
  var hostname: String { options.argument("BUILDKIT_SANDBOX_HOSTNAME") ?? BuildRequest.standardHostname }

  /// BuildKit's name, so that what programs write down of it is the same everywhere.
  static let standardHostname = "buildkitsandbox"
}

/// `--secret`.
package struct BuildSecret: Equatable, Sendable {
  package enum Source: Equatable, Sendable {
    case file(String)
    case variable(String)
  }
  package var id: String
  package var source: Source

  package init(id: String, source: Source) {
    self.id = id
    self.source = source
  }
}
