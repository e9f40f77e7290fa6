// SPDX-License-Identifier: Apache-2.0
import Glibc
import LinuxABI
import Testing

@Suite struct NameTests {
  @Test("the 41 capabilities have their numbers of linux/capability.h")
  func capabilities() {
    #expect(Capability.allCases.count == 41)
    for (name, number) in [
      ("CAP_CHOWN", 0), ("CAP_KILL", 5), ("CAP_SETPCAP", 8), ("CAP_NET_BIND_SERVICE", 10), ("CAP_NET_RAW", 13),
      ("CAP_SYS_MODULE", 16), ("CAP_SYS_CHROOT", 18), ("CAP_SYS_ADMIN", 21), ("CAP_MKNOD", 27), ("CAP_AUDIT_WRITE", 29),
      ("CAP_SETFCAP", 31), ("CAP_MAC_ADMIN", 33), ("CAP_SYSLOG", 34), ("CAP_AUDIT_READ", 37), ("CAP_PERFMON", 38),
      ("CAP_BPF", 39), ("CAP_CHECKPOINT_RESTORE", 40),
    ] {
      #expect(Capability(name: name)?.rawValue == UInt8(number))
    }
    for capability in Capability.allCases {
      #expect(Capability(name: capability.name) == capability)
      #expect(Capability(option: String(capability.name.dropFirst(4)).lowercased()) == capability)
      #expect(capability.mask == 1 << UInt64(capability.rawValue))
    }
    #expect(Capability(name: "cap_kill") == nil)
    #expect(Capability(option: "cap_kill") == .kill)
    #expect(Capability(option: "CAP_NONE") == nil)
  }

  @Test("resource limits have the C library's numbers")
  func limits() {
    #expect(ResourceLimit.allCases.count == 16)
    #expect(ResourceLimit(name: "RLIMIT_NOFILE")?.rawValue == UInt32(RLIMIT_NOFILE.rawValue))
    #expect(ResourceLimit(name: "RLIMIT_CORE")?.rawValue == UInt32(RLIMIT_CORE.rawValue))
    #expect(ResourceLimit(name: "RLIMIT_NPROC")?.rawValue == 6)
    #expect(ResourceLimit(name: "RLIMIT_MEMLOCK")?.rawValue == 8)
    #expect(ResourceLimit(name: "RLIMIT_AS")?.rawValue == UInt32(RLIMIT_AS.rawValue))
    #expect(ResourceLimit(name: "RLIMIT_RTTIME")?.rawValue == 15)
    #expect(ResourceLimit(name: "NOFILE") == nil)
    for limit in ResourceLimit.allCases { #expect(ResourceLimit(name: limit.name) == limit) }
  }

  @Test("names of scheduling, priorities and memory policies lead back to their values")
  func scheduling() {
    for policy in SchedulingPolicy.allCases { #expect(SchedulingPolicy(name: policy.name) == policy) }
    for flag in SchedulingFlag.allCases { #expect(SchedulingFlag(name: flag.name) == flag) }
    for kind in IOPriorityClass.allCases { #expect(IOPriorityClass(name: kind.name) == kind) }
    for mode in MemoryPolicyMode.allCases { #expect(MemoryPolicyMode(name: mode.name) == mode) }
    for flag in MemoryPolicyFlag.allCases { #expect(MemoryPolicyFlag(name: flag.name) == flag) }
    #expect(SchedulingPolicy(name: "SCHED_DEADLINE")?.rawValue == 6)
    #expect(SchedulingPolicy(name: "SCHED_RR")?.rawValue == UInt32(SCHED_RR))
    #expect(IOPriorityClass.bestEffort.value(priority: 4) == 2 << 13 | 4)
    #expect(PersonalityDomain(name: "LINUX32")?.rawValue == 8)
    #expect(PersonalityDomain(name: "LINUX64") == nil)
  }
}
