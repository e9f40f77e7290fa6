// SPDX-License-Identifier: Apache-2.0

/// The device filter of cgroup v1: a default and exceptions to it (cgroup-v1/devices.rst), which is less than ordered
/// rules can say.
package struct DeviceList: Equatable, Sendable {
  /// What is decided for devices without an exception.
  package private(set) var allowed = false
  /// What the default does not hold for.
  package private(set) var exceptions: [DeviceRules.Rule] = []

  /// Plays the rules through as the kernel would, refusing what its lists cannot express: it compares an exception to
  /// be taken away by its exact numbers, so that `deny c 1:3` after `allow c *:*` would silently do nothing.
  package init(_ rules: DeviceRules) throws(Failure) {
    for rule in rules.rules {
      if rule.isTotal {
        allowed = rule.allow
        exceptions = []
      } else if rule.kind == .all {
        // To the kernel `a` is everything, whatever numbers follow it.
        for kind in [DeviceRules.Kind.character, .block] {
          var one = rule
          one.kind = kind
          try apply(one)
        }
      } else {
        try apply(rule)
      }
    }
  }

  private mutating func apply(_ rule: DeviceRules.Rule) throws(Failure) {
    if rule.allow != allowed {
      let same = exceptions.firstIndex { $0.kind == rule.kind && $0.major == rule.major && $0.minor == rule.minor }
      if let same {
        exceptions[same].access.formUnion(rule.access)
      } else {
        exceptions.append(rule)
      }
      return
    }
    var kept: [DeviceRules.Rule] = []
    for var exception in exceptions {
      if exception.overlaps(rule) && !exception.access.isDisjoint(with: rule.access) {
        if !rule.covers(exception) {
          throw Failure(
            .configUnsupported,
            "/linux/resources/devices: cgroup v1 cannot \(rule.allow ? "allow" : "deny") `\(rule.text)` within "
              + "`\(exception.text)`",
            hint: "list the devices one by one; cgroup v2 has no such limit")
        }
        exception.access.subtract(rule.access)
        if exception.access.isEmpty { continue }
      }
      kept.append(exception)
    }
    exceptions = kept
  }

  /// devices.allow and devices.deny, beginning with the default for everything.
  package var writes: [CgroupWrite] {
    let pointer = "/linux/resources/devices"
    let (first, then) = allowed ? ("devices.allow", "devices.deny") : ("devices.deny", "devices.allow")
    var writes = [CgroupWrite(file: first, value: "a", pointer: pointer)]
    for exception in exceptions { writes.append(CgroupWrite(file: then, value: exception.text, pointer: pointer)) }
    return writes
  }
}
