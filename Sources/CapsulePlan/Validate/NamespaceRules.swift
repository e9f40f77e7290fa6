// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
internal import OCI

extension Validate {
  /// config-linux.md: namespaces, user namespace mappings, time offsets.
  static let namespaceRules: [Rule] = [
    // "Namespaces": type (string, REQUIRED) of eight.
    Rule("namespace-type") { spec, report in
      let known = Namespace.allCases.map { $0.ociName }
      for (index, entry) in (spec.linux?.namespaces ?? []).enumerated() {
        let type = entry.type ?? ""
        guard !known.contains(type) else { continue }
        report.error(
          "/linux/namespaces/\(index)/type", type.isEmpty ? "missing" : "namespace \"\(type)\" does not exist",
          hint: DidYouMean.hint(for: type, among: known))
      }
    },

    // "If a `namespaces` field contains duplicated namespaces with same `type`, the runtime MUST generate an error."
    Rule("duplicate-namespace") { spec, report in
      let entries = spec.linux?.namespaces ?? []
      for (index, entry) in entries.enumerated() {
        for earlier in entries[..<index] where earlier.type == entry.type {
          report.error("/linux/namespaces/\(index)", "malformed spec file: duplicated ns \"\(entry.type ?? "")\"")
          break
        }
      }
    },

    // "path: This value MUST be an absolute path in the runtime mount namespace."
    Rule("namespace-path") { spec, report in
      for (index, entry) in (spec.linux?.namespaces ?? []).enumerated() {
        guard let path = entry.path, !path.isEmpty, !LexicalPath.isAbsolute(path) else { continue }
        report.error("/linux/namespaces/\(index)/path", "\"\(path)\" is not an absolute path")
      }
    },

    // "User namespace mappings": meaningful for a new user namespace only, and then needed: without a mapping nothing
    // in it has an owner. Engines give path and mappings both (containerd, CRI-O): then they must be the same, which
    // the launcher looks at (ClonePlan.joinedUIDMap).
    Rule("user-mappings") { spec, report in
      let hasMappings = !(spec.linux?.uidMappings ?? []).isEmpty || !(spec.linux?.gidMappings ?? []).isEmpty
      guard spec.hasNamespace("user") else {
        if hasMappings {
          report.error(
            "/linux/uidMappings",
            "user namespace mappings specified, but user namespace isn't enabled in the config",
            hint: addNamespace("user"))
        }
        return
      }
      guard spec.namespacePath("user") == nil else { return }
      for (name, mappings) in [("uidMappings", spec.linux?.uidMappings), ("gidMappings", spec.linux?.gidMappings)]
      where (mappings ?? []).isEmpty {
        report.error(
          "/linux/" + name,
          "user namespaces enabled, but no namespace path to join nor mappings to apply specified",
          hint: "like [{\"containerID\": 0, \"hostID\": 100000, \"size\": 65536}]")
      }
    },

    // Each of containerID, hostID and size is REQUIRED, a uint32; user_namespaces(7) has the rest.
    Rule("mapping-values") { spec, report in
      checkMappings(spec.linux?.uidMappings ?? [], "/linux/uidMappings", &report)
      checkMappings(spec.linux?.gidMappings ?? [], "/linux/gidMappings", &report)
    },

    // "Offset for Time Namespace": the offsets of a new one. An unknown clock would be ignored (crun does).
    Rule("time-offsets") { spec, report in
      let offsets = spec.linux?.timeOffsets ?? []
      guard !offsets.isEmpty else { return }
      if !spec.hasNamespace("time") {
        report.error(
          "/linux/timeOffsets",
          "time namespace offsets specified, but time namespace isn't enabled in the config", hint: addNamespace("time")
        )
      } else if spec.namespacePath("time") != nil {
        report.error(
          "/linux/timeOffsets",
          "time namespace enabled, but both namespace path and time offsets specified -- you may only provide one")
      }
      for offset in offsets {
        let pointer = JSONPointer.appending(offset.clock, to: "/linux/timeOffsets")
        if offset.clock != "monotonic", offset.clock != "boottime" {
          report.error(
            pointer, "\"\(offset.clock)\" is no clock of a time namespace",
            hint: DidYouMean.hint(for: offset.clock, among: ["monotonic", "boottime"]))
        }
        if let nanoseconds = offset.nanosecs, nanoseconds > 999_999_999 {
          report.error(pointer + "/nanosecs", "\(nanoseconds) is a second or more")
        }
      }
    },
  ]

  /// The kernel's limit (UID_GID_MAP_MAX_EXTENTS, since 4.15).
  private static let mostMappings = 340

  static func checkMappings(_ mappings: [IDMapping], _ pointer: String, _ report: inout Report) {
    if mappings.count > mostMappings { report.error(pointer, "more than the kernel's \(mostMappings) mappings") }
    for (index, mapping) in mappings.enumerated() {
      let place = "\(pointer)/\(index)"
      checkID(mapping.containerID, required: true, place + "/containerID", &report)
      checkID(mapping.hostID, required: true, place + "/hostID", &report)
      guard let size = mapping.size, size > 0 else {
        report.error(place + "/size", mapping.size == nil ? "missing" : "0 maps nothing")
        continue
      }
      if let first = mapping.containerID, overflows(first, size) { report.error(place + "/size", "beyond the last id") }
      if let first = mapping.hostID, overflows(first, size) { report.error(place + "/size", "beyond the last id") }
      for other in mappings[..<index] where overlap(mapping, other) {
        report.error(place, "overlaps an earlier mapping")
        break
      }
    }
  }

  private static func overflows(_ first: UInt64, _ size: UInt64) -> Bool {
    first > UInt64(UInt32.max) || size > UInt64(UInt32.max) || first + size > UInt64(UInt32.max)
  }

  private static func overlap(_ a: IDMapping, _ b: IDMapping) -> Bool {
    let (sizeA, sizeB) = (a.size ?? 0, b.size ?? 0)
    func meet(_ x: UInt64?, _ y: UInt64?) -> Bool {
      guard let x, let y, !overflows(x, sizeA), !overflows(y, sizeB) else { return false }
      return x < y + sizeB && y < x + sizeA
    }
    return meet(a.containerID, b.containerID) || meet(a.hostID, b.hostID)
  }
}
