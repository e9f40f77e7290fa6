// SPDX-License-Identifier: Apache-2.0

/// A capability (capabilities(7)); the raw value is its number and its bit in the kernel's masks.
package enum Capability: UInt8, CaseIterable, Sendable {
  case chown = 0
  case dacOverride = 1
  case dacReadSearch = 2
  case fowner = 3
  case fsetid = 4
  case kill = 5
  case setgid = 6
  case setuid = 7
  case setpcap = 8
  case linuxImmutable = 9
  case netBindService = 10
  case netBroadcast = 11
  case netAdmin = 12
  case netRaw = 13
  case ipcLock = 14
  case ipcOwner = 15
  case sysModule = 16
  case sysRawio = 17
  case sysChroot = 18
  case sysPtrace = 19
  case sysPacct = 20
  case sysAdmin = 21
  case sysBoot = 22
  case sysNice = 23
  case sysResource = 24
  case sysTime = 25
  case sysTtyConfig = 26
  case mknod = 27
  case lease = 28
  case auditWrite = 29
  case auditControl = 30
  case setfcap = 31
  case macOverride = 32
  case macAdmin = 33
  case syslog = 34
  case wakeAlarm = 35
  case blockSuspend = 36
  case auditRead = 37
  case perfmon = 38
  case bpf = 39
  case checkpointRestore = 40

  /// The name in config.json, for example `CAP_CHOWN`.
  package var name: String {
    switch self {
    case .chown: return "CAP_CHOWN"
    case .dacOverride: return "CAP_DAC_OVERRIDE"
    case .dacReadSearch: return "CAP_DAC_READ_SEARCH"
    case .fowner: return "CAP_FOWNER"
    case .fsetid: return "CAP_FSETID"
    case .kill: return "CAP_KILL"
    case .setgid: return "CAP_SETGID"
    case .setuid: return "CAP_SETUID"
    case .setpcap: return "CAP_SETPCAP"
    case .linuxImmutable: return "CAP_LINUX_IMMUTABLE"
    case .netBindService: return "CAP_NET_BIND_SERVICE"
    case .netBroadcast: return "CAP_NET_BROADCAST"
    case .netAdmin: return "CAP_NET_ADMIN"
    case .netRaw: return "CAP_NET_RAW"
    case .ipcLock: return "CAP_IPC_LOCK"
    case .ipcOwner: return "CAP_IPC_OWNER"
    case .sysModule: return "CAP_SYS_MODULE"
    case .sysRawio: return "CAP_SYS_RAWIO"
    case .sysChroot: return "CAP_SYS_CHROOT"
    case .sysPtrace: return "CAP_SYS_PTRACE"
    case .sysPacct: return "CAP_SYS_PACCT"
    case .sysAdmin: return "CAP_SYS_ADMIN"
    case .sysBoot: return "CAP_SYS_BOOT"
    case .sysNice: return "CAP_SYS_NICE"
    case .sysResource: return "CAP_SYS_RESOURCE"
    case .sysTime: return "CAP_SYS_TIME"
    case .sysTtyConfig: return "CAP_SYS_TTY_CONFIG"
    case .mknod: return "CAP_MKNOD"
    case .lease: return "CAP_LEASE"
    case .auditWrite: return "CAP_AUDIT_WRITE"
    case .auditControl: return "CAP_AUDIT_CONTROL"
    case .setfcap: return "CAP_SETFCAP"
    case .macOverride: return "CAP_MAC_OVERRIDE"
    case .macAdmin: return "CAP_MAC_ADMIN"
    case .syslog: return "CAP_SYSLOG"
    case .wakeAlarm: return "CAP_WAKE_ALARM"
    case .blockSuspend: return "CAP_BLOCK_SUSPEND"
    case .auditRead: return "CAP_AUDIT_READ"
    case .perfmon: return "CAP_PERFMON"
    case .bpf: return "CAP_BPF"
    case .checkpointRestore: return "CAP_CHECKPOINT_RESTORE"
    }
  }

  /// The capability of that exact name (config.md: names are those of capabilities(7), in capitals); nil when Linux
  /// has none.
  package init?(name: String) {
    for candidate in Capability.allCases where candidate.name == name {
      self = candidate
      return
    }
    return nil
  }

  /// The capability that people write as `CAP_KILL`, `cap_kill` or `kill` on a command line.
  package init?(option text: String) {
    let capitals = ASCII.uppercased(text)
    self.init(name: capitals.utf8.starts(with: "CAP_".utf8) ? capitals : "CAP_" + capitals)
  }

  /// Its bit in a 64-bit mask.
  package var mask: UInt64 { 1 << UInt64(rawValue) }
}
