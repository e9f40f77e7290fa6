// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import LinuxABI

/// What `--cap-add`, `--cap-drop` and `--privileged` make of the capabilities that engines give by default.
package enum CapabilityChoice {
  /// Docker's default set.
  package static let defaults = [
    "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID",
    "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL",
    "CAP_AUDIT_WRITE",
  ]

  /// The set in the kernel's order; `added` and `dropped` are names with or without `CAP_`, or `ALL`.
  package static func set(added: [String], dropped: [String], isPrivileged: Bool) throws(Failure) -> [String] {
    let every = Capability.allCases.map { $0.name }
    let added = try added.map { (name) throws(Failure) in try known(name, every, "--cap-add") }
    let dropped = try dropped.map { (name) throws(Failure) in try known(name, every, "--cap-drop") }
    var result = Set(isPrivileged || added.contains("ALL") ? every : defaults)
    if dropped.contains("ALL") { result = added.contains("ALL") ? result : [] }
    for name in added where name != "ALL" { result.insert(name) }
    for name in dropped where name != "ALL" { result.remove(name) }
    return every.filter { result.contains($0) }
  }

  private static func known(_ text: String, _ every: [String], _ option: String) throws(Failure) -> String {
    let upper = text.uppercased()
    if upper == "ALL" { return upper }
    let name = upper.hasPrefix("CAP_") ? upper : "CAP_" + upper
    guard every.contains(name) else {
      throw Failure(.usage, "\(option) \(text): no such capability", hint: "capabilities(7) lists them")
    }
    return name
  }
}

/// `--security-opt`, all of them together.
package struct SecurityOptions: Equatable, Sendable {
  package enum Seccomp: Equatable, Sendable {
    /// Our own profile.
    case standard
    case unconfined
    case file(String)
  }
  package var seccomp = Seccomp.standard
  package var noNewPrivileges = false
  package var appArmor: String?
  /// Paths of /proc and /sys that tell about the host stay visible.
  package var unmasked = false

  /// Reads the values; the last of a kind holds.
  package init(_ values: [String]) throws(Failure) {
    for text in values {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      // Docker took `:` before `=` came.
      let pair = parts.count == 2 ? parts : text.split(separator: ":", maxSplits: 1).map(String.init)
      let value = pair.count == 2 ? pair[1] : ""
      switch (pair[0], value) {
      case ("seccomp", "unconfined"): seccomp = .unconfined
      case ("seccomp", let path) where !path.isEmpty: seccomp = .file(path)
      case ("no-new-privileges", ""), ("no-new-privileges", "true"): noNewPrivileges = true
      case ("no-new-privileges", "false"): noNewPrivileges = false
      case ("apparmor", let profile) where !profile.isEmpty: appArmor = profile
      case ("label", "disable"): break  // nothing is labelled in the first place
      case ("systempaths", "unconfined"): unmasked = true
      default:
        throw Failure(
          .usage, "--security-opt \(text): not known",
          hint: "seccomp=FILE|unconfined, no-new-privileges, apparmor=PROFILE, label=disable, systempaths=unconfined")
      }
    }
  }
}

/// `--device host[:container[:rwm]]`.
package struct DeviceRequest: Equatable, Sendable {
  package var host: String
  package var container: String
  /// Of `r`, `w` and `m` (mknod), as config.json writes it.
  package var access: String

  package init(parsing text: String) throws(Failure) {
    let bad = Failure(.usage, "--device \(text): not HOST[:CONTAINER][:rwm]")
    let fields = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard fields.count <= 3, !fields.contains(""), fields[0].hasPrefix("/") else { throw bad }
    host = fields[0]
    container = host
    access = "rwm"
    switch fields.count {
    case 2: if fields[1].hasPrefix("/") { container = fields[1] } else { access = fields[1] }
    case 3: (container, access) = (fields[1], fields[2])
    default: break
    }
    guard container.hasPrefix("/"), access.utf8.allSatisfy({ "rwm".utf8.contains($0) }) else { throw bad }
  }
}
