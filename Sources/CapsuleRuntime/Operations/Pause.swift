// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan

extension Operations {
  /// Freezes every process of a container.
  package static func pause(_ id: String, _ settings: RuntimeSettings) throws(Failure) {
    let container = try ExistingContainer.openLocked(id, settings)
    try container.require(.pause)
    try container.cgroups.freeze()
  }

  /// Lets a paused container go on.
  package static func resume(_ id: String, _ settings: RuntimeSettings) throws(Failure) {
    let container = try ExistingContainer.openLocked(id, settings)
    try container.require(.resume)
    try container.cgroups.thaw()
  }
}
