// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import LinuxABI
import OCI
import Testing

@Suite struct JoinNamespacesTests {
  /// The plan for these entries, `type` or `type=path`.
  func plan(_ entries: [String], _ facts: HostFacts = Hosts.v2, more: (inout Linux) -> Void = { _ in }) throws
    -> LaunchPlan
  {
    var linux = Linux()
    linux.namespaces = entries.map { text in
      let parts = text.split(separator: "=").map(String.init)
      var entry = NamespaceEntry()
      entry.type = parts[0]
      entry.path = parts.count > 1 ? parts[1] : nil
      return entry
    }
    if entries.contains("user") {
      var mapping = IDMapping()
      (mapping.containerID, mapping.hostID, mapping.size) = (0, 100_000, 65536)
      (linux.uidMappings, linux.gidMappings) = ([mapping], [mapping])
    }
    more(&linux)
    var spec = try parse(document(linux: "{}"))
    spec.linux = linux
    return try Samples.plan(spec, facts)
  }

  func joins(_ plan: LaunchPlan) -> [String] {
    plan.clone.intermediateJoins.map { "\($0.kind.ociName) \(plan.slots[$0.slot.index].summary)" }
  }

  @Test("nothing named, nothing made or joined")
  func inherited() throws {
    let plan = try plan([])
    #expect(plan.clone.newNamespaces.isEmpty && plan.clone.joinPID == nil && plan.clone.uidMap == nil)
    #expect(
      plan.summaries.prefix(3) == [
        "start a new session", "join the session keyring _ses.c1", "open the rootfs /bundle/rootfs",
      ])
    #expect(plan.summaries.contains("change the root to the rootfs"))
  }

  @Test("an empty path is none, as encoders write it")
  func emptyPath() throws {
    let spec = try parse(document(linux: #"{"namespaces":[{"type":"uts","path":""}]}"#))
    #expect(try Samples.plan(spec).clone.newNamespaces == Namespaces(.uts))
  }

  @Test("a cgroup namespace is made by the child, once it is in its cgroups")
  func cgroup() throws {
    let plan = try plan(["cgroup", "mount"], Hosts.v1)
    #expect(plan.clone.newNamespaces == Namespaces(.mount))
    #expect(plan.summaries.prefix(2) == ["join 8 cgroups", "make new namespaces: cgroup"])
  }

  @Test("a pid namespace is joined by who clones")
  func pid() throws {
    let plan = try plan(["pid=/p", "network=/n"])
    #expect(plan.clone.joinPID.map { plan.slots[$0.index].summary } == "/p")
    #expect(plan.clone.intermediateJoins == [])
    #expect(plan.summaries.first == "join the network namespace")
  }

  @Test("before a new user namespace an intermediate joins what the host owns")
  func newUser() throws {
    let plan = try plan(["user", "network=/n", "mount", "pid"])
    #expect(joins(plan) == ["network /n"])
    #expect(plan.clone.newNamespaces.names == "user, mount, pid")
    #expect(plan.clone.becomeNamespaceRoot)
    #expect(plan.clone.uidMap == [IDRange(containerID: 0, hostID: 100_000, size: 65536)])
  }

  @Test("a joined user namespace owns what the child makes")
  func joinedUser() throws {
    let plan = try plan(["user=/u", "network=/n", "mount", "cgroup"], Hosts.v1)
    #expect(joins(plan) == [])
    #expect(plan.clone.newNamespaces.isEmpty && !plan.clone.becomeNamespaceRoot)
    #expect(
      plan.summaries.prefix(5) == [
        "join 8 cgroups", "join the network namespace", "join the user namespace", "become root of the user namespace",
        "make new namespaces: mount, cgroup",
      ])
  }

  @Test("mappings beside a joined user namespace are what it must have")
  func joinedMappings() throws {
    var mapping = IDMapping()
    (mapping.containerID, mapping.hostID, mapping.size) = (0, 7, 8)
    let plan = try plan(["user=/u", "mount"]) { $0.uidMappings = [mapping] }
    #expect(plan.clone.uidMap == nil && plan.clone.joinedGIDMap == nil)
    #expect(plan.clone.joinedUIDMap == [IDRange(containerID: 0, hostID: 7, size: 8)])
  }

  @Test("a namespace whose kernel parameters are set must not be the host's")
  func parameters() throws {
    let plan = try plan(["network=/n", "ipc=/i", "mount"]) {
      $0.sysctl = [KeyValue(key: "net.core.somaxconn", value: "1")]
    }
    let guarded = plan.slots.compactMap { request -> String? in
      guard case .namespace(let kind, _, let notHosts) = request, notHosts else { return nil }
      return kind.ociName
    }
    #expect(guarded == ["network"])
  }

  @Test("an intermediate joins the user namespace that a new pid namespace belongs to")
  func joinedUserNewPID() throws {
    let plan = try plan(["user=/u", "network=/n", "mount", "pid"])
    #expect(joins(plan) == ["network /n", "user /u"])
    #expect(plan.clone.newNamespaces.names == "mount, pid")
    #expect(plan.clone.becomeNamespaceRoot && plan.clone.uidMap == nil)
  }

  @Test("without privileges the user namespace comes first: it gives them")
  func unprivileged() throws {
    let plan = try plan(["user=/u", "network=/n", "pid=/p"], Hosts.rootless)
    #expect(joins(plan) == ["user /u", "network /n"])
    #expect(plan.clone.joinPID != nil)
  }

  @Test("devices move into a network namespace that is there before the first step")
  func netDevices() throws {
    var device = NetDevice(hostName: "eth7")
    device.name = ""
    let plan = try plan(["user=/u", "network", "mount"]) { $0.netDevices = [device] }
    #expect(joins(plan) == ["user /u"])
    #expect(plan.clone.newNamespaces.names == "mount, network")
    #expect(plan.clone.netDevices.map { $0.name } == ["eth7"])
  }

  @Test("an unprivileged user needs a user namespace")
  func rootless() throws {
    let failure = #expect(throws: Failure.self) { _ = try plan(["mount"], Hosts.rootless) }
    #expect(failure?.message == "rootless container requires user namespaces")
  }

  @Test("exec joins all that differ with one pidfd, and the pid namespace with the clone")
  func exec() throws {
    let spec = try parse(
      document(linux: #"{"namespaces":[{"type":"pid"},{"type":"mount"},{"type":"network","path":"/n"}]}"#))
    let process = try #require(spec.process)
    var options = ExecOptions(id: try ContainerID("c1"), initPID: 7)
    options.clonedIntoCgroup = true
    options.hierarchies = 1
    let plan = try LaunchPlan.exec(spec: spec, process: process, facts: Hosts.v2, options: options)
    #expect(plan.summaries.first == "join the container's namespaces: mount, network")
    #expect(plan.clone.joinPID.map { plan.slots[$0.index].summary } == "process 7")
    #expect(plan.clone.newNamespaces.isEmpty)
  }

  @Test("exec without privileges enters user and pid namespace by an intermediate")
  func execUnprivileged() throws {
    let spec = try Samples.standard(rootless: true)
    var process = try #require(spec.process)
    process.terminal = false
    let plan = try LaunchPlan.exec(
      spec: spec, process: process, facts: Hosts.rootless,
      options: ExecOptions(id: try ContainerID("c1"), initPID: 7))
    #expect(joins(plan) == ["user process 7"])
    #expect(plan.summaries.first == "join the container's namespaces: mount, ipc, uts")
  }
}
