// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import CapsuleRuntime
internal import OCI
internal import OptionTable

extension Call {
  /// What `update` is asked for, from the command line.
  func updateRequest() throws(Failure) -> UpdateRequest {
    var request = UpdateRequest(id: argument(0))
    // In runc's words.
    if values.value(.l3CacheSchema) != nil {
      throw Failure(.configUnsupported, "Intel RDT/CAT: l3 cache schema is not enabled")
    }
    if values.value(.memoryBandwidthSchema) != nil {
      throw Failure(.configUnsupported, "Intel RDT/MBA: memory bandwidth schema is not enabled")
    }
    if let file = path(.resources) {
      request.resourcesFile = file
      return request
    }
    request.resources = try reading { () throws(UsageError) in
      var resources = Resources()
      resources.memory = try memory()
      resources.cpu = try processors()
      if let limit = try values.integer(.pidsLimit) {
        var pids = Pids()
        pids.limit = limit
        resources.pids = pids
      }
      if let weight = try values.unsigned(.blkioWeight) {
        var block = BlockIO()
        block.weight = weight
        resources.blockIO = block
      }
      return resources
    }
    return request
  }

  private func memory() throws(UsageError) -> Memory {
    var memory = Memory()
    memory.limit = try values.bytes(.memory)
    memory.reservation = try values.bytes(.memoryReservation)
    memory.swap = try values.bytes(.memorySwap)
    memory.kernel = try values.bytes(.kernelMemory)
    memory.kernelTCP = try values.bytes(.kernelMemoryTCP)
    return memory
  }

  private func processors() throws(UsageError) -> CPU {
    var cpu = CPU()
    cpu.shares = try values.unsigned(.cpuShare)
    cpu.quota = try values.integer(.cpuQuota)
    cpu.burst = try values.unsigned(.cpuBurst)
    cpu.period = try values.unsigned(.cpuPeriod)
    cpu.realtimeRuntime = try values.integer(.cpuRealtimeRuntime)
    cpu.realtimePeriod = try values.unsigned(.cpuRealtimePeriod)
    cpu.cpus = values.value(.cpusetCPUs)
    cpu.mems = values.value(.cpusetMems)
    cpu.idle = try values.integer(.cpuIdle)
    return cpu
  }
}
