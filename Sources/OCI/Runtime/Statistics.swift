// SPDX-License-Identifier: Apache-2.0

/// What a container uses and has used, as `events` shows it; 0 and empty stand for what the host does not count.
package struct Statistics: Sendable {
  package var cpu = ProcessorStatistics()
  package var cpuset = CPUSetStatistics()
  package var memory = MemoryStatistics()
  package var pids = PidsStatistics()
  package var blockIO = BlockIOStatistics()
  /// By page size, like `2MB`.
  package var hugepages: [HugepageStatistics] = []
  package init() {}
}

/// Times in nanoseconds.
package struct ProcessorStatistics: Sendable {
  package var total: UInt64 = 0
  /// For each processor; so are the next two, by kernel and by user mode.
  package var each: [UInt64] = []
  package var eachKernel: [UInt64] = []
  package var eachUser: [UInt64] = []
  package var kernel: UInt64 = 0
  package var user: UInt64 = 0
  /// Periods of the quota that have passed, those in which it was used up, and the time waited then.
  package var periods: UInt64 = 0
  package var throttledPeriods: UInt64 = 0
  package var throttledTime: UInt64 = 0
  package var pressure: Pressure?
  package init() {}
}

/// cpuset(7); v1 only.
package struct CPUSetStatistics: Sendable {
  package var cpus: [UInt32] = []
  package var mems: [UInt32] = []
  /// The values of `flagNames`, in their order.
  package var flags: [Int64]
  package init() { flags = CPUSetStatistics.flagNames.map { _ in 0 } }

  /// Control files that hold a number, under the names that the document gives them as well.
  package static var flagNames: [String] {
    [
      "cpu_exclusive", "mem_hardwall", "mem_exclusive", "memory_migrate", "memory_spread_page", "memory_spread_slab",
      "memory_pressure", "sched_load_balance", "sched_relax_domain_level",
    ]
  }
}

package struct MemoryStatistics: Sendable {
  package var cache: UInt64 = 0
  package var usage = MemoryUse()
  /// Memory and swap together, on v2 too.
  package var swap = MemoryUse()
  package var kernel = MemoryUse()
  package var kernelTCP = MemoryUse()
  /// `memory.stat` as the kernel has it.
  package var raw: [(key: String, value: UInt64)] = []
  package var pressure: Pressure?
  package init() {}
}

/// In bytes; no limit is the largest number.
package struct MemoryUse: Equatable, Sendable {
  package var limit: UInt64 = 0
  package var usage: UInt64 = 0
  /// The largest usage so far.
  package var peak: UInt64 = 0
  /// How often the limit was met (v1).
  package var failures: UInt64 = 0
  package init() {}
}

package struct PidsStatistics: Sendable {
  package var current: UInt64 = 0
  /// 0 is no limit.
  package var limit: UInt64 = 0
  package init() {}
}

/// Counts of operations on block devices by what is counted, as the document names it.
package struct BlockIOStatistics: Sendable {
  package var lists: [(name: String, entries: [BlockEntry])] = []
  package var pressure: Pressure?
  package init() {}
}

/// A count of one kind of operation on one device.
package struct BlockEntry: Equatable, Sendable {
  package var major: UInt64
  package var minor: UInt64
  /// `Read`, `Write` and the like; empty where operations are not told apart.
  package var operation: String
  package var value: UInt64
  package init(major: UInt64, minor: UInt64, operation: String, value: UInt64) {
    self.major = major
    self.minor = minor
    self.operation = operation
    self.value = value
  }
}

package struct HugepageStatistics: Sendable {
  package var pageSize: String
  package var usage: UInt64 = 0
  package var peak: UInt64 = 0
  package var failures: UInt64 = 0
  package init(pageSize: String) { self.pageSize = pageSize }
}

/// Pressure stall information (Documentation/accounting/psi.rst): time in which some, or all, had to wait.
package struct Pressure: Sendable {
  /// `avg10`, `avg60`, `avg300` in percent and `total` in microseconds, each with the number that the kernel writes.
  package var some: [KeyValue] = []
  package var full: [KeyValue] = []
  package init() {}
}
