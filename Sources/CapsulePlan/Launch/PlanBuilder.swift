// SPDX-License-Identifier: Apache-2.0

package import LinuxABI
internal import OCI

/// A plan while it grows: each file of this folder adds its own steps, `CreatePlan` and `ExecPlan` say in which order.
struct PlanBuilder {
  let spec: RuntimeSpec
  let facts: HostFacts
  /// What the configuration says about each namespace.
  let namespaces: NamespaceChoices
  /// Absolute, cleaned path of the root file system on the host; empty for `exec`.
  var rootfs = ""
  private(set) var plan: LaunchPlan

  init(id: ContainerID, spec: RuntimeSpec, facts: HostFacts) {
    self.spec = spec
    self.facts = facts
    namespaces = NamespaceChoices(spec.linux?.namespaces ?? [])
    plan = LaunchPlan(id: id.text, clone: ClonePlan())
  }

  mutating func add(_ step: InitStep) { plan.steps.append(step) }

  mutating func warn(_ text: String) { plan.warnings.append(text) }

  mutating func slot(_ request: SlotRequest) -> Slot {
    plan.slots.append(request)
    return Slot(plan.slots.count - 1)
  }

  mutating func clone(_ change: (inout ClonePlan) -> Void) { change(&plan.clone) }

  /// The runtime has CAP_SYS_ADMIN where it runs: as root of the host, or of the user namespace an engine put it in.
  ///
  /// Without, only the container's own user namespace gives any privilege.
  var isPrivileged: Bool { facts.capabilities.contains(.sysAdmin) }

  /// The container's processes are in a user namespace other than the runtime's.
  var hasOwnUserNamespace: Bool { !namespaces[.user].isInherited }

  /// mknod(2) of devices is refused in any user namespace but the initial one.
  var mustBindDevices: Bool { hasOwnUserNamespace || facts.inUserNamespace }
}

/// What becomes of one kind of namespace.
enum NamespaceChoice: Equatable, Sendable {
  /// Not mentioned: the runtime's own (config-linux.md: "MUST inherit the runtime namespace").
  case inherited
  case new
  case joined(path: String)

  var isInherited: Bool { self == .inherited }
  var isNew: Bool { self == .new }
  var path: String? {
    switch self {
    case .joined(let path): return path
    case .inherited, .new: return nil
    }
  }
}

/// `linux.namespaces`, asked by kind.
struct NamespaceChoices: Sendable {
  private var choices: [NamespaceChoice]

  init(_ entries: [NamespaceEntry]) {
    choices = []
    for kind in Namespace.allCases {
      var choice = NamespaceChoice.inherited
      for entry in entries where entry.type == kind.ociName {
        // An empty path is what encoders write for an absent one.
        if let path = entry.path, !path.isEmpty { choice = .joined(path: path) } else { choice = .new }
      }
      choices.append(choice)
    }
  }

  subscript(kind: Namespace) -> NamespaceChoice { choices[NamespaceChoices.index(of: kind)] }

  private static func index(of kind: Namespace) -> Int {
    switch kind {
    case .user: return 0
    case .mount: return 1
    case .pid: return 2
    case .network: return 3
    case .ipc: return 4
    case .uts: return 5
    case .cgroup: return 6
    case .time: return 7
    }
  }
}

extension CapabilitySet {
  package func contains(_ capability: Capability) -> Bool { mask & capability.mask != 0 }
}
