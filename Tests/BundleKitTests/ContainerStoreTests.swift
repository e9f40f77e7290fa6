// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import OCI
import TestSupport
import Testing

@Suite("Records of containers")
struct ContainerStoreTests {
  private func record(_ name: String) throws -> ContainerRecord {
    var record = ContainerRecord(
      id: try ContainerStore.makeID(), name: name, created: "2026-01-02T03:04:05.000000006Z", imageName: "i",
      imageID: "sha256:00", manifestDigest: "sha256:11", arguments: ["/bin/true", "a b"])
    record.config = .object([("Hostname", .string("h"))])
    record.labels = [KeyValue(key: "a", value: "b")]
    var mount = ContainerMount(.volume, at: "/data")
    mount.volume = "v"
    mount.isAnonymous = true
    record.mounts = [mount]
    record.network.ports = [ContainerNetwork.Port(hostAddress: "", asked: 4000, container: 80, transport: "tcp")]
    record.state.exitCode = 137
    record.state.wasOutOfMemory = true
    return record
  }

  @Test("A record is read as it was written")
  func roundTrip() throws {
    try Fixture.with { fixture in
      let containers = ContainerStore(try Store(root: fixture.path("store")))
      var written = try record("web")
      try containers.add(&written)
      #expect(try containers.read(written.id) == written)
    }
  }

  @Test("Names are unique, made up when none is given, and free again after removal")
  func names() throws {
    try Fixture.with { fixture in
      let containers = ContainerStore(try Store(root: fixture.path("store")))
      var first = try record("web")
      try containers.add(&first)
      var second = try record("web")
      #expect(throws: Failure.self) { try containers.add(&second) }
      #expect(try containers.ids() == [first.id])
      var unnamed = try record("")
      try containers.add(&unnamed)
      #expect(unnamed.name.contains("_"))
      try containers.rename(unnamed.id, to: "other")
      #expect(try containers.find("other").id == unnamed.id)
      try containers.remove(first)
      try containers.add(&second)
      #expect(try containers.find("web").id == second.id)
      #expect(try containers.find(String(second.id.prefix(12))).name == "web")
      #expect(throws: Failure.self) { try containers.find("nobody") }
      #expect(throws: Failure.self) { try containers.find("") }
    }
  }

  @Test("A container whose process is not there does not run, whatever the file says")
  func status() throws {
    var record = try record("web")
    #expect(record.condition(nil) == .created)
    record.state.startedAt = record.created
    record.state.pid = 1
    record.state.startTime = 1
    #expect(record.condition(nil) == .exited)
    #expect(record.exitStatus == 255)
  }
}
