// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import ImagePlan
import OCI
import Testing

@Suite("config.json for containers without root") struct RootlessSpecTests {
  private static func spec(_ namespaces: [String], rootless: Bool = true, oneUser: Bool = false) -> JSONValue {
    var spec = ContainerSpec()
    spec.namespaces = namespaces.map { ($0, "") }
    (spec.isRootless, spec.hasOneUser) = (rootless, oneUser)
    return spec.json
  }

  private static func mounts(_ spec: JSONValue) -> [String: (type: String, options: [String])] {
    var mounts: [String: (type: String, options: [String])] = [:]
    for mount in spec["mounts"]?.array ?? [] {
      mounts[mount["destination"]?.string ?? ""] = (
        mount["type"]?.string ?? "", (mount["options"]?.array ?? []).compactMap { $0.string }
      )
    }
    return mounts
  }

  @Test(
    "Of the host's namespaces, file systems are the host's mounts",
    arguments: [("pid", "/proc", "proc"), ("network", "/sys", "sysfs"), ("ipc", "/dev/mqueue", "mqueue")])
  func bound(kind: String, place: String, type: String) {
    let all = ["mount", "pid", "network", "ipc", "uts"]
    #expect(Self.mounts(Self.spec(all))[place]?.type == type)
    let host = Self.mounts(Self.spec(all.filter { $0 != kind }))[place]
    #expect(host?.type == "bind" && host?.options.contains("rbind") == true)
    #expect(Self.mounts(Self.spec(all.filter { $0 != kind }, rootless: false))[place]?.type == type)
  }

  @Test("No cgroup, no rules for devices, no group 5 where there is one group") func without() {
    let spec = Self.spec(["mount"])
    #expect(Self.mounts(spec)["/sys/fs/cgroup"] == nil)
    #expect(spec["linux"]?["resources"]?["devices"] == nil)
    #expect(Self.mounts(spec)["/dev/pts"]?.options.contains("gid=5") == true)
    #expect(Self.mounts(Self.spec(["mount"], oneUser: true))["/dev/pts"]?.options.contains("gid=5") == false)
    #expect(Self.spec(["mount"], rootless: false)["linux"]?["resources"]?["devices"] != nil)
  }

  @Test("Limits and networks of plugins are refused, each by its option") func refused() throws {
    var request = try RunRequest()
    try request.checkWithoutRoot()
    request.processes = 5
    #expect(throws: Failure.self) { try request.checkWithoutRoot() }
    request = try RunRequest()
    request.network = .network("mine")
    #expect(throws: Failure.self) { try request.checkWithoutRoot() }
  }
}
