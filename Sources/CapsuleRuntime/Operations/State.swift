// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import OCI

extension Operations {
  /// Says how a container is (runtime.md, "Query State").
  package static func state(_ id: String, _ settings: RuntimeSettings) throws(Failure) -> State {
    let container = try ExistingContainer.open(id, settings)
    return container.document.shown(as: try container.status())
  }
}
