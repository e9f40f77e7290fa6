// SPDX-License-Identifier: Apache-2.0

package import OCI

/// The device filter as decided: rules in order, of which for each access bit the last one that matches wins.
///
/// Everything is denied before the first rule. After those of the configuration come the ones every container gets:
/// the devices of config-linux.md ("Default Devices"), pseudo-terminals, /dev/net/tun and
/// mknod(2) of anything, which gives a node but not the right to open it.
package struct DeviceRules: Equatable, Sendable {
  package var rules: [Rule]

  package struct Rule: Equatable, Sendable {
    package var allow: Bool
    package var kind: Kind
    /// Nil matches every number.
    package var major: UInt32?
    package var minor: UInt32?
    package var access: Access

    package init(allow: Bool, kind: Kind, major: UInt32?, minor: UInt32?, access: Access) {
      self.allow = allow
      self.kind = kind
      self.major = major
      self.minor = minor
      self.access = access
    }

    /// Matches every device in every way: what came before does not matter.
    package var isTotal: Bool { kind == .all && major == nil && minor == nil && access == .all }

    /// Every device that `other` matches matches this one too.
    func covers(_ other: Rule) -> Bool {
      (kind == .all || kind == other.kind) && (major == nil || major == other.major)
        && (minor == nil || minor == other.minor)
    }

    /// Some device matches both.
    func overlaps(_ other: Rule) -> Bool {
      (kind == .all || other.kind == .all || kind == other.kind)
        && (major == nil || other.major == nil || major == other.major)
        && (minor == nil || other.minor == nil || minor == other.minor)
    }

    /// As v1's devices.allow and devices.deny take it: `c 1:3 rwm`.
    package var text: String {
      let major = self.major.map { String($0) } ?? "*"
      let minor = self.minor.map { String($0) } ?? "*"
      return kind.letter + " " + major + ":" + minor + " " + access.letters
    }
  }

  package enum Kind: UInt8, Sendable {
    case all, character, block
    var letter: String {
      switch self {
      case .all: return "a"
      case .character: return "c"
      case .block: return "b"
      }
    }
  }

  /// BPF_DEVCG_ACC_* of linux/bpf.h.
  package struct Access: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let mknod = Access(rawValue: 1)
    package static let read = Access(rawValue: 2)
    package static let write = Access(rawValue: 4)
    package static let all = Access(rawValue: 7)

    var letters: String {
      (contains(.read) ? "r" : "") + (contains(.write) ? "w" : "") + (contains(.mknod) ? "m" : "")
    }
  }

  package init(rules: [Rule]) { self.rules = rules }

  /// The configuration's rules and the default ones.
  ///
  /// Values that `Validate.resources` refuses do not get here.
  package init(_ configured: [DeviceRule]) {
    rules = []
    for rule in configured { rules.append(Rule(rule)) }
    rules += Self.defaults
  }

  /// What every container may use, as with runc and crun.
  package static var defaults: [Rule] {
    var rules = [Rule(allow: true, kind: .all, major: nil, minor: nil, access: .mknod)]
    for (major, minor) in [
      (1, 3), (1, 5), (1, 7), (1, 8), (1, 9),  // null zero full random urandom
      (5, 0), (5, 2),  // tty ptmx
      (10, 200),  // net/tun: engines count on it (runc took it away once and had to give it back)
    ] as [(UInt32, UInt32)] {
      rules.append(Rule(allow: true, kind: .character, major: major, minor: minor, access: .all))
    }
    rules.append(Rule(allow: true, kind: .character, major: 136, minor: nil, access: .all))  // pts
    return rules
  }

  /// The same decisions with fewer rules, and what is decided where none matches.
  ///
  /// No rule that is left is hidden by others: the kernel refuses programs with instructions nobody reaches.
  package func reduced() -> (otherwise: Bool, rules: [Rule]) {
    var otherwise = false
    var list = rules
    // A rule that goes away may bring two together of which one hides the other: until nothing changes.
    while true {
      var kept: [Rule] = []
      for rule in list {
        if rule.isTotal {
          otherwise = rule.allow
          kept = []
          continue
        }
        // A later rule hides the earlier ones that it covers.
        kept.removeAll { rule.covers($0) && $0.access.isSubset(of: rule.access) }
        if kept.isEmpty && rule.allow == otherwise { continue }
        if !Self.isCovered(rule, byLastRunOf: kept) { kept.append(rule) }
      }
      if kept.count == list.count { return (otherwise, kept) }
      list = kept
    }
  }

  /// One of the rules at the end that decide alike decides this one's devices already.
  private static func isCovered(_ rule: Rule, byLastRunOf kept: [Rule]) -> Bool {
    for other in kept.reversed() {
      if other.allow != rule.allow { return false }
      if other.covers(rule) && rule.access.isSubset(of: other.access) { return true }
    }
    return false
  }
}

extension DeviceRules.Rule {
  /// Absent fields mean all (config-linux.md, "Allowed Device list"); -1 too, as engines write it.
  init(_ rule: DeviceRule) {
    var access = DeviceRules.Access()
    for letter in (rule.access ?? "rwm").utf8 {
      switch letter {
      case UInt8(ascii: "r"): access.insert(.read)
      case UInt8(ascii: "w"): access.insert(.write)
      case UInt8(ascii: "m"): access.insert(.mknod)
      default: break
      }
    }
    var kind = DeviceRules.Kind.all
    if rule.type == "c" { kind = .character }
    if rule.type == "b" { kind = .block }
    self.init(
      allow: rule.allow ?? false, kind: kind, major: rule.major.flatMap { UInt32(exactly: $0) },
      minor: rule.minor.flatMap { UInt32(exactly: $0) }, access: access)
  }
}
