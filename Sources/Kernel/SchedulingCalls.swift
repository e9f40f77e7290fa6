// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import LinuxABI

/// How the kernel runs this process: policy, I/O priority, processors, memory nodes.
package enum SchedulingCalls {
  /// struct sched_attr of sched_setattr(2), first version; times in nanoseconds.
  package struct Attributes: Sendable {
    package var policy: UInt32 = 0
    package var flags: UInt64 = 0
    package var nice: Int32 = 0
    package var priority: UInt32 = 0
    package var runtime: UInt64 = 0
    package var deadline: UInt64 = 0
    package var period: UInt64 = 0
    package init() {}
  }

  /// sched_setattr(2).
  package static func set(_ attributes: Attributes) throws(KernelError) {
    let size: UInt64 = 48
    var words = (
      size | UInt64(attributes.policy) << 32, attributes.flags,
      UInt64(UInt32(bitPattern: attributes.nice)) | UInt64(attributes.priority) << 32, attributes.runtime,
      attributes.deadline, attributes.period
    )
    let result = unsafe withUnsafeMutablePointer(to: &words) {
      systemCall(SYS_sched_setattr, 0, Int(bitPattern: $0), 0)
    }
    if result < 0 { throw KernelError("sched_setattr", "", Errno(Int32(-result))) }
  }

  /// ioprio_set(2): IOPRIO_CLASS_* and a priority from 0 (highest) to 7.
  package static func setIOPriority(class: UInt32, priority: UInt32) throws(KernelError) {
    let process = 1
    let classShift = 13
    _ = try call("ioprio_set", SYS_ioprio_set, "", process, 0, Int(`class`) << classShift | Int(priority))
  }

  /// sched_setaffinity(2) of a process, 0 for this one; no numbers at all stand for every processor its cpuset allows.
  package static func setAffinity(_ cpus: [UInt32], of pid: Int32 = 0) throws(KernelError) {
    var highest: UInt32 = cpus.isEmpty ? 8191 : 0
    for cpu in cpus { highest = max(highest, cpu) }
    var mask = [UInt64](repeating: cpus.isEmpty ? .max : 0, count: Int(highest / 64) + 1)
    for cpu in cpus { mask[Int(cpu / 64)] |= 1 << UInt64(cpu % 64) }
    let result = unsafe mask.withUnsafeMutableBufferPointer {
      systemCall(SYS_sched_setaffinity, Int(pid), $0.count * 8, Int(bitPattern: $0.baseAddress))
    }
    if result < 0 { throw KernelError("sched_setaffinity", "", Errno(Int32(-result))) }
  }

  /// set_mempolicy(2): MPOL_*, MPOL_F_* and nodes, of which there may be none.
  package static func setMemoryPolicy(mode: UInt32, flags: UInt32, nodes: [UInt32]) throws(KernelError) {
    var highest: UInt32 = 0
    for node in nodes { highest = max(highest, node) }
    var mask = [UInt64](repeating: 0, count: Int(highest / 64) + 1)
    for node in nodes { mask[Int(node / 64)] |= 1 << UInt64(node % 64) }
    let result = unsafe mask.withUnsafeMutableBufferPointer {
      // The kernel reads one bit less than it is told.
      systemCall(
        SYS_set_mempolicy, Int(mode | flags), nodes.isEmpty ? 0 : Int(bitPattern: $0.baseAddress),
        nodes.isEmpty ? 0 : $0.count * 64 + 1)
    }
    if result < 0 { throw KernelError("set_mempolicy", "", Errno(Int32(-result))) }
  }
}
