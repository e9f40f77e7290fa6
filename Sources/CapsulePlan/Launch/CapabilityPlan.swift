// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
internal import OCI

/// The five capability sets, reduced to what can be granted.
///
/// config.md: what "cannot be mapped to a relevant kernel interface, or cannot be granted otherwise MUST be logged as a
/// warning", and runtimes "SHOULD NOT fail": runc and crun fail.
struct CapabilityPlan {
  private(set) var sets = CapabilitySets()
  private(set) var warnings: [String] = []
  private var warned: [String] = []

  /// `granted` is what the runtime can give, its own permitted set, or all in another user namespace; `bounding` what
  /// its bounding set leaves; `last` the highest number the kernel knows.
  init(_ configured: Capabilities?, granted: CapabilitySet, bounding: CapabilitySet, last: UInt32) {
    guard let configured else { return }
    let known = CapabilitySet(mask: last >= 63 ? .max : (1 << (UInt64(last) + 1)) - 1)
    sets.bounding = read(configured.bounding, within: bounding, known)
    sets.permitted = read(configured.permitted, within: granted, known)
    sets.effective = read(configured.effective, within: granted, known)
    sets.inheritable = read(configured.inheritable, within: granted, known)
    sets.ambient = read(configured.ambient, within: granted, known)
    // capset(2) refuses sets that break the kernel's order between them; capabilities(7).
    sets.effective = limit(sets.effective, to: sets.permitted, "effective", "it is not permitted")
    sets.inheritable = limit(sets.inheritable, to: sets.bounding, "inheritable", "it is not in the bounding set")
    for capability in Capability.allCases where sets.ambient.contains(capability) {
      if sets.permitted.contains(capability), sets.inheritable.contains(capability) { continue }
      sets.ambient.mask &= ~capability.mask
      warnings.append("can't raise ambient capability \(capability.name): it must be permitted and inheritable")
    }
  }

  private mutating func read(_ names: [String]?, within granted: CapabilitySet, _ known: CapabilitySet)
    -> CapabilitySet
  {
    var set = CapabilitySet()
    for name in names ?? [] {
      guard let capability = Capability(name: name) else {
        // Named once, by validation.
        continue
      }
      if !known.contains(capability) {
        warn(name, "ignoring capability \(name): this kernel does not know it")
      } else if !granted.contains(capability) {
        warn(name, "ignoring capability \(name): the runtime does not have it and cannot grant it")
      } else {
        set.mask |= capability.mask
      }
    }
    return set
  }

  private mutating func limit(_ set: CapabilitySet, to outer: CapabilitySet, _ name: String, _ reason: String)
    -> CapabilitySet
  {
    for capability in Capability.allCases where set.contains(capability) && !outer.contains(capability) {
      warnings.append("can't set \(name) capability \(capability.name): \(reason)")
    }
    return CapabilitySet(mask: set.mask & outer.mask)
  }

  /// Once per capability, not once per set.
  private mutating func warn(_ name: String, _ text: String) {
    guard !warned.contains(name) else { return }
    warned.append(name)
    warnings.append(text)
  }
}
