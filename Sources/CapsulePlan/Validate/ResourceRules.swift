// SPDX-License-Identifier: Apache-2.0

internal import OCI

extension Validate {
  /// config-linux.md, "Control groups".
  static let resourceRules: [Rule] = [
    // "Allowed Device list": allow (boolean, REQUIRED); type `a`, `c` or `b`; access "a composition of r, w, and m".
    Rule("device-access") { spec, report in
      for (index, rule) in (spec.linux?.resources?.devices ?? []).enumerated() {
        let pointer = "/linux/resources/devices/\(index)"
        if rule.allow == nil { report.error(pointer + "/allow", "missing") }
        if let type = rule.type, !["", "a", "b", "c"].contains(type) {
          report.error(pointer + "/type", "invalid cgroup device type \"\(type)\"", hint: "a, b or c")
        }
        for byte in (rule.access ?? "").utf8 where !"rwm".utf8.contains(byte) {
          report.error(pointer + "/access", "\"\(rule.access ?? "")\" has other letters than r, w and m")
          break
        }
      }
    },

    // "Block IO": major, minor (int64, REQUIRED), "MUST specify at least one of `weight` or `leafWeight`"; rate REQUIRED.
    Rule("block-io") { spec, report in
      guard let blockIO = spec.linux?.resources?.blockIO else { return }
      let pointer = "/linux/resources/blockIO/"
      for (index, entry) in (blockIO.weightDevice ?? []).enumerated() {
        let place = pointer + "weightDevice/\(index)"
        checkNumbers(entry.major, entry.minor, place, &report)
        if entry.weight == nil, entry.leafWeight == nil {
          report.error(place, "at least one of weight and leafWeight must be given")
        }
      }
      let throttles: [(name: String, entries: [ThrottleDevice]?)] = [
        ("throttleReadBpsDevice", blockIO.throttleReadBpsDevice),
        ("throttleWriteBpsDevice", blockIO.throttleWriteBpsDevice),
        ("throttleReadIOPSDevice", blockIO.throttleReadIOPSDevice),
        ("throttleWriteIOPSDevice", blockIO.throttleWriteIOPSDevice),
      ]
      for throttle in throttles {
        for (index, entry) in (throttle.entries ?? []).enumerated() {
          let place = pointer + throttle.name + "/\(index)"
          checkNumbers(entry.major, entry.minor, place, &report)
          if entry.rate == nil { report.error(place + "/rate", "missing") }
        }
      }
    },

    // "Huge page limits": pageSize "<size><unit-prefix>B", limit (uint64, REQUIRED). It becomes a file name: no more than
    // that (runc 1.1.10 wrote where `../` led).
    Rule("hugepage-limit") { spec, report in
      for (index, entry) in (spec.linux?.resources?.hugepageLimits ?? []).enumerated() {
        let pointer = "/linux/resources/hugepageLimits/\(index)"
        if !isPageSize(entry.pageSize ?? "") {
          report.error(
            pointer + "/pageSize", "\"\(entry.pageSize ?? "")\" is no page size", hint: "like 64KB, 2MB or 1GB")
        }
        if entry.limit == nil { report.error(pointer + "/limit", "missing") }
      }
    },

    // "Network": priorities have name (string, REQUIRED) and priority (uint32, REQUIRED).
    Rule("network-priority") { spec, report in
      for (index, entry) in (spec.linux?.resources?.network?.priorities ?? []).enumerated() {
        let pointer = "/linux/resources/network/priorities/\(index)"
        if !isInterfaceName(entry.name ?? "") {
          report.error(pointer + "/name", "invalid network device name \"\(entry.name ?? "")\"")
        }
        if entry.priority == nil { report.error(pointer + "/priority", "missing") }
      }
    },

    // "RDMA": "MUST specify at least one of the `hcaHandles` or `hcaObjects`". The device is a word of the file's line.
    Rule("rdma") { spec, report in
      for entry in spec.linux?.resources?.rdma ?? [] {
        let pointer = JSONPointer.appending(entry.device, to: "/linux/resources/rdma")
        if entry.hcaHandles == nil, entry.hcaObjects == nil {
          report.error(pointer, "at least one of hcaHandles and hcaObjects must be given")
        }
        if !isFileName(entry.device) || entry.device.utf8.contains(UInt8(ascii: " ")) {
          report.error(pointer, "\"\(entry.device)\" is no device name")
        }
      }
    },

    // "Unified": keys are names of files in the cgroup, never paths.
    Rule("unified-key") { spec, report in
      for entry in spec.linux?.resources?.unified ?? [] where !isFileName(entry.key) {
        report.error(
          JSONPointer.appending(entry.key, to: "/linux/resources/unified"),
          "unified resource \"\(entry.key)\" must be a file name (no slashes)")
      }
    },
  ]

  private static func checkNumbers(_ major: Int64?, _ minor: Int64?, _ pointer: String, _ report: inout Report) {
    if major == nil { report.error(pointer + "/major", "missing") }
    if minor == nil { report.error(pointer + "/minor", "missing") }
  }

  private static func isPageSize(_ text: String) -> Bool {
    let digits = text.utf8.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    guard !digits.isEmpty, digits.first != UInt8(ascii: "0") else { return false }
    let unit = text.utf8.dropFirst(digits.count)
    return unit.elementsEqual("KB".utf8) || unit.elementsEqual("MB".utf8) || unit.elementsEqual("GB".utf8)
  }

  private static func isFileName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(UInt8(ascii: "/"))
  }
}
