// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import OCI

/// A container as `state` and `list` show it (runtime.md, "State", and the extensions of every peer).
package struct ContainerView: Sendable {
  package var ociVersion: String
  package var id: String
  /// In the runtime's pid namespace; 0 when stopped.
  package var pid: Int32
  package var status: ContainerStatus
  package var bundle: String
  package var rootfs: String
  /// RFC 3339, UTC, nanoseconds.
  package var created: String
  package var annotations: [KeyValue]
  /// The owner of the state directory: a name of /etc/passwd, or `#UID`; empty in `state`, as with runc.
  package var owner: String
}

/// What `list` found.
package struct ContainerListing: Sendable {
  /// Sorted by id.
  package var containers: [ContainerView] = []
  /// One sentence for each entry of the root that could not be read.
  package var problems: [String] = []
  package init() {}
}
