// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan

/// Something worth telling that is no failure.
package enum Notice: Sendable {
  case warning(String)
  case debug(String)
}

/// What the global options and the environment say; the same for every operation.
package struct RuntimeSettings {
  /// The state root, absolute (`StateRoot.resolve`).
  package var root: String
  /// `--root` was given: then `list` insists that it exists.
  package var rootIsExplicit = false
  /// Ask the init stage for debug messages.
  package var debug = false
  package var cgroupManager = CgroupManager.cgroupfs
  /// `--rootless`: nil for `auto`.
  package var rootless: Bool?
  package var environment: CallerEnvironment
  /// Where warnings and debug messages go.
  package var report: (Notice) -> Void

  package init(root: String, environment: CallerEnvironment, report: @escaping (Notice) -> Void) {
    self.root = root
    self.environment = environment
    self.report = report
  }
}

/// `--cgroup-manager`.
package enum CgroupManager: String, CaseIterable, Sendable {
  case cgroupfs
  /// No cgroup at all.
  case disabled
}
