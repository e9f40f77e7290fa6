// SPDX-License-Identifier: Apache-2.0
package import OCI

/// What `list` found.
package struct ContainerListing: Sendable {
  /// Sorted by id; `owner` is the owner of the state directory, a name of /etc/passwd or `#UID`.
  package var containers: [State] = []
  /// One sentence for each entry of the root that could not be read.
  package var problems: [String] = []
  package init() {}
}
