// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import OCI
import Testing

@Suite("The state document")
struct StateDocumentTests {
  private var document: StateDocument {
    var document = StateDocument(
      id: "c1", bundle: "/b \"quoted\"\n", rootfs: "/b/rootfs", created: "2026-11-22T02:16:50.645583919Z")
    document.pid = 114
    document.startTime = .max
    document.annotations = [KeyValue(key: "a.b", value: "ü")]
    document.cgroups = [
      CgroupDirectory(key: "cpu,cpuacct", path: "/sys/fs/cgroup/cpu,cpuacct/c1"),
      CgroupDirectory(key: "", path: "/sys/fs/cgroup/unified/c1"),
    ]
    return document
  }

  @Test("what is written is read again")
  func roundTrip() throws {
    #expect(try StateDocument.parse(document.encoded) == document)
    var other = document
    other.ownsPIDNamespace = false
    other.hasProcess = false
    other.hasPoststart = true
    other.hasPoststop = true
    #expect(try StateDocument.parse(other.encoded) == other)
  }

  @Test("a later version's members are passed over")
  func unknownMembers() throws {
    let text = #"{"later":{"x":[1]},"id":"c1","pid":7}"#
    let document = try StateDocument.parse(Array(text.utf8))
    #expect(document.id == "c1")
    #expect(document.pid == 7)
    #expect(document.ownsPIDNamespace)
  }

  @Test("half a document is an error")
  func truncated() {
    let bytes = document.encoded
    #expect(throws: JSONError.self) { try StateDocument.parse(Array(bytes.prefix(bytes.count / 2))) }
  }

  @Test("a stopped container shows no pid")
  func shown() {
    #expect(document.shown(as: .running).pid == 114)
    #expect(document.shown(as: .stopped).pid == 0)
    #expect(document.shown(as: .paused).status == "paused")
  }
}
