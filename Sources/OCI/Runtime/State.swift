// SPDX-License-Identifier: Apache-2.0

/// The version of runtime-spec this runtime implements.
package let specificationVersion = "1.3.0"

/// The state of a container (runtime.md, "State"), with the members peers add to it.
package struct State: Sendable {
  package var ociVersion: String
  package var id: String
  /// Of the container's first process, seen from the runtime; 0 when it has stopped.
  package var pid: Int32
  /// `creating`, `created`, `running`, `stopped`, or the extension `paused`.
  package var status: String
  /// Absolute path of the bundle.
  package var bundle: String
  package var annotations: [KeyValue]
  /// Absolute path of the root file system.
  package var rootfs = ""
  /// When it was created: RFC 3339, UTC, nanoseconds.
  package var created = ""
  /// Who owns the state directory: a name or `#uid`; `state` leaves it empty as runc does, `list` fills it.
  package var owner = ""

  package init(
    id: String, status: String, pid: Int32, bundle: String, annotations: [KeyValue] = [],
    ociVersion: String = specificationVersion
  ) {
    self.id = id
    self.status = status
    self.pid = pid
    self.bundle = bundle
    self.annotations = annotations
    self.ociVersion = ociVersion
  }

  /// What hooks and seccomp agents get: the members of the specification only.
  package func writeForHooks(to json: inout JSONWriter) {
    json.beginObject()
    json.member("ociVersion", ociVersion)
    json.member("id", id)
    json.member("status", status)
    if pid > 0 { json.member("pid", pid) }
    json.member("bundle", bundle)
    if !annotations.isEmpty { json.member("annotations", annotations) }
    json.endObject()
  }

  /// What `state` and `list` print, in runc's order.
  package func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("ociVersion", ociVersion)
    json.member("id", id)
    json.member("pid", pid)
    json.member("status", status)
    json.member("bundle", bundle)
    json.member("rootfs", rootfs)
    json.member("created", created)
    if !annotations.isEmpty { json.member("annotations", annotations) }
    json.member("owner", owner)
    json.endObject()
  }
}

/// What a seccomp agent gets with the descriptors (runtime-spec config-linux.md, "The Container Process State").
package struct ContainerProcessState: Sendable {
  /// One name per descriptor sent, in order: `seccompFd`.
  package var fds: [String]
  /// Of the process the filter is on, seen from the runtime.
  package var pid: Int32
  /// `listenerMetadata`, uninterpreted.
  package var metadata: String?
  package var state: State

  package init(fds: [String], pid: Int32, metadata: String?, state: State) {
    self.fds = fds
    self.pid = pid
    self.metadata = metadata
    self.state = state
  }

  package func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("ociVersion", state.ociVersion)
    json.member("fds", fds)
    json.member("pid", pid)
    if let metadata { json.member("metadata", metadata) }
    json.name("state")
    state.writeForHooks(to: &json)
    json.endObject()
  }
}
