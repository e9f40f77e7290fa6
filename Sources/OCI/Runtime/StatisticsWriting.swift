// SPDX-License-Identifier: Apache-2.0

// The document of `events`, which is runc's own and decoded by go-runc: names, order, and what is left out when it is 0.
extension Statistics {
  package func write(to json: inout JSONWriter) {
    json.beginObject()
    json.name("cpu")
    cpu.write(to: &json)
    json.name("cpuset")
    cpuset.write(to: &json)
    json.name("memory")
    memory.write(to: &json)
    json.name("pids")
    json.beginObject()
    json.memberUnlessZero("current", pids.current)
    json.memberUnlessZero("limit", pids.limit)
    json.endObject()
    json.name("blkio")
    blockIO.write(to: &json)
    json.name("hugetlb")
    json.beginObject()
    for entry in hugepages {
      json.name(entry.pageSize)
      json.beginObject()
      json.memberUnlessZero("usage", entry.usage)
      json.memberUnlessZero("max", entry.peak)
      json.member("failcnt", entry.failures)
      json.endObject()
    }
    json.endObject()
    json.name("intel_rdt")
    json.beginObject()
    json.endObject()
    // runc fills these for interfaces that it made itself, which its command line cannot ask for.
    json.name("network_interfaces")
    json.null()
    json.endObject()
  }
}

extension ProcessorStatistics {
  fileprivate func write(to json: inout JSONWriter) {
    json.beginObject()
    if total | kernel | user != 0 || !each.isEmpty {
      json.name("usage")
      json.beginObject()
      json.memberUnlessZero("total", total)
      json.memberUnlessEmpty("percpu", each)
      json.memberUnlessEmpty("percpu_kernel", eachKernel)
      json.memberUnlessEmpty("percpu_user", eachUser)
      json.member("kernel", kernel)
      json.member("user", user)
      json.endObject()
    }
    if periods | throttledPeriods | throttledTime != 0 {
      json.name("throttling")
      json.beginObject()
      json.memberUnlessZero("periods", periods)
      json.memberUnlessZero("throttledPeriods", throttledPeriods)
      json.memberUnlessZero("throttledTime", throttledTime)
      json.endObject()
    }
    pressure?.write(to: &json)
    json.endObject()
  }
}

extension CPUSetStatistics {
  fileprivate func write(to json: inout JSONWriter) {
    json.beginObject()
    json.memberUnlessEmpty("cpus", cpus)
    json.memberUnlessEmpty("mems", mems)
    for (name, value) in zip(CPUSetStatistics.flagNames, flags) { json.member(name, value) }
    json.endObject()
  }
}

extension MemoryStatistics {
  fileprivate func write(to json: inout JSONWriter) {
    json.beginObject()
    json.memberUnlessZero("cache", cache)
    for (name, use) in [("usage", usage), ("swap", swap), ("kernel", kernel), ("kernelTCP", kernelTCP)]
    where use != MemoryUse() {
      json.name(name)
      json.beginObject()
      json.member("limit", use.limit)
      json.memberUnlessZero("usage", use.usage)
      json.memberUnlessZero("max", use.peak)
      json.member("failcnt", use.failures)
      json.endObject()
    }
    if !raw.isEmpty {
      json.name("raw")
      json.beginObject()
      for entry in raw { json.member(entry.key, entry.value) }
      json.endObject()
    }
    pressure?.write(to: &json)
    json.endObject()
  }
}

extension BlockIOStatistics {
  fileprivate func write(to json: inout JSONWriter) {
    json.beginObject()
    for (name, entries) in lists where !entries.isEmpty {
      json.name(name)
      json.beginArray()
      for entry in entries {
        json.beginObject()
        json.memberUnlessZero("major", entry.major)
        json.memberUnlessZero("minor", entry.minor)
        if !entry.operation.utf8.isEmpty { json.member("op", entry.operation) }
        json.memberUnlessZero("value", entry.value)
        json.endObject()
      }
      json.endArray()
    }
    pressure?.write(to: &json)
    json.endObject()
  }
}

extension Pressure {
  fileprivate func write(to json: inout JSONWriter) {
    json.name("psi")
    json.beginObject()
    for (name, shares) in [("some", some), ("full", full)] {
      json.name(name)
      json.beginObject()
      for share in shares {
        json.name(share.key)
        json.number(share.value)
      }
      json.endObject()
    }
    json.endObject()
  }
}

extension JSONWriter {
  fileprivate mutating func memberUnlessZero(_ name: String, _ value: UInt64) {
    if value != 0 { member(name, value) }
  }

  fileprivate mutating func memberUnlessEmpty(_ name: String, _ values: [some BinaryInteger]) {
    if values.isEmpty { return }
    self.name(name)
    beginArray()
    for value in values { integer(value) }
    endArray()
  }
}
