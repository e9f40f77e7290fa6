// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Testing

/// /proc/self/mountinfo and /proc/self/cgroup, read together.
@Suite struct CgroupTableTests {
  @Test("hierarchies count by their mounts, with our place as seen from each")
  func hybrid() {
    let mounts = """
      31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
      32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 master:1 - cgroup cgroup rw,cpu,cpuacct
      33 31 0:30 /docker/abc /sys/fs/cgroup/memory ro,nosuid - cgroup cgroup rw,memory
      34 31 0:31 / /sys/fs/cgroup/with\\040space rw - cgroup cgroup rw,xattr,name=systemd
      35 31 0:32 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
      36 31 0:29 / /mnt/again rw,relatime - cgroup cgroup rw,cpu,cpuacct
      37 31 0:29 /
      """
    let own = """
      9:name=systemd:/a:b
      5:cpu,cpuacct:/user
      4:memory:/docker/abc/inner
      3:cpuset:/
      0::/unified/place
      """
    let facts = CgroupFacts(mountInfo: Array(mounts.utf8), own: Array(own.utf8))
    #expect(facts.v1.map(\.key) == ["cpu,cpuacct", "memory", "name=systemd"])
    #expect(facts.v1.map(\.ownPath) == ["/user", "/inner", "/a:b"])
    #expect(facts.v1.map(\.mountPoint).last == "/sys/fs/cgroup/with space")
    #expect(facts.unified?.mountPoint == "/sys/fs/cgroup/unified")
    #expect(facts.unified?.ownPath == "/unified/place")
  }

  @Test("a pure v2 host is one line", arguments: [("0::/a/b\n", "/a/b"), ("1:cpu:/x\n0::/../y\n", "/../y"), ("", "/")])
  func unified(_ text: String, _ path: String) {
    #expect(CgroupFacts.unifiedPath(own: Array(text.utf8)) == path)
  }
}
