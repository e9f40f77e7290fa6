// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
internal import OCI

/// What the container's process is before it executes: the same for `create` and `exec`.
extension PlanBuilder {
  /// Attributes that need privileges or system calls a filter may forbid; before seccomp and the user.
  mutating func setAttributes(_ process: Process, affinity: [UInt32]?) {
    add(.setUmask(UInt32(truncatingIfNeeded: process.user?.umask ?? 0o022)))
    if let affinity { add(.setCPUAffinity(affinity)) }
    if let scheduler = process.scheduler { add(.setScheduler(SchedulerStep(scheduler))) }
    if let priority = process.ioPriority, let `class` = IOPriorityClass(name: priority.class ?? "") {
      add(.setIOPriority(class: `class`.rawValue, priority: UInt32(truncatingIfNeeded: priority.priority ?? 0)))
    }
    if let domain = spec.linux?.personality?.domain, let personality = PersonalityDomain(name: domain) {
      add(.setPersonality(personality.rawValue))
    }
    if let policy = spec.linux?.memoryPolicy { addMemoryPolicy(policy) }
    addLimits(process)
    if let profile = process.apparmorProfile, !profile.isEmpty { add(.setAppArmorProfile(profile)) }
    if let label = process.selinuxLabel, !label.isEmpty { add(.setSELinuxLabel(label)) }
    add(.prepareStdio(uid: UInt32(truncatingIfNeeded: process.user?.uid ?? 0)))
    if process.noNewPrivileges ?? false { add(.setNoNewPrivileges) }
  }

  /// From root to the user, and the filter: early when loading it needs CAP_SYS_ADMIN, as late as possible when
  /// no_new_privs makes it unprivileged (seccomp(2)), so that fewer of our own calls must be allowed by the profile.
  mutating func becomeProcess(_ process: Process) {
    let filter = seccompStep()
    let late = process.noNewPrivileges ?? false
    if let filter, !late { add(.loadSeccomp(filter)) }
    let capabilities = capabilityPlan(process)
    for warning in capabilities.warnings { warn(warning) }
    let cwd = process.cwd ?? "/"
    add(.changeDirectory(cwd, asUser: false))
    add(.limitBoundingSet(capabilities.sets.bounding))
    let user = process.user
    add(
      .becomeUser(
        uid: UInt32(truncatingIfNeeded: user?.uid ?? 0), gid: UInt32(truncatingIfNeeded: user?.gid ?? 0),
        additionalGids: (user?.additionalGids ?? []).map { UInt32(truncatingIfNeeded: $0) }))
    add(.changeDirectory(cwd, asUser: true))
    add(.setCapabilities(capabilities.sets))
    // After the user's rights are known, before the filter: a missing program is an error of create, not of start.
    add(.resolveProgram)
    if let filter, late { add(.loadSeccomp(filter)) }
  }

  /// A filter that says nothing is none (runc).
  private func seccompStep() -> SeccompStep? {
    guard let seccomp = spec.linux?.seccomp else { return nil }
    if (seccomp.defaultAction ?? "").isEmpty, (seccomp.syscalls ?? []).isEmpty { return nil }
    return SeccompStep(program: [], flags: 0, notify: false)
  }

  private func capabilityPlan(_ process: Process) -> CapabilityPlan {
    // Every capability is held in a user namespace one has just made or joined.
    let all = CapabilitySet(mask: .max)
    return CapabilityPlan(
      process.capabilities, granted: hasOwnUserNamespace ? all : facts.capabilities,
      bounding: hasOwnUserNamespace ? all : facts.boundingSet, last: facts.lastCapability)
  }

  /// By the parent where the child's user namespace lacks the privilege to raise a hard limit.
  private mutating func addLimits(_ process: Process) {
    var limits: [RlimitStep] = []
    for limit in process.rlimits ?? [] {
      guard let resource = ResourceLimit(name: limit.type ?? "") else { continue }
      limits.append(
        RlimitStep(
          resource: resource.rawValue, name: resource.name, soft: limit.soft ?? 0, hard: limit.hard ?? 0))
    }
    if hasOwnUserNamespace, isPrivileged {
      clone { $0.rlimits = limits }
    } else {
      for limit in limits { add(.setRlimit(limit)) }
    }
  }

  private mutating func addMemoryPolicy(_ policy: MemoryPolicy) {
    guard let mode = MemoryPolicyMode(name: policy.mode ?? "") else { return }
    var flags: UInt32 = 0
    for name in policy.flags ?? [] { flags |= MemoryPolicyFlag(name: name)?.rawValue ?? 0 }
    let nodes = (policy.nodes ?? "").isEmpty ? [] : NumberList.parse(policy.nodes ?? "") ?? []
    add(.setMemoryPolicy(mode: mode.rawValue, flags: flags, nodes: nodes))
  }
}

extension SchedulerStep {
  init(_ scheduler: Scheduler) {
    var flags: UInt64 = 0
    for name in scheduler.flags ?? [] { flags |= SchedulingFlag(name: name)?.rawValue ?? 0 }
    self.init(
      policy: (SchedulingPolicy(name: scheduler.policy ?? "") ?? .other).rawValue, flags: flags,
      nice: Int32(truncatingIfNeeded: scheduler.nice ?? 0),
      priority: UInt32(truncatingIfNeeded: scheduler.priority ?? 0), runtime: scheduler.runtime ?? 0,
      deadline: scheduler.deadline ?? 0, period: scheduler.period ?? 0)
  }
}
