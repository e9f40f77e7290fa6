// SPDX-License-Identifier: Apache-2.0

package import OCI

/// `linux.resources` as the files of cgroup v2.
///
/// What has no equivalent there is an error (config-linux.md, "Unified": "If the conversion is not possible the runtime
/// MUST generate an error"), unless it asks for what v2 does anyway.
package enum V2Writes {
  /// What is asked of one controller, in the order the kernel takes it.
  package static func list(_ controller: String, _ resources: Resources) throws(Failure) -> [CgroupWrite] {
    var list = WriteList()
    switch controller {
    case "memory": if let memory = resources.memory { try self.memory(memory, &list) }
    case "cpu": if let cpu = resources.cpu { try self.cpu(cpu, &list) }
    case "cpuset":
      if let cpus = resources.cpu?.cpus, !cpus.utf8.isEmpty { list.add("cpuset.cpus", cpus, "cpu/cpus") }
      if let mems = resources.cpu?.mems, !mems.utf8.isEmpty { list.add("cpuset.mems", mems, "cpu/mems") }
    case "pids": if let limit = resources.pids?.limit { list.add("pids.max", V1Writes.pidsMax(limit), "pids/limit") }
    case "io": if let block = resources.blockIO { try io(block, &list) }
    case "hugetlb": list.addHugepages(resources.hugepageLimits ?? [], suffix: ".max")
    case "rdma": list.addRdma(resources.rdma ?? [])
    default: break  // a controller without settings in `resources`: misc, dmem, perf_event
    }
    return list.writes
  }

  static func refuse(_ pointer: String, _ reason: String) -> Failure {
    Failure(.configUnsupported, "/linux/resources/\(pointer): cannot be set on cgroup v2: \(reason)")
  }

  // MARK: memory

  private static func memory(_ memory: Memory, _ list: inout WriteList) throws(Failure) {
    if let kernel = memory.kernel, kernel > 0 {
      throw refuse("memory/kernel", "kernel memory counts towards memory.max")
    }
    if let tcp = memory.kernelTCP, tcp > 0 {
      throw refuse("memory/kernelTCP", "socket memory counts towards memory.max")
    }
    if let swappiness = memory.swappiness, swappiness != .max {
      throw refuse("memory/swappiness", "swappiness is one value for the whole host (sysctl vm.swappiness)")
    }
    if memory.disableOOMKiller == true {
      throw refuse("memory/disableOOMKiller", "the OOM killer is always on; memory.oom.group is near (`unified`)")
    }
    if memory.useHierarchy == false { throw refuse("memory/useHierarchy", "accounting is always hierarchical") }

    let limit = memory.limit?.unlessZero
    if let swap = try swapMax(memory) {
      list.add(
        "memory.swap.max", swap.orMax, "memory/swap", whenMissing: swap <= 0 ? .skip : .fail)
    }
    if let limit { list.add("memory.max", limit.orMax, "memory/limit") }
    if let reservation = memory.reservation?.unlessZero {
      list.add("memory.low", reservation.orMax, "memory/reservation")
    }
  }

  /// The specification's `swap` is memory and swap together, as on v1; memory.swap.max is swap alone.
  ///
  /// Nil leaves it; below 0 is no limit.
  static func swapMax(_ memory: Memory) throws(Failure) -> Int64? {
    let limit = memory.limit?.unlessZero
    guard let swap = memory.swap?.unlessZero else {
      // As on v1: no limit on memory is none on swap either.
      return limit == -1 ? -1 : nil
    }
    if swap < 0 { return -1 }
    guard let limit else {
      throw Failure(
        .configInvalid, "/linux/resources/memory/swap: unable to set swap limit without memory limit",
        hint: "it is memory and swap together; add /linux/resources/memory/limit")
    }
    if limit < 0 { return swap }
    if swap < limit {
      throw Failure(
        .configInvalid,
        "/linux/resources/memory/swap: memory+swap limit should be >= memory limit: \(swap) < \(limit)")
    }
    return swap - limit
  }

  /// `checkBeforeUpdate`: what to compare with memory.current.
  static func check(_ resources: Resources) -> MemoryCheck? {
    guard let memory = resources.memory, memory.checkBeforeUpdate == true else { return nil }
    let limit = memory.limit.flatMap { $0 > 0 ? UInt64($0) : nil }
    let swap = memory.swap.flatMap { $0 > 0 ? UInt64($0) : nil }
    return limit == nil && swap == nil ? nil : MemoryCheck(limit: limit, swap: swap)
  }

  // MARK: cpu

  private static func cpu(_ cpu: CPU, _ list: inout WriteList) throws(Failure) {
    if let runtime = cpu.realtimeRuntime, runtime > 0 {
      throw refuse("cpu/realtimeRuntime", "there is no real-time group scheduling")
    }
    if let period = cpu.realtimePeriod, period > 0 {
      throw refuse("cpu/realtimePeriod", "there is no real-time group scheduling")
    }
    // An idle cgroup takes no weight, so the weight comes first, and again when it was idle before.
    if let shares = cpu.shares?.unlessZero {
      list.add("cpu.weight", String(CPUWeight.from(shares: shares)), "cpu/shares", afterNext: cpu.idle != nil)
    }
    if let idle = cpu.idle { list.add("cpu.idle", String(idle), "cpu/idle", whenMissing: idle == 0 ? .skip : .fail) }
    let quota = cpu.quota?.unlessZero
    let period = cpu.period?.unlessZero
    if quota != nil || period != nil {
      let value = (quota ?? -1).orMax + " " + String(period ?? 100_000)  // cgroup-v2.rst's default period
      list.add("cpu.max", value, quota == nil ? "cpu/period" : "cpu/quota", afterNext: cpu.burst != nil)
    }
    if let burst = cpu.burst {
      list.add("cpu.max.burst", String(burst), "cpu/burst", whenMissing: burst == 0 ? .skip : .fail)
    }
  }

  // MARK: io

  /// From v1's 10…1000 to v2's 1…10000, linearly, as every runtime does.
  package static func ioWeight(_ weight: UInt64) -> UInt64 { weight <= 10 ? 1 : 1 + (weight - 10) * 9999 / 990 }

  private static func io(_ block: BlockIO, _ list: inout WriteList) throws(Failure) {
    if let weight = block.leafWeight, weight > 0 {
      throw refuse("blockIO/leafWeight", "it went with the CFQ scheduler")
    }
    if let weight = block.weight?.unlessZero {
      list.add(
        "io.bfq.weight", String(weight), "blockIO/weight",
        whenMissing: .instead(file: "io.weight", value: String(ioWeight(weight))))
    }
    for (index, entry) in (block.weightDevice ?? []).enumerated() {
      let pointer = "blockIO/weightDevice/\(index)"
      if let weight = entry.leafWeight, weight > 0 {
        throw refuse(pointer + "/leafWeight", "it went with the CFQ scheduler")
      }
      guard let major = entry.major, let minor = entry.minor, let weight = entry.weight?.unlessZero else { continue }
      list.add(
        "io.bfq.weight", "\(major):\(minor) \(weight)", pointer + "/weight",
        whenMissing: .instead(file: "io.weight", value: "\(major):\(minor) \(ioWeight(weight))"))
    }
    throttle(block.throttleReadBpsDevice, "rbps", "throttleReadBpsDevice", &list)
    throttle(block.throttleWriteBpsDevice, "wbps", "throttleWriteBpsDevice", &list)
    throttle(block.throttleReadIOPSDevice, "riops", "throttleReadIOPSDevice", &list)
    throttle(block.throttleWriteIOPSDevice, "wiops", "throttleWriteIOPSDevice", &list)
  }

  /// v1 takes 0 for no limit, v2 refuses it.
  private static func throttle(_ entries: [ThrottleDevice]?, _ key: String, _ member: String, _ list: inout WriteList) {
    for (index, entry) in (entries ?? []).enumerated() {
      guard let major = entry.major, let minor = entry.minor, let rate = entry.rate else { continue }
      let value = rate == 0 ? "max" : String(rate)
      list.add("io.max", "\(major):\(minor) \(key)=\(value)", "blockIO/\(member)/\(index)")
    }
  }
}
