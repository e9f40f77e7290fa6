// SPDX-License-Identifier: Apache-2.0

internal import OCI

/// Writes in the making, below one member of `linux.resources`.
struct WriteList {
  private(set) var writes: [CgroupWrite] = []

  mutating func add(
    _ file: String, _ value: String, _ pointer: String, whenMissing: CgroupWrite.WhenMissing = .fail,
    afterNext: Bool = false
  ) {
    writes.append(
      CgroupWrite(
        file: file, value: value, pointer: "/linux/resources/" + pointer, whenMissing: whenMissing,
        afterNext: afterNext))
  }

  /// hugepageLimits: usage at page fault everywhere, and reservations where the kernel counts them (since 5.7), which
  /// the specification prefers because they never end in SIGBUS.
  mutating func addHugepages(_ limits: [HugepageLimit], suffix: String) {
    for (index, entry) in limits.enumerated() {
      guard let size = entry.pageSize, let limit = entry.limit else { continue }
      let pointer = "hugepageLimits/\(index)/limit"
      add("hugetlb." + size + suffix, String(limit), pointer)
      add("hugetlb." + size + ".rsvd" + suffix, String(limit), pointer, whenMissing: .skip)
    }
  }

  /// rdma: one line per device, the same on v1 and v2 (since 4.11).
  mutating func addRdma(_ limits: [RdmaLimit]) {
    for entry in limits {
      var line = entry.device
      if let handles = entry.hcaHandles { line += " hca_handle=" + String(handles) }
      if let objects = entry.hcaObjects { line += " hca_object=" + String(objects) }
      add("rdma.max", line, "rdma/" + entry.device)
    }
  }
}

extension UInt64 {
  /// Nil for 0, which engines write for "not set" in these fields, and runc takes so.
  package var unlessZero: UInt64? { self == 0 ? nil : self }
}

extension Int64 {
  /// Nil for 0, which engines write for "not set" in these fields, and runc takes so.
  package var unlessZero: Int64? { self == 0 ? nil : self }

  /// v2 has a word for no limit.
  var orMax: String { self < 0 ? "max" : String(self) }
}
