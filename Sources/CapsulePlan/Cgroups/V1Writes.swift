// SPDX-License-Identifier: Apache-2.0

package import OCI

/// `linux.resources` as the files of cgroup v1's controllers.
package enum V1Writes {
  /// The controllers that have settings.
  package static var controllers: [String] {
    ["memory", "cpu", "cpuset", "pids", "blkio", "hugetlb", "rdma", "net_cls", "net_prio"]
  }

  /// What is asked of one controller, in the order the kernel takes it; the device list is made by `DeviceList`.
  package static func list(_ controller: String, _ resources: Resources) throws(Failure) -> [CgroupWrite] {
    var list = WriteList()
    switch controller {
    case "memory": if let memory = resources.memory { self.memory(memory, &list) }
    case "cpu": if let cpu = resources.cpu { try self.cpu(cpu, &list) }
    case "cpuset": if let cpu = resources.cpu { cpuset(cpu, &list) }
    case "pids": if let limit = resources.pids?.limit { list.add("pids.max", pidsMax(limit), "pids/limit") }
    case "blkio": if let block = resources.blockIO { blkio(block, &list) }
    case "hugetlb": list.addHugepages(resources.hugepageLimits ?? [], suffix: ".limit_in_bytes")
    case "rdma": list.addRdma(resources.rdma ?? [])
    case "net_cls":
      if let id = resources.network?.classID { list.add("net_cls.classid", String(id), "network/classID") }
    case "net_prio":
      for (index, entry) in (resources.network?.priorities ?? []).enumerated() {
        guard let name = entry.name, let priority = entry.priority else { continue }
        list.add("net_prio.ifpriomap", name + " " + String(priority), "network/priorities/\(index)")
      }
    default: break  // a controller without settings: cpuacct, freezer, perf_event, …
    }
    return list.writes
  }

  /// 0 lets no process start; 1 says the same of a cgroup that holds its first process, and lets that one be cloned
  /// into it.
  ///
  /// Below 0 there is no limit.
  package static func pidsMax(_ limit: Int64) -> String { limit == 0 ? "1" : limit.orMax }

  private static func memory(_ memory: Memory, _ list: inout WriteList) {
    let limit = memory.limit?.unlessZero
    let swap = memory.swap?.unlessZero
    // No limit on memory needs none on memory+swap first; without swap accounting there is none anyway.
    if limit == -1 && swap == nil {
      list.add("memory.memsw.limit_in_bytes", "-1", "memory/limit", whenMissing: .skip)
    }
    // The kernel keeps limit ≤ memory+swap at every moment: which one is written first depends on the old values.
    if let limit { list.add("memory.limit_in_bytes", String(limit), "memory/limit", afterNext: swap != nil) }
    if let swap {
      list.add(
        "memory.memsw.limit_in_bytes", String(swap), "memory/swap", whenMissing: swap == -1 ? .skip : .fail)
    }
    if let reservation = memory.reservation?.unlessZero {
      list.add("memory.soft_limit_in_bytes", String(reservation), "memory/reservation")
    }
    if let kernel = memory.kernel?.unlessZero {
      list.add("memory.kmem.limit_in_bytes", String(kernel), "memory/kernel", whenMissing: kernel < 0 ? .skip : .fail)
    }
    if let tcp = memory.kernelTCP?.unlessZero {
      list.add("memory.kmem.tcp.limit_in_bytes", String(tcp), "memory/kernelTCP", whenMissing: tcp < 0 ? .skip : .fail)
    }
    if let hierarchy = memory.useHierarchy {
      list.add(
        "memory.use_hierarchy", hierarchy ? "1" : "0", "memory/useHierarchy", whenMissing: hierarchy ? .skip : .fail)
    }
    if let swappiness = memory.swappiness, swappiness != .max {
      list.add("memory.swappiness", String(swappiness), "memory/swappiness")
    }
    if memory.disableOOMKiller == true { list.add("memory.oom_control", "1", "memory/disableOOMKiller") }
  }

  private static func cpu(_ cpu: CPU, _ list: inout WriteList) throws(Failure) {
    if let shares = cpu.shares?.unlessZero {
      // The kernel clamps silently.
      if shares > 262_144 || shares < 2 {
        let (which, bound) = shares < 2 ? ("minimum", 2) : ("maximum", 262_144)
        throw Failure(
          .configInvalid, "/linux/resources/cpu/shares: \(shares): the \(which) allowed cpu-shares is \(bound)")
      }
      list.add("cpu.shares", String(shares), "cpu/shares")
    }
    let quota = cpu.quota?.unlessZero
    if let period = cpu.period?.unlessZero {
      list.add("cpu.cfs_period_us", String(period), "cpu/period", afterNext: quota != nil)
    }
    if let quota { list.add("cpu.cfs_quota_us", String(quota), "cpu/quota", afterNext: cpu.burst != nil) }
    if let burst = cpu.burst {
      list.add("cpu.cfs_burst_us", String(burst), "cpu/burst", whenMissing: burst == 0 ? .skip : .fail)
    }
    if let idle = cpu.idle { list.add("cpu.idle", String(idle), "cpu/idle", whenMissing: idle == 0 ? .skip : .fail) }
    let runtime = cpu.realtimeRuntime?.unlessZero
    if let period = cpu.realtimePeriod?.unlessZero {
      list.add("cpu.rt_period_us", String(period), "cpu/realtimePeriod", afterNext: runtime != nil)
    }
    if let runtime { list.add("cpu.rt_runtime_us", String(runtime), "cpu/realtimeRuntime") }
  }

  /// What stays empty is copied from the parent when the cgroup is made: a cpuset without CPUs takes no process.
  private static func cpuset(_ cpu: CPU, _ list: inout WriteList) {
    if let cpus = cpu.cpus, !cpus.utf8.isEmpty { list.add("cpuset.cpus", cpus, "cpu/cpus") }
    if let mems = cpu.mems, !mems.utf8.isEmpty { list.add("cpuset.mems", mems, "cpu/mems") }
  }

  private static func blkio(_ block: BlockIO, _ list: inout WriteList) {
    // CFQ's files went with it in 5.0; BFQ's have the same unit.
    if let weight = block.weight?.unlessZero {
      let value = String(weight)
      list.add(
        "blkio.weight", value, "blockIO/weight", whenMissing: .instead(file: "blkio.bfq.weight", value: value))
    }
    if let weight = block.leafWeight?.unlessZero {
      list.add("blkio.leaf_weight", String(weight), "blockIO/leafWeight")
    }
    for (index, entry) in (block.weightDevice ?? []).enumerated() {
      guard let major = entry.major, let minor = entry.minor else { continue }
      let device = "\(major):\(minor) "
      let pointer = "blockIO/weightDevice/\(index)"
      if let weight = entry.weight?.unlessZero {
        let value = device + String(weight)
        list.add(
          "blkio.weight_device", value, pointer + "/weight",
          whenMissing: .instead(file: "blkio.bfq.weight_device", value: value))
      }
      if let weight = entry.leafWeight?.unlessZero {
        list.add("blkio.leaf_weight_device", device + String(weight), pointer + "/leafWeight")
      }
    }
    throttle(block.throttleReadBpsDevice, "read_bps_device", "throttleReadBpsDevice", &list)
    throttle(block.throttleWriteBpsDevice, "write_bps_device", "throttleWriteBpsDevice", &list)
    throttle(block.throttleReadIOPSDevice, "read_iops_device", "throttleReadIOPSDevice", &list)
    throttle(block.throttleWriteIOPSDevice, "write_iops_device", "throttleWriteIOPSDevice", &list)
  }

  private static func throttle(_ entries: [ThrottleDevice]?, _ file: String, _ member: String, _ list: inout WriteList)
  {
    for (index, entry) in (entries ?? []).enumerated() {
      guard let major = entry.major, let minor = entry.minor, let rate = entry.rate else { continue }
      list.add("blkio.throttle." + file, "\(major):\(minor) \(rate)", "blockIO/\(member)/\(index)")
    }
  }
}
