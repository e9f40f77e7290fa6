// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI

extension HostProbe {
  /// Finds the mounted hierarchies and our own place in them.
  ///
  /// On a pure v2 host statfs(2) says so, and mountinfo, which may be long, is not read.
  /// `ownPathNeeded` false spares reading /proc/self/cgroup there: only a `cgroupsPath` that is relative or absent
  /// depends on it. What is there and cannot be read is an error: a container without its limits would be another.
  package static func cgroups(ownPathNeeded: Bool = true) throws(Failure) -> CgroupFacts {
    let root = "/sys/fs/cgroup"
    if (try? Files.fileSystem(of: root)) == FileSystemMagic.cgroup2 {
      var facts = CgroupFacts()
      let own = ownPathNeeded ? CgroupFacts.unifiedPath(own: try read("/proc/self/cgroup")) : "/"
      facts.unified = CgroupV2Hierarchy(mountPoint: root, ownPath: own, controllers: try controllers(of: root))
      return facts
    }
    var facts = CgroupFacts(mountInfo: try read("/proc/self/mountinfo"), own: try read("/proc/self/cgroup"))
    if let unified = facts.unified { facts.unified?.controllers = try controllers(of: unified.mountPoint) }
    return facts
  }

  /// The words of `cgroup.controllers`: what a cgroup has, or at the root what v1 has left to v2.
  static func controllers(of directory: String) throws(Failure) -> [String] {
    words(try read(directory + "/cgroup.controllers"))
  }

  static func words(_ bytes: [UInt8]) -> [String] {
    bytes.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Nothing where there is no such file: kernels without cgroups have none.
  private static func read(_ path: String) throws(Failure) -> [UInt8] {
    do {
      return try Files.read(path, limit: 1 << 24)
    } catch {
      if error.errno == .ENOENT { return [] }
      throw CgroupFiles.failure("read \(path)", error)
    }
  }
}
