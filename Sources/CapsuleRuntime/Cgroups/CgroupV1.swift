// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan

/// What only cgroup v1 needs.
enum CgroupV1 {
  /// A new v1 cpuset is empty, and an empty one takes no process (cpusets(7)): from the top down each cgroup without
  /// CPUs or memory nodes gets its parent's, except for what the configuration sets in the container's own.
  static func inheritCPUSet(_ target: CgroupTarget, _ hierarchy: CgroupV1Hierarchy) throws(Failure) {
    var parent = hierarchy.mountPoint
    let parts = target.path.utf8.split(separator: UInt8(ascii: "/"))
    for (index, part) in parts.enumerated() {
      let directory = parent + "/" + String(decoding: Array(part), as: UTF8.self)
      for file in ["cpuset.cpus", "cpuset.mems"] {
        let isSet = index == parts.count - 1 && target.writes.contains { $0.file == file }
        if isSet { continue }
        guard try CgroupFiles.text(directory + "/" + file) == "" else { continue }
        if let value = try CgroupFiles.text(parent + "/" + file), !value.utf8.isEmpty {
          try CgroupFiles.write(value, to: directory + "/" + file)
        }
      }
      parent = directory
    }
  }
}
