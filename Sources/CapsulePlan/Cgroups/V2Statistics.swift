// SPDX-License-Identifier: Apache-2.0

package import OCI

extension Statistics {
  /// Adds what the files of a v2 cgroup say (Documentation/admin-guide/cgroup-v2.rst).
  ///
  /// `pageSizes`: those of the host's huge pages, like `2MB`.
  package mutating func addV2(pageSizes: [String], _ read: CgroupFileReader) {
    addV2Processors(read)
    addV2Memory(read)
    if read("pids.current") != nil {
      pids.current = StatisticsText.number("pids.current", read)
      let limit = StatisticsText.number("pids.max", read)
      pids.limit = limit == .max ? 0 : limit
    }
    addV2BlockIO(read)
    for size in pageSizes {
      // Reservations, where the kernel counts them, as runc shows them.
      let prefix = "hugetlb." + size
      let file = [".rsvd.current", ".current"].first { read(prefix + $0) != nil }
      guard let file else { continue }
      var entry = HugepageStatistics(pageSize: size)
      entry.usage = StatisticsText.number(prefix + file, read)
      entry.failures = StatisticsText.value("max", in: StatisticsText.pairs(prefix + ".events", read))
      hugepages.append(entry)
    }
  }

  private mutating func addV2Processors(_ read: CgroupFileReader) {
    // Beside v1 controllers the unified hierarchy counts time as well; theirs is more detailed.
    if cpu.total != 0 { return }
    let counts = StatisticsText.pairs("cpu.stat", read)
    func microseconds(_ key: String) -> UInt64 { StatisticsText.value(key, in: counts) &* 1000 }
    cpu.total = microseconds("usage_usec")
    cpu.user = microseconds("user_usec")
    cpu.kernel = microseconds("system_usec")
    cpu.periods = StatisticsText.value("nr_periods", in: counts)
    cpu.throttledPeriods = StatisticsText.value("nr_throttled", in: counts)
    cpu.throttledTime = microseconds("throttled_usec")
    cpu.pressure = StatisticsText.pressure("cpu.pressure", read)
  }

  private mutating func addV2Memory(_ read: CgroupFileReader) {
    guard read("memory.current") != nil else { return }
    memory.raw = StatisticsText.pairs("memory.stat", read)
    memory.cache = StatisticsText.value("file", in: memory.raw)
    memory.usage.usage = StatisticsText.number("memory.current", read)
    memory.usage.limit = StatisticsText.number("memory.max", read)
    memory.usage.peak = StatisticsText.number("memory.peak", read)
    memory.swap.usage = memory.usage.usage
    if read("memory.swap.current") != nil {
      memory.swap.usage &+= StatisticsText.number("memory.swap.current", read)
      let (limit, overflow) = StatisticsText.number("memory.swap.max", read)
        .addingReportingOverflow(memory.usage.limit)
      memory.swap.limit = overflow ? .max : limit
    }
    memory.pressure = StatisticsText.pressure("memory.pressure", read)
  }

  private mutating func addV2BlockIO(_ read: CgroupFileReader) {
    // The fields of each device's line, and where runc shows them: under the names of v1's files.
    let fields = [("rbytes", "wbytes", "ioServiceBytesRecursive"), ("rios", "wios", "ioServicedRecursive")]
    for (reads, writes, name) in fields {
      var entries: [BlockEntry] = []
      for words in StatisticsText.lines("io.stat", read) {
        guard let device = StatisticsText.device(words[0]) else { continue }
        for (field, operation) in [(reads, "Read"), (writes, "Write")] {
          for word in words where word.starts(with: (field + "=").utf8) {
            let value = StatisticsText.number(word.dropFirst(field.utf8.count + 1)) ?? 0
            entries.append(
              BlockEntry(major: device.major, minor: device.minor, operation: operation, value: value))
          }
        }
      }
      blockIO.lists.append((name, entries))
    }
    blockIO.pressure = StatisticsText.pressure("io.pressure", read)
  }
}
