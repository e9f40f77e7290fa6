// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import OCI

/// Whether the kernel killed for want of memory in a container's cgroup, as long as that is there.
enum MemoryEvents {
  static func hasKilled(_ record: ContainerRecord) -> Bool {
    guard record.hostConfig.number("Memory") > 0 else { return false }
    let parent = record.hostConfig.text("CgroupParent")
    let path = (parent.isEmpty ? "/capsule" : parent) + "/" + record.id
    for file in [
      "/sys/fs/cgroup/memory\(path)/memory.oom_control", "/sys/fs/cgroup\(path)/memory.events",
      "/sys/fs/cgroup/unified\(path)/memory.events",
    ] {
      guard let bytes = try? Files.read(file, limit: 4096) else { continue }
      for line in bytes.split(separator: 0x0a) where line.starts(with: "oom_kill ".utf8) {
        if line.dropFirst("oom_kill ".utf8.count) != [UInt8(ascii: "0")][...] { return true }
      }
    }
    return false
  }
}
