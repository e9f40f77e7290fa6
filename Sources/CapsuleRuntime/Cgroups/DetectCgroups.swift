// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI

extension HostProbe {
  /// Finds the mounted hierarchies and our own place in them.
  ///
  /// On a pure v2 host statfs(2) says so, and mountinfo, which may be long, is not read.
  /// `ownPathNeeded` false spares reading /proc/self/cgroup there: only a `cgroupsPath` that is relative or absent
  /// depends on it.
  package static func cgroups(ownPathNeeded: Bool = true) -> CgroupFacts {
    let root = "/sys/fs/cgroup"
    if (try? Files.fileSystem(of: root)) == FileSystemMagic.cgroup2 {
      var facts = CgroupFacts()
      let own = ownPathNeeded ? CgroupFacts.unifiedPath(own: read("/proc/self/cgroup")) : "/"
      facts.unified = CgroupV2Hierarchy(mountPoint: root, ownPath: own, controllers: controllers(of: root))
      return facts
    }
    var facts = CgroupFacts(mountInfo: read("/proc/self/mountinfo"), own: read("/proc/self/cgroup"))
    if let unified = facts.unified { facts.unified?.controllers = controllers(of: unified.mountPoint) }
    return facts
  }

  /// The words of `cgroup.controllers`: what a cgroup has, or at the root what v1 has left to v2.
  static func controllers(of directory: String) -> [String] {
    words(read(directory + "/cgroup.controllers"))
  }

  static func words(_ bytes: [UInt8]) -> [String] {
    bytes.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }.map { String(decoding: $0, as: UTF8.self) }
  }

  /// What cannot be read is as if it were not there: the plan then says what is missing.
  private static func read(_ path: String) -> [UInt8] { (try? Files.read(path, limit: 1 << 24)) ?? [] }
}
