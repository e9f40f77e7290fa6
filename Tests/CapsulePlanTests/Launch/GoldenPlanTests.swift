// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import OCI
import TestSupport
import Testing

/// Whole plans, kept in files: a change of order or of a step shows in review.
@Suite struct GoldenPlanTests {
  @Test("the default spec on cgroup v2 is cloned into its cgroup")
  func standardV2() throws {
    let text = try Samples.text(try Samples.standard(), Hosts.v2) {
      $0.hasStartGate = true
      $0.detached = true
      $0.hasConsoleSocket = true
    }
    try Golden.expect(text, is: "default-v2.plan", file: Self.place)
  }

  @Test("the default spec on cgroup v1 joins every hierarchy")
  func standardV1() throws {
    try Golden.expect(try Samples.text(try Samples.standard(), Hosts.v1), is: "default-v1.plan", file: Self.place)
  }

  @Test("the default spec on a hybrid host joins both kinds")
  func standardHybrid() throws {
    try Golden.expect(
      try Samples.text(try Samples.standard(), Hosts.hybrid), is: "default-hybrid.plan", file: Self.place)
  }

  @Test("the rootless spec maps one user and binds devices")
  func rootless() throws {
    try Golden.expect(
      try Samples.text(try Samples.standard(rootless: true), Hosts.rootless), is: "rootless.plan", file: Self.place)
  }

  @Test("a configuration like Docker's")
  func docker() throws {
    try Golden.expect(try Samples.text(try Samples.spec("docker.json"), Hosts.v2), is: "docker.plan", file: Self.place)
  }

  @Test("a user namespace with everything in it")
  func userNamespace() throws {
    let text = try Samples.text(try Samples.spec("user-namespace.json"), Hosts.hybrid) {
      $0.notifyDirectory = "/run/capsule-oci/c1/notify"
      $0.preservedDescriptors = 2
    }
    try Golden.expect(text, is: "user-namespace.plan", file: Self.place)
  }

  @Test("namespaces joined by path")
  func joined() throws {
    try Golden.expect(try Samples.text(try Samples.spec("joined.json"), Hosts.v2), is: "joined.plan", file: Self.place)
  }

  @Test("exec into a container with namespaces and a user of its own")
  func exec() throws {
    let spec = try Samples.spec("user-namespace.json")
    var overrides = ProcessOverrides()
    overrides.args = ["id", "-u"]
    overrides.uid = 7
    overrides.capabilities = ["CAP_CHOWN", "CAP_KILL"]
    overrides.env = ["A=3"]
    var options = ExecOptions(id: try ContainerID("c1"), initPID: 4321)
    options.hierarchies = 9
    let plan = try LaunchPlan.exec(
      spec: spec, process: ExecProcess.make(base: spec.process, overrides: overrides), facts: Hosts.hybrid,
      options: options)
    let text = plan.text(cgroup: .none).joined(separator: "\n") + "\n"
    try Golden.expect(text, is: "exec-user-namespace.plan", file: Self.place)
  }

  /// The folder `Golden` is beside this suite's own.
  private static let place = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/Golden.swift"
}
