// SPDX-License-Identifier: Apache-2.0
package import OCI

/// What is known of a container, as `container.json` keeps it: how it was asked for, and what its monitor saw last.
///
/// Whether it runs is not believed from here alone: `ContainerStatusReport` looks at the process.
package struct ContainerRecord: Equatable, Sendable {
  /// 64 hexadecimal digits.
  package var id: String
  package var name: String
  /// RFC 3339, as are all times here.
  package var created: String
  /// The image as the user named it, its configuration's digest (the image's id) and its manifest's.
  package var imageName: String
  package var imageID: String
  package var manifestDigest: String
  /// The folders that are overlay's lower ones, the top first.
  package var layers: [String] = []
  /// The one above them, which has what the root is mounted on (`InitLayer`).
  package var initLayer = ""
  /// The program and its arguments.
  package var arguments: [String]
  /// What docker shows as `Config` and `HostConfig`.
  package var config: JSONValue = .object([])
  package var hostConfig: JSONValue = .object([])
  package var mounts: [ContainerMount] = []
  package var network = ContainerNetwork()
  package var labels: [KeyValue] = []
  /// A pseudo-terminal is its standard input and output.
  package var hasTerminal = false
  /// Its standard input is the caller's (`-i`).
  package var keepsInput = false
  /// It is removed when it ends (`--rm`).
  package var removesItself = false
  /// The signal of `stop`, by number, and the seconds until SIGKILL follows.
  package var stopSignal: Int32 = 15
  package var stopTimeout: Int32 = 10
  /// Containers whose namespaces it joins, by kind as config.json names it (`pid`, `network`, …).
  package var joined: [KeyValue] = []
  package var state = State()

  /// What the monitor saw.
  package struct State: Equatable, Sendable {
    /// The first process, by pid and start time (clock ticks since boot); 0 when there is none.
    package var pid: Int32 = 0
    package var startTime: UInt64 = 0
    /// The process that waits for it.
    package var monitor: Int32 = 0
    package var monitorStartTime: UInt64 = 0
    /// Empty: it never was started; it has not ended.
    package var startedAt = ""
    package var finishedAt = ""
    package var exitCode: Int32 = 0
    package var wasOutOfMemory = false
    /// Why it could not be started.
    package var error = ""
    package init() {}
  }

  package init(
    id: String, name: String, created: String, imageName: String, imageID: String, manifestDigest: String,
    arguments: [String]
  ) {
    self.id = id
    self.name = name
    self.created = created
    self.imageName = imageName
    self.imageID = imageID
    self.manifestDigest = manifestDigest
    self.arguments = arguments
  }

  /// The id as people see it.
  package var shortID: String { String(id.prefix(12)) }

  /// Whether its program starts as root, as the image or the request has it.
  var runsAsRoot: Bool {
    let user = config.text("User")
    return user.isEmpty || user == "0" || user == "root" || user.hasPrefix("0:") || user.hasPrefix("root:")
  }

  /// Places in the container that belong to no layer: volumes, binds, and the files we write for it.
  package var excludedFromCommit: [String] {
    mounts.map { $0.destination } + ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf"]
  }
}

/// A mount a user asked for, as it was carried out.
package struct ContainerMount: Equatable, Sendable {
  package enum Kind: String, Sendable {
    case bind, volume, tmpfs
  }
  package var kind: Kind
  /// The volume's name; empty for others.
  package var volume = ""
  /// Whether the volume goes with the container.
  package var isAnonymous = false
  /// On the host; empty for tmpfs.
  package var source = ""
  package var destination: String
  package var isReadOnly = false
  package var propagation = ""
  /// Mount options, as config.json has them.
  package var options: [String] = []

  package init(_ kind: Kind, at destination: String) {
    self.kind = kind
    self.destination = destination
  }
}

/// The network of a container, as asked for and as it was set up.
package struct ContainerNetwork: Equatable, Sendable {
  /// As `--net` has it, a container by its id.
  package var mode = "bridge"
  /// The CNI network's name; empty where none is joined.
  package var name = ""
  package var hostname = ""
  package var ports: [Port] = []
  /// While it runs: the namespace's file, and what the plugins gave.
  package var namespace = ""
  package var address = ""
  package var prefixLength = 0
  package var gateway = ""
  package var macAddress = ""
  package var bridge = ""

  /// A published port.
  package struct Port: Equatable, Sendable {
    package var hostAddress: String
    /// What was asked for; 0 is any.
    package var asked: UInt16
    /// What it is while the container runs; 0 before.
    package var host: UInt16
    package var container: UInt16
    package var transport: String
    package init(hostAddress: String, asked: UInt16, container: UInt16, transport: String) {
      self.hostAddress = hostAddress
      self.asked = asked
      host = 0
      self.container = container
      self.transport = transport
    }
  }
  package init() {}
}
