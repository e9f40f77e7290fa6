// SPDX-License-Identifier: Apache-2.0

package import OCI

extension Statistics {
  /// Adds what the files of one v1 hierarchy say (Documentation/admin-guide/cgroup-v1).
  ///
  /// `pageSizes`: those of the host's huge pages, like `2MB`.
  package mutating func addV1(_ controller: String, pageSizes: [String], _ read: CgroupFileReader) {
    func number(_ file: String) -> UInt64 { StatisticsText.number(file, read) }
    switch controller {
    case "cpuacct": addV1Processors(read)
    case "cpu":
      let counts = StatisticsText.pairs("cpu.stat", read)
      cpu.periods = StatisticsText.value("nr_periods", in: counts)
      cpu.throttledPeriods = StatisticsText.value("nr_throttled", in: counts)
      cpu.throttledTime = StatisticsText.value("throttled_time", in: counts)
    case "cpuset": addV1CPUSet(read)
    case "memory":
      memory.raw = StatisticsText.pairs("memory.stat", read)
      memory.cache = StatisticsText.value("cache", in: memory.raw)
      memory.usage = Statistics.memoryUse("memory", read)
      memory.swap = Statistics.memoryUse("memory.memsw", read)
      memory.kernel = Statistics.memoryUse("memory.kmem", read)
      memory.kernelTCP = Statistics.memoryUse("memory.kmem.tcp", read)
    case "pids":
      pids.current = number("pids.current")
      let limit = number("pids.max")
      pids.limit = limit == .max ? 0 : limit
    case "blkio": addV1BlockIO(read)
    case "hugetlb":
      for size in pageSizes {
        // Reservations, where the kernel counts them, as runc shows them.
        let prefixes = ["hugetlb." + size + ".rsvd", "hugetlb." + size]
        guard let prefix = prefixes.first(where: { read($0 + ".usage_in_bytes") != nil }) else { continue }
        var entry = HugepageStatistics(pageSize: size)
        entry.usage = number(prefix + ".usage_in_bytes")
        entry.peak = number(prefix + ".max_usage_in_bytes")
        entry.failures = number(prefix + ".failcnt")
        hugepages.append(entry)
      }
    default: break  // a controller that counts nothing of this
    }
  }

  private mutating func addV1Processors(_ read: CgroupFileReader) {
    // cpuacct.stat counts in ticks of USER_HZ, which is 100 on every architecture we build for.
    let tick: UInt64 = 10_000_000
    let counts = StatisticsText.pairs("cpuacct.stat", read)
    cpu.user = StatisticsText.value("user", in: counts) &* tick
    cpu.kernel = StatisticsText.value("system", in: counts) &* tick
    cpu.total = StatisticsText.number("cpuacct.usage", read)
    for words in StatisticsText.lines("cpuacct.usage_percpu", read) {
      cpu.each = words.compactMap { StatisticsText.number($0) }
    }
    // Columns: processor, user, system; the first line names them.
    for words in StatisticsText.lines("cpuacct.usage_all", read).dropFirst() where words.count == 3 {
      cpu.eachUser.append(StatisticsText.number(words[1]) ?? 0)
      cpu.eachKernel.append(StatisticsText.number(words[2]) ?? 0)
    }
  }

  private mutating func addV1CPUSet(_ read: CgroupFileReader) {
    func line(_ file: String) -> String {
      String(decoding: (read("cpuset." + file) ?? []).prefix { $0 != 0x0a }, as: UTF8.self)
    }
    cpuset.cpus = NumberList.parse(line("cpus")) ?? []
    cpuset.mems = NumberList.parse(line("mems")) ?? []
    cpuset.flags = CPUSetStatistics.flagNames.map { Int64(line($0)) ?? 0 }
  }

  private static func memoryUse(_ prefix: String, _ read: CgroupFileReader) -> MemoryUse {
    var use = MemoryUse()
    guard read(prefix + ".usage_in_bytes") != nil else { return use }
    use.usage = StatisticsText.number(prefix + ".usage_in_bytes", read)
    use.peak = StatisticsText.number(prefix + ".max_usage_in_bytes", read)
    use.failures = StatisticsText.number(prefix + ".failcnt", read)
    use.limit = StatisticsText.number(prefix + ".limit_in_bytes", read)
    return use
  }

  /// By the scheduler that counts in most detail: BFQ, CFQ on older kernels, else what passes the throttle.
  private mutating func addV1BlockIO(_ read: CgroupFileReader) {
    func entries(_ file: String) -> [BlockEntry] {
      var entries: [BlockEntry] = []
      for words in StatisticsText.lines("blkio." + file, read) {
        // The last line is the total, which has no device.
        guard words.count == 2 || words.count == 3, let device = StatisticsText.device(words[0]),
          let value = StatisticsText.number(words[words.count - 1])
        else { continue }
        let operation = words.count == 3 ? String(decoding: words[1], as: UTF8.self) : ""
        entries.append(
          BlockEntry(major: device.major, minor: device.minor, operation: operation, value: value))
      }
      return entries
    }
    let counts = [
      ("ioServiceBytesRecursive", "io_service_bytes"), ("ioServicedRecursive", "io_serviced"),
      ("ioQueueRecursive", "io_queued"), ("ioServiceTimeRecursive", "io_service_time"),
      ("ioWaitTimeRecursive", "io_wait_time"), ("ioMergedRecursive", "io_merged"), ("ioTimeRecursive", "time"),
      ("sectorsRecursive", "sectors"),
    ]
    // The throttle's recursive files are of 4.17.
    for (prefix, suffix) in [
      ("bfq.", "_recursive"), ("", "_recursive"), ("throttle.", "_recursive"), ("throttle.", ""),
    ]
    where !entries(prefix + "io_serviced" + suffix).isEmpty {
      for (name, file) in counts { blockIO.lists.append((name, entries(prefix + file + suffix))) }
      return
    }
  }
}
