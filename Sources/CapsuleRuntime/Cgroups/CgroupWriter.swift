// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Performs a list of writes in one cgroup.
enum CgroupWriter {
  static func write(_ writes: [CgroupWrite], in directory: String) throws(Failure) {
    var index = 0
    while index < writes.count {
      // Values for the same file share a descriptor: a device list has a dozen.
      var end = index + 1
      if writes[index].whenMissing == .fail && !writes[index].afterNext {
        while end < writes.count, writes[end].file == writes[index].file { end += 1 }
      }
      if end - index > 1 {
        try writeAll(Array(writes[index..<end]), in: directory)
      } else if let refusal = try attempt(writes[index], in: directory) {
        guard writes[index].afterNext, index + 1 < writes.count else {
          throw explain(writes[index], refusal, directory)
        }
        try write([writes[index + 1]], in: directory)
        end = index + 2
        if let again = try attempt(writes[index], in: directory) { throw explain(writes[index], again, directory) }
      }
      index = end
    }
  }

  private static func writeAll(_ writes: [CgroupWrite], in directory: String) throws(Failure) {
    var current = writes[0]
    do {
      let file = try Files.open(directory + "/" + current.file, OpenFlags.writeOnly)
      for write in writes {
        current = write
        try file.writeOnce(write.value)
      }
    } catch {
      throw explain(current, error, directory)
    }
  }

  /// Nil when the value is written, or need not be.
  private static func attempt(_ write: CgroupWrite, in directory: String) throws(Failure) -> KernelError? {
    do {
      try Files.write(write.value, to: directory + "/" + write.file)
      return nil
    } catch {
      if error.errno != .ENOENT { return error }
      switch write.whenMissing {
      case .fail: return error
      case .skip: return nil
      case .instead(let file, let value):
        return try attempt(CgroupWrite(file: file, value: value, pointer: write.pointer), in: directory)
      }
    }
  }

  private static func explain(_ write: CgroupWrite, _ error: KernelError, _ directory: String) -> Failure {
    var message = "\(write.pointer): write `\(write.value)` to \(directory)/\(write.file): \(error.errno.text)"
    var hint: String?
    if error.errno == .ENOENT {
      hint = missing(write)
    } else if error.errno == .EBUSY, write.file == "memory.limit_in_bytes" {
      message = "\(write.pointer): unable to set memory limit to \(write.value): the cgroup uses more"
      hint = usage(directory)
    } else if error.errno == .EINVAL {
      hint = invalid(write)
    } else if error.errno == .ENODEV, write.controller == "io" || write.controller == "blkio" {
      hint = "there is no such block device; partitions cannot be limited, only whole devices"
    } else if error.errno == .EPERM, write.file == "devices.allow" {
      hint = "the parent cgroup does not allow this device"
    } else if CgroupFiles.isPermission(error.errno) {
      hint = "the cgroup is not delegated to this user"
    }
    return Failure(CgroupFiles.isPermission(error.errno) ? .permission : .cgroup, message, hint: hint)
  }

  private static func missing(_ write: CgroupWrite) -> String {
    if write.controller == "hugetlb" { return "sizes are written as in /sys/fs/cgroup, e.g. 2MB or 1GB" }
    if write.file == "memory.memsw.limit_in_bytes" || write.file == "memory.swap.max" {
      return "the kernel does not account swap (boot with swapaccount=1)"
    }
    if write.file == "io.bfq.weight" || write.file == "blkio.weight" {
      return "no block device uses a scheduler with weights (bfq), and the kernel has no io.cost"
    }
    return "this kernel has no such setting"
  }

  private static func invalid(_ write: CgroupWrite) -> String? {
    switch write.file {
    case "cpu.cfs_quota_us", "cpu.cfs_period_us", "cpu.max":
      return "quota at least 1000, period 1000 to 1000000 microseconds, and on v1 within the parent's share"
    case "cpu.cfs_burst_us", "cpu.max.burst": return "the burst must not be larger than the quota"
    case "cpu.rt_runtime_us", "cpu.rt_period_us": return "the parent cgroups must have real-time runtime to give"
    case "memory.memsw.limit_in_bytes": return "memory and swap together must not be less than memory"
    case "cpuset.cpus", "cpuset.mems": return "the list names what does not exist, or the parent does not have"
    default: return nil
    }
  }

  private static func usage(_ directory: String) -> String? {
    guard let now = try? CgroupFiles.text(directory + "/memory.usage_in_bytes"),
      let peak = try? CgroupFiles.text(directory + "/memory.max_usage_in_bytes")
    else { return nil }
    return "current usage: \(now), peak usage: \(peak)"
  }
}
