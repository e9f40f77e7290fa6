// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import OCI

/// Answers what a plan needs to know of this host.
package enum HostProbe {
  /// Who we are and what we may; without the cgroups, which `cgroups()` finds.
  package static func facts(environment: CallerEnvironment) -> HostFacts {
    var facts = HostFacts()
    facts.effectiveUID = Processes.effectiveUID
    facts.effectiveGID = Processes.effectiveGID
    facts.inUserNamespace = ProcessNamespaces.isInUserNamespace
    if let sets = try? Privileges.current() { facts.capabilities = CapabilitySet(mask: sets.permitted) }
    let bounding = Privileges.boundingSet()
    facts.boundingSet = CapabilitySet(mask: bounding.mask)
    facts.lastCapability = bounding.last
    facts.listenDescriptors = listenDescriptors(environment)
    if let socket = environment["NOTIFY_SOCKET"], !socket.utf8.isEmpty { facts.notifySocket = socket }
    return facts
  }

  /// Looks for the security modules whose labels a configuration has; most have none, and nothing is looked at.
  static func findSecurityModules(_ process: Process?, mountLabel: String? = nil, _ facts: inout HostFacts) {
    if process?.apparmorProfile?.isEmpty == false {
      let enabled = try? Files.read("/sys/module/apparmor/parameters/enabled", limit: 16)
      facts.hasAppArmor = enabled?.first == UInt8(ascii: "Y")
    }
    if process?.selinuxLabel?.isEmpty == false || mountLabel?.isEmpty == false {
      // There from the moment a policy can be loaded.
      facts.hasSELinux = Files.exists("/sys/fs/selinux/enforce")
    }
  }

  /// LISTEN_FDS, where LISTEN_PID is ours or absent (sd_listen_fds(3)); what is no number counts as none.
  static func listenDescriptors(_ environment: CallerEnvironment) -> UInt32 {
    guard let text = environment["LISTEN_FDS"], let count = UInt32(text), count < 1 << 16 else { return 0 }
    if let pid = environment["LISTEN_PID"], pid != String(Processes.ownPID) { return 0 }
    return count
  }
}
