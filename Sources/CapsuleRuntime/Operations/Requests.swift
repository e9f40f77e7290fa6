// SPDX-License-Identifier: Apache-2.0
package import LinuxABI
package import OCI

/// What `create` and `run` are asked for.
///
/// Relative paths are relative to the working directory of the call.
package struct CreateRequest: Sendable {
  package var id: String
  /// `--bundle`; empty: the working directory.
  package var bundle = ""
  /// `--config` (crun): in place of the bundle's config.json, relative to the bundle.
  package var configFile = "config.json"
  package var consoleSocket: String?
  package var pidfdSocket: String?
  package var pidFile: String?
  package var noPivot = false
  package var noNewKeyring = false
  /// `--preserve-fds`: beside 3 ..< 3 + LISTEN_FDS.
  package var preserveDescriptors: UInt32 = 0
  package init(id: String) { self.id = id }
}

/// What `run` is asked for beside what `create` is.
package struct RunRequest: Sendable {
  package var create: CreateRequest
  package var detach = false
  /// Keep the container's state and cgroups when it has ended.
  package var keep = false
  package var noSubreaper = false
  package init(create: CreateRequest) { self.create = create }
}

/// What `exec` is asked for.
///
/// Relative paths are relative to the working directory of the call.
package struct ExecRequest: Sendable {
  package var id: String
  /// The command; empty with `processFile`.
  package var arguments: [String] = []
  /// `--process`: a file (or pipe) with a whole process object.
  package var processFile: String?
  package var consoleSocket: String?
  package var pidfdSocket: String?
  package var pidFile: String?
  package var detach = false
  package var terminal = false
  package var cwd: String?
  /// `NAME=value`, added.
  package var environment: [String] = []
  package var uid: UInt32?
  package var gid: UInt32?
  package var additionalGids: [UInt32] = []
  /// `--cap`: names, added.
  package var capabilities: [String] = []
  package var noNewPrivileges = false
  package var apparmorProfile: String?
  /// `--process-label`.
  package var selinuxLabel: String?
  package var preserveDescriptors: UInt32 = 0
  package var ignorePaused = false
  /// `--cgroup [CONTROLLER[,CONTROLLER]:]PATH`, as written.
  package var cgroups: [String] = []
  package init(id: String) { self.id = id }
}

/// What `kill` is asked for.
package struct KillRequest: Sendable {
  package var id: String
  package var signal = Signal.terminate
  /// `--all`: every process of the container's cgroup; a stopped container is no error then.
  package var all = false
  package init(id: String) { self.id = id }
}

/// What `update` is asked for.
package struct UpdateRequest: Sendable {
  package var id: String
  /// What the options say.
  package var resources = Resources()
  /// `--resources`: a file with a whole resources object, which then counts alone; `-` is standard input.
  package var resourcesFile: String?
  package init(id: String) { self.id = id }
}
