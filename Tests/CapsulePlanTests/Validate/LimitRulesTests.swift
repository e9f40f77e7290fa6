// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import OCI
import Testing

@Suite struct LimitRulesTests {
  func judge(_ resources: String) throws -> [String] {
    let document = #"{"ociVersion":"1.3.0","linux":{"resources":"# + resources + "}}"
    let ids = ["cgroups-path", "device-rule-numbers", "memory-values", "cpu-values", "pids-limit", "narrow-numbers"]
    return try Validate.findings(RuntimeSpec.parse(Array(document.utf8))).filter { ids.contains($0.rule) }
      .map(\.pointer)
  }

  @Test(
    "values in their ranges have no findings",
    arguments: [
      #"{"memory":{"limit":-1,"swap":0,"swappiness":100}}"#, #"{"memory":{"swappiness":18446744073709551615}}"#,
      #"{"cpu":{"quota":10,"burst":10,"idle":1,"cpus":"0-3,7","mems":"0"}}"#, #"{"cpu":{"quota":-1,"burst":5}}"#,
      #"{"cpu":{"cpus":"","mems":"0-31:2/8"}}"#, #"{"pids":{"limit":0}}"#,
      #"{"devices":[{"allow":true,"major":-1,"minor":1048575}]}"#,
      #"{"network":{"classID":4294967295},"blockIO":{"weight":65535}}"#,
    ])
  func good(_ resources: String) throws {
    #expect(try judge(resources) == [])
  }

  @Test(
    "values outside of them are found where they stand",
    arguments: [
      (#"{"memory":{"limit":-2}}"#, "memory/limit"), (#"{"memory":{"swappiness":101}}"#, "memory/swappiness"),
      (#"{"cpu":{"quota":10,"burst":11}}"#, "cpu/burst"), (#"{"cpu":{"idle":2}}"#, "cpu/idle"),
      (#"{"cpu":{"cpus":"0-"}}"#, "cpu/cpus"), (#"{"cpu":{"mems":"a"}}"#, "cpu/mems"),
      (#"{"cpu":{"cpus":"1,,2"}}"#, "cpu/cpus"), (#"{"pids":{"limit":-2}}"#, "pids/limit"),
      (#"{"devices":[{"allow":true,"major":4096}]}"#, "devices/0/major"),
      (#"{"devices":[{"allow":true,"minor":-2}]}"#, "devices/0/minor"),
      (#"{"devices":[{"allow":true,"access":""}]}"#, "devices/0/access"),
      (#"{"blockIO":{"weight":65536}}"#, "blockIO/weight"),
      (#"{"network":{"classID":4294967296}}"#, "network/classID"),
      (#"{"rdma":{"a":{"hcaHandles":4294967296}}}"#, "rdma/a/hcaHandles"),
    ])
  func bad(_ resources: String, _ place: String) throws {
    #expect(try judge(resources) == ["/linux/resources/" + place])
  }
}
