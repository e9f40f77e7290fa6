// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

extension InitStep {
  /// What to do about a failed call of this step, where the errno tells enough to say so.
  func hint(_ error: KernelError) -> String? {
    switch self {
    case .joinCgroups where error.errno == .EINVAL:
      return "a real-time process joins no cgroup that has no share of real time (v1: cpu.rt_runtime_us); chrt -o 0"
    case .joinCgroups where error.errno == .ENOSPC: return "cpuset.cpus and cpuset.mems of the cgroup are empty"
    case .mount(let mount): return mount.hint(error)
    case .setRlimit where error.errno == .EPERM:
      return "raising a hard limit needs CAP_SYS_RESOURCE; ask for at most the runtime's own hard limit"
    case .setSysctl where error.errno == .ENOENT: return "this kernel has no such setting, or not in a namespace"
    case .setSysctl where error.errno == .EACCES || error.errno == .EPERM:
      return "the container's namespaces must own the setting"
    case .setSysctl where error.errno == .EINVAL: return "the kernel does not take this value"
    case .joinNamespace(let kind, _) where error.errno == .EINVAL:
      return "the path must be a \(kind.ociName) namespace other than the one already joined"
    case .becomeUser where error.errno == .EINVAL: return "the user namespace's mappings must contain the ids"
    case .becomeUser where error.errno == .EPERM && error.call.isSame("setgroups"):
      return "supplementary groups are denied in this user namespace (/proc/PID/setgroups)"
    case .setCapabilities where error.errno == .EPERM:
      return "a capability cannot be granted that the runtime does not hold itself"
    case .setAppArmorProfile where error.errno == .ENOENT: return "the profile must be loaded and AppArmor enabled"
    case .setSELinuxLabel where error.errno == .EINVAL: return "SELinux is not enabled or the label is unknown to it"
    case .loadSeccomp where error.errno == .EACCES:
      return "without no_new_privs a filter needs CAP_SYS_ADMIN when it is loaded"
    case .newKeyring where error.errno == .EPERM:
      return "a seccomp filter around the runtime refuses keyctl; --no-new-keyring does without"
    case .setUpConsole: return "the container needs a devpts on /dev/pts"
    case .makeDevice(let device) where error.errno == .EEXIST:
      return "the rootfs has something else at \(device.path)"
    case .setMemoryPolicy where error.errno == .EINVAL: return "the nodes must be online and allowed to the container"
    case .setScheduler(let scheduler)
    where error.errno == .EPERM && SchedulingPolicy(rawValue: scheduler.policy) == .deadline:
      // In runc's words; sched_setattr(2), EPERM.
      return
        "process scheduler can't be used together with AllowedCPUs: SCHED_DEADLINE needs every CPU, and CAP_SYS_NICE"
    case .setScheduler where error.errno == .EPERM, .setIOPriority where error.errno == .EPERM:
      return "this policy needs CAP_SYS_NICE"
    default: return nil  // a hint is never owed
    }
  }
}

extension MountStep {
  fileprivate func hint(_ error: KernelError) -> String? {
    switch kind {
    case .bind where error.errno == .ENOENT && error.call.isSame("open_tree"):
      return "the source of a bind mount must exist on the host"
    case .fileSystem(let type, _) where error.errno == .ENODEV:
      return type == "bind"
        ? "a bind mount is asked for by the option bind or rbind, not by its type"
        : "the kernel has no file system \(type), or its module is not loaded"
    case .fileSystem(let type, let source) where error.errno == .EINVAL:
      return Diagnostics.reason(type: type, source: source, data: data)
    case .fileSystem("sysfs", _) where error.errno == .EPERM:
      return "sysfs needs a network namespace of the container's user namespace; bind the host's /sys otherwise"
    case .fileSystem("proc", _) where error.errno == .EPERM:
      return "procfs needs a pid namespace of the container's user namespace and a /proc nothing is mounted over"
    case .mappedBind where error.errno == .ENOENT && error.call.isSame("open_tree"):
      return "the source of a bind mount must exist when its turn comes"
    case .fileSystem, .bind, .mappedBind, .remount, .attributesOnly, .cgroup2, .cgroup1: return nil
    }
  }
}

extension StaticString {
  /// Whether this is that name.
  fileprivate func isSame(_ name: StaticString) -> Bool { "\(self)" == "\(name)" }
}
