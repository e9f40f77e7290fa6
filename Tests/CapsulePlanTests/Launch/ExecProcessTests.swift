// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import OCI
import Testing

@Suite struct ExecProcessTests {
  func container() throws -> OCI.Process {
    let text = process(
      #""terminal":true,"consoleSize":{"height":1,"width":1},"env":["A=1"],"user":{"uid":1,"gid":2,"umask":7},"#
        + #""oomScoreAdj":5,"apparmorProfile":"p","rlimits":[{"type":"RLIMIT_AS","soft":1,"hard":1}],"#
        + #""capabilities":{"bounding":["CAP_KILL"],"inheritable":["CAP_CHOWN"]}"#)
    return try #require(try parse(text).process)
  }

  func plan(_ process: OCI.Process) throws -> LaunchPlan {
    var spec = try parse(document())
    spec.process = try container()
    return try LaunchPlan.exec(
      spec: spec, process: process, facts: Hosts.v2, options: ExecOptions(id: try ContainerID("c1"), initPID: 7))
  }

  @Test("the command line edits the container's process")
  func edited() throws {
    var overrides = ProcessOverrides()
    overrides.args = ["sh"]
    overrides.env = ["B=2"]
    overrides.cwd = "/tmp"
    overrides.gid = 9
    overrides.additionalGids = [4]
    overrides.capabilities = ["CAP_CHOWN", "CAP_BPF"]
    overrides.noNewPrivileges = true
    let process = ExecProcess.make(base: try container(), overrides: overrides)
    #expect(process.args == ["sh"] && process.env == ["A=1", "B=2"] && process.cwd == "/tmp")
    #expect(process.user?.uid == 1 && process.user?.gid == 9 && process.user?.additionalGids == [4])
    #expect(process.capabilities?.bounding == ["CAP_KILL", "CAP_CHOWN", "CAP_BPF"])
    #expect(process.capabilities?.effective == ["CAP_CHOWN", "CAP_BPF"])
    #expect(process.capabilities?.inheritable == ["CAP_CHOWN"] && process.capabilities?.ambient == ["CAP_CHOWN"])
    #expect(process.terminal == false && process.consoleSize == nil && process.noNewPrivileges == true)
  }

  @Test("a container without a process lends a directory")
  func withoutBase() throws {
    var overrides = ProcessOverrides()
    overrides.args = ["sh"]
    #expect(ExecProcess.make(base: nil, overrides: overrides).cwd == "/")
  }

  @Test("a process of a file stays as confined as the container, but brings its own capabilities")
  func completed() throws {
    var process = OCI.Process()
    process.args = ["sh"]
    process.cwd = "/"
    let plan = try plan(process)
    #expect(plan.summaries.contains("set the umask to 0007"))
    #expect(plan.summaries.contains("set RLIMIT_AS to 1:1"))
    #expect(plan.summaries.contains("set the AppArmor profile p"))
    #expect(plan.summaries.contains("limit the bounding set to none"))
    #expect(plan.summaries.contains("become uid 0, gid 0, no other groups"))
    #expect(plan.clone.oomScoreAdj == 5)
  }

  @Test("CPU affinity is final, left alone or reset")
  func affinity() throws {
    var process = try container()
    process.terminal = false
    process.execCPUAffinity = ExecCPUAffinity()
    process.execCPUAffinity?.initial = "0-1"
    #expect(try plan(process).clone.initialCPUAffinity == [0, 1])
    #expect(try plan(process).firstIndex(of: "reset the CPU affinity") == nil)
    process.execCPUAffinity?.final = "3"
    #expect(try plan(process).summaries.contains("set the CPU affinity to 3"))
    process.execCPUAffinity = nil
    #expect(try plan(process).summaries.contains("reset the CPU affinity"))
  }
}
