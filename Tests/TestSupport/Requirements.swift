// SPDX-License-Identifier: Apache-2.0
package import Testing

/// What a test needs of the machine it runs on, and how to see whether it is there.
///
/// A test without it is skipped with the reason, never silently: `@Test(.needs(.root, .cgroupV1))`.
package enum Requirement: String, CaseIterable, Sendable {
  /// Effective user 0 with CAP_SYS_ADMIN.
  case root
  /// User namespaces can be made.
  case userNamespaces
  /// Time namespaces can be made (Linux 5.6).
  case timeNamespaces
  /// Version 1 controllers are mounted under /sys/fs/cgroup.
  case cgroupV1
  /// A cgroup2 mount, alone or as `unified` beside version 1.
  case cgroupV2
  /// The memory, pids and cpu controllers are in the version 2 tree.
  case cgroupV2Controllers
  /// Debian's busybox-static.
  case busybox
  /// The products of `make build`, in .build/bin.
  case builtProducts

  /// Why a test is skipped when this is missing.
  package var reason: String {
    switch self {
    case .root: "needs root with CAP_SYS_ADMIN"
    case .userNamespaces: "needs user namespaces"
    case .timeNamespaces: "needs time namespaces (Linux 5.6)"
    case .cgroupV1: "needs cgroup v1 controllers"
    case .cgroupV2: "needs a cgroup2 mount"
    case .cgroupV2Controllers: "needs memory, pids and cpu in the cgroup v2 tree"
    case .busybox: "needs busybox-static: make deps"
    case .builtProducts: "needs the products in .build/bin: make build"
    }
  }

  /// Whether the machine has it.
  package var isMet: Bool {
    switch self {
    case .root: Host.isRoot
    case .userNamespaces: Host.canUnshare("--user")
    case .timeNamespaces: Host.canUnshare("--time")
    case .cgroupV1: Host.exists("/sys/fs/cgroup/memory/cgroup.procs")
    case .cgroupV2: Host.exists("/sys/fs/cgroup/cgroup.controllers") || Host.exists("/sys/fs/cgroup/unified")
    case .cgroupV2Controllers:
      ["memory", "pids", "cpu"].allSatisfy { Host.words("/sys/fs/cgroup/cgroup.controllers").contains($0) }
    case .busybox: Host.exists("/bin/busybox")
    case .builtProducts: Repository.products.allSatisfy { Host.exists($0) }
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test, with the reason, where one of `requirements` is not met.
  package static func needs(_ requirements: Requirement...) -> Self {
    let missing = requirements.first { !$0.isMet }
    return .enabled(if: missing == nil, Comment(rawValue: missing?.reason ?? ""))
  }
}
