// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import OCI
import Testing

/// What `events` shows, from the files of a cgroup.
@Suite struct StatisticsTests {
  static func json(_ statistics: Statistics) -> String {
    var json = JSONWriter(.compact)
    statistics.write(to: &json)
    return json.string
  }

  static func reader(_ files: [String: String]) -> CgroupFileReader {
    { name in files[name].map { Array($0.utf8) } }
  }

  @Test("v2 files become runc's document")
  func v2() {
    var statistics = Statistics()
    statistics.addV2(
      pageSizes: ["2MB", "1GB"],
      Self.reader([
        "cpu.stat": "usage_usec 7\nuser_usec 3\nsystem_usec 4\nnr_periods 5\nnr_throttled 2\nthrottled_usec 9\n",
        "cpu.pressure":
          "some avg10=0.05 avg60=0.00 avg300=0.00 total=12\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=3\n",
        "memory.current": "100\n", "memory.max": "max\n", "memory.peak": "150\n", "memory.swap.current": "8\n",
        "memory.swap.max": "20\n", "memory.stat": "anon 60\nfile 40\n", "pids.current": "2\n", "pids.max": "10\n",
        "io.stat": "8:0 rbytes=512 wbytes=0 rios=1 wios=0 dbytes=0 dios=0\n",
        "hugetlb.2MB.current": "0\n", "hugetlb.2MB.events": "max 4\n",
      ]))
    #expect(
      Self.json(statistics)
        == #"{"cpu":{"usage":{"total":7000,"kernel":4000,"user":3000},"throttling":{"periods":5,"throttledPeriods":2,"#
        + #""throttledTime":9000},"psi":{"some":{"avg10":0.05,"avg60":0.00,"avg300":0.00,"total":12},"full":"#
        + #"{"avg10":0.00,"avg60":0.00,"avg300":0.00,"total":3}}},"#
        + #""cpuset":{"cpu_exclusive":0,"mem_hardwall":0,"mem_exclusive":0,"memory_migrate":0,"memory_spread_page":0,"#
        + #""memory_spread_slab":0,"memory_pressure":0,"sched_load_balance":0,"sched_relax_domain_level":0},"#
        + #""memory":{"cache":40,"usage":{"limit":18446744073709551615,"usage":100,"max":150,"failcnt":0},"#
        + #""swap":{"limit":18446744073709551615,"usage":108,"failcnt":0},"raw":{"anon":60,"file":40}},"#
        + #""pids":{"current":2,"limit":10},"#
        + #""blkio":{"ioServiceBytesRecursive":[{"major":8,"op":"Read","value":512},{"major":8,"op":"Write"}],"#
        + #""ioServicedRecursive":[{"major":8,"op":"Read","value":1},{"major":8,"op":"Write"}]},"#
        + #""hugetlb":{"2MB":{"failcnt":4}},"intel_rdt":{},"network_interfaces":null}"#)
  }

  @Test("v1 files of each controller are added up")
  func v1() {
    var statistics = Statistics()
    let read = Self.reader([
      "cpuacct.usage": "900\n", "cpuacct.usage_percpu": "400 500 \n", "cpuacct.stat": "user 3\nsystem 2\n",
      "cpuacct.usage_all": "cpu user system\n0 300 100\n1 300 200\n",
      "cpu.stat": "nr_periods 1\nnr_throttled 1\nthrottled_time 77\n",
      "cpuset.cpus": "0-1,3\n", "cpuset.mems": "0\n", "cpuset.sched_relax_domain_level": "-1\n",
      "memory.stat": "cache 5\nrss 6\n", "memory.usage_in_bytes": "11\n", "memory.max_usage_in_bytes": "12\n",
      "memory.failcnt": "1\n", "memory.limit_in_bytes": "13\n", "pids.current": "3\n", "pids.max": "max\n",
      "blkio.throttle.io_service_bytes": "8:0 Read 7\n8:0 Total 7\nTotal 7\n",
      "blkio.throttle.io_serviced": "8:0 Read 1\n8:0 Total 1\nTotal 1\n",
      "hugetlb.2MB.rsvd.usage_in_bytes": "2\n", "hugetlb.2MB.rsvd.max_usage_in_bytes": "4\n",
      "hugetlb.2MB.rsvd.failcnt": "0\n",
    ])
    for controller in ["cpu", "cpuacct", "cpuset", "memory", "pids", "blkio", "hugetlb", "freezer"] {
      statistics.addV1(controller, pageSizes: ["2MB"], read)
    }
    #expect(
      Self.json(statistics)
        == #"{"cpu":{"usage":{"total":900,"percpu":[400,500],"percpu_kernel":[100,200],"percpu_user":[300,300],"#
        + #""kernel":20000000,"user":30000000},"throttling":{"periods":1,"throttledPeriods":1,"throttledTime":77}},"#
        + #""cpuset":{"cpus":[0,1,3],"mems":[0],"cpu_exclusive":0,"mem_hardwall":0,"mem_exclusive":0,"#
        + #""memory_migrate":0,"memory_spread_page":0,"memory_spread_slab":0,"memory_pressure":0,"#
        + #""sched_load_balance":0,"sched_relax_domain_level":-1},"#
        + #""memory":{"cache":5,"usage":{"limit":13,"usage":11,"max":12,"failcnt":1},"raw":{"cache":5,"rss":6}},"#
        + #""pids":{"current":3},"#
        + #""blkio":{"ioServiceBytesRecursive":[{"major":8,"op":"Read","value":7},{"major":8,"op":"Total","value":7}],"#
        + #""ioServicedRecursive":[{"major":8,"op":"Read","value":1},{"major":8,"op":"Total","value":1}]},"#
        + #""hugetlb":{"2MB":{"usage":2,"max":4,"failcnt":0}},"intel_rdt":{},"network_interfaces":null}"#)
  }

  @Test("what the kernel would never write does not get into the JSON text")
  func pressure() {
    var statistics = Statistics()
    statistics.addV2(
      pageSizes: [],
      Self.reader([
        "cpu.stat": "usage_usec x\n\n", "io.pressure": "some avg10=\"} avg60=.5 total=-1 avg300=1.5=2\nfull\n",
      ]))
    #expect(Self.json(statistics).contains(#""psi":{"some":{},"full":{}}"#))
  }

  @Test("kills for want of memory are counted")
  func kills() {
    #expect(Statistics.outOfMemoryKills(Array("low 0\nmax 3\noom 2\noom_kill 1\noom_group_kill 0\n".utf8)) == 1)
    #expect(Statistics.outOfMemoryKills([]) == 0)
  }
}
