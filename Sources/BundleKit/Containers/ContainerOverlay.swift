// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan

/// The overlay mount of a container.
enum ContainerOverlay {
  /// Mounts `lower` (the top first) with a writable `upper` at a folder of the host.
  static func mount(lower: [String], upper: String, work: String, at path: String) throws(Failure) {
    try OverlayMount.mount(lower: lower, upper: upper, work: work, at: path)
  }
}
