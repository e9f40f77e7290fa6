// SPDX-License-Identifier: Apache-2.0

internal import OCI

extension Validate {
  /// config-linux.md, "Control groups": ranges and relations of the values.
  static let limitRules: [Rule] = [
    // "Cgroups Path": "MUST generate an error" for values considered invalid.
    Rule("cgroups-path") { spec, report in
      do throws(Failure) {
        _ = try CgroupLocation.resolve(cgroupsPath: spec.linux?.cgroupsPath, id: "id", rootless: false)
      } catch {
        report.error(
          "/linux/cgroupsPath", "\"\(spec.linux?.cgroupsPath ?? "")\" is not a place for a container's cgroup")
      }
    },

    // "Allowed Device list": major, minor (int64); the kernel has 12 and 20 bits for them, and -1 is the engines' `*`.
    Rule("device-rule-numbers") { spec, report in
      for (index, rule) in (spec.linux?.resources?.devices ?? []).enumerated() {
        let pointer = "/linux/resources/devices/\(index)"
        if let major = rule.major, !(-1...0xfff).contains(major) {
          report.error(pointer + "/major", "\(major) is no major number")
        }
        if let minor = rule.minor, !(-1...0xf_ffff).contains(minor) {
          report.error(pointer + "/minor", "\(minor) is no minor number")
        }
        if rule.access?.isEmpty == true { report.error(pointer + "/access", "must not be empty") }
      }
    },

    // "Memory": "limit in bytes, or -1 for unlimited"; swappiness "from 0 to 100".
    Rule("memory-values") { spec, report in
      guard let memory = spec.linux?.resources?.memory else { return }
      let pointer = "/linux/resources/memory/"
      let values: [(name: String, value: Int64?)] = [
        ("limit", memory.limit), ("reservation", memory.reservation), ("swap", memory.swap),
        ("kernel", memory.kernel), ("kernelTCP", memory.kernelTCP),
      ]
      for entry in values {
        if let value = entry.value, value < -1 {
          report.error(pointer + entry.name, "\(value) is neither a number of bytes nor -1 (unlimited)")
        }
      }
      // Engines write -1 for "unset", which is this number as it is read.
      if let swappiness = memory.swappiness, swappiness > 100, swappiness != .max {
        report.error(pointer + "swappiness", "\(swappiness) is not between 0 and 100")
      }
    },

    // "CPU": a positive quota "MUST be no smaller than `burst`"; idle is 0 or 1; lists of CPUs and nodes.
    Rule("cpu-values") { spec, report in
      guard let cpu = spec.linux?.resources?.cpu else { return }
      let pointer = "/linux/resources/cpu/"
      if let burst = cpu.burst, let quota = cpu.quota, quota > 0, burst > UInt64(quota) {
        report.error(pointer + "burst", "\(burst) is larger than the quota, \(quota)")
      }
      if let idle = cpu.idle, idle != 0, idle != 1 { report.error(pointer + "idle", "\(idle) is neither 0 nor 1") }
      if let cpus = cpu.cpus, !isNumberList(cpus) {
        report.error(pointer + "cpus", "\"\(cpus)\" is no list of CPUs", hint: "like 0-3,7")
      }
      if let mems = cpu.mems, !isNumberList(mems) {
        report.error(pointer + "mems", "\"\(mems)\" is no list of memory nodes", hint: "like 0-1")
      }
    },

    // "PIDs": "the maximum number of tasks in the cgroup, with `-1` indicating no limit".
    Rule("pids-limit") { spec, report in
      if let limit = spec.linux?.resources?.pids?.limit, limit < -1 {
        report.warning("/linux/resources/pids/limit", "\(limit) is taken as -1 (no limit)")
      }
    },

    // "Block IO": weights are uint16; "Network": classID and priority are uint32; "RDMA": uint32.
    Rule("narrow-numbers") { spec, report in
      guard let resources = spec.linux?.resources else { return }
      let pointer = "/linux/resources/"
      func check(_ value: UInt64?, _ bound: UInt64, _ place: String) {
        if let value, value > bound { report.error(pointer + place, "\(value) is larger than \(bound)") }
      }
      let short: UInt64 = 0xffff
      let long: UInt64 = 0xffff_ffff
      check(resources.blockIO?.weight, short, "blockIO/weight")
      check(resources.blockIO?.leafWeight, short, "blockIO/leafWeight")
      for (index, entry) in (resources.blockIO?.weightDevice ?? []).enumerated() {
        check(entry.weight, short, "blockIO/weightDevice/\(index)/weight")
        check(entry.leafWeight, short, "blockIO/weightDevice/\(index)/leafWeight")
      }
      check(resources.network?.classID, long, "network/classID")
      for (index, entry) in (resources.network?.priorities ?? []).enumerated() {
        check(entry.priority, long, "network/priorities/\(index)/priority")
      }
      for entry in resources.rdma ?? [] {
        let place = JSONPointer.appending(entry.device, to: "rdma")
        check(entry.hcaHandles, long, place + "/hcaHandles")
        check(entry.hcaObjects, long, place + "/hcaObjects")
      }
    },
  ]

  /// cpuset(7), "List format": numbers and ranges, separated by commas; empty is no setting.
  private static func isNumberList(_ text: String) -> Bool {
    if text.isEmpty { return true }
    for item in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      // A range may have a stride, `0-31:2/8`.
      for part in item.split(whereSeparator: { "-:/".utf8.contains($0) }) {
        if part.isEmpty || !part.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) { return false }
      }
      if item.isEmpty || item.first == UInt8(ascii: "-") || item.last == UInt8(ascii: "-") { return false }
    }
    return true
  }
}
