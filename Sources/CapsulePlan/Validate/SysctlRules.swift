// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
internal import OCI

extension Validate {
  /// config-linux.md, "Sysctl": "kernel parameters to be modified at runtime for the container", so only those that a
  /// namespace of the container's has for itself; the others would change the host.
  static let sysctlRules: [Rule] = [
    Rule("sysctl-name") { spec, report in
      for entry in spec.linux?.sysctl ?? [] where !SysctlKey(entry.key).isWellFormed {
        report.error(JSONPointer.appending(entry.key, to: "/linux/sysctl"), "\"\(entry.key)\" is no kernel parameter")
      }
    },

    Rule("sysctl-namespace") { spec, report in
      for entry in spec.linux?.sysctl ?? [] {
        let key = SysctlKey(entry.key)
        guard key.isWellFormed else { continue }
        let pointer = JSONPointer.appending(entry.key, to: "/linux/sysctl")
        switch SysctlOwner(key) {
        case .ipc:
          if !spec.hasNamespace("ipc") {
            report.error(
              pointer, "sysctl \"\(entry.key)\" is not allowed in the hosts ipc namespace", hint: addNamespace("ipc"))
          }
        case .network:
          if !spec.hasNamespace("network") {
            report.error(
              pointer, "sysctl \"\(entry.key)\" not allowed in host network namespace", hint: addNamespace("network"))
          }
        case .user:
          if !spec.hasNamespace("user") {
            report.error(
              pointer, "setting ucounts without a user namespace not allowed: \(entry.key)", hint: addNamespace("user"))
          }
        case .domainname:
          if !spec.hasNamespace("uts") {
            report.error(
              pointer, "sysctl \"\(entry.key)\" is not in a separate kernel namespace", hint: addNamespace("uts"))
          }
        case .hostname:
          report.error(
            pointer, "sysctl \"\(entry.key)\" is not allowed as it conflicts with the OCI \"hostname\" field",
            hint: "set /hostname")
        case .none:
          report.error(pointer, "sysctl \"\(entry.key)\" is not in a separate kernel namespace")
        }
      }
    },
  ]
}

/// Which namespace a kernel parameter belongs to; none for those of the whole kernel.
enum SysctlOwner {
  case ipc, network, user, domainname, hostname, none

  var kind: Namespace? {
    switch self {
    case .ipc: return .ipc
    case .network: return .network
    case .user: return .user
    case .domainname, .hostname: return .uts
    case .none: return nil
    }
  }

  init(_ key: SysctlKey) {
    switch key.path {
    case "kernel/msgmax", "kernel/msgmnb", "kernel/msgmni", "kernel/sem", "kernel/shmall", "kernel/shmmax",
      "kernel/shmmni", "kernel/shm_rmid_forced":
      self = .ipc
    case "kernel/domainname": self = .domainname
    case "kernel/hostname": self = .hostname
    default:
      if key.isWithin("fs/mqueue") {
        self = .ipc
      } else if key.isWithin("net") {
        self = .network
      } else if key.isWithin("user") {
        self = .user
      } else {
        self = .none
      }
    }
  }
}
