// SPDX-License-Identifier: Apache-2.0
import OCI
import Testing

@Suite struct StateTests {
  private var state: State {
    var state = State(
      id: "c1", status: "running", pid: 114, bundle: "/b", annotations: [KeyValue(key: "a.b", value: "c")])
    state.rootfs = "/b/rootfs"
    state.created = "2026-11-22T02:16:50.645583919Z"
    return state
  }

  @Test("state is printed in runc's order, with the extensions of every peer")
  func printed() {
    var json = JSONWriter(.compact)
    state.write(to: &json)
    #expect(
      json.string
        == #"{"ociVersion":"1.3.0","id":"c1","pid":114,"status":"running","bundle":"/b","rootfs":"/b/rootfs","#
        + #""created":"2026-11-22T02:16:50.645583919Z","annotations":{"a.b":"c"},"owner":""}"#)
  }

  @Test("hooks get the members of the specification only, and no pid when there is no process")
  func hooks() {
    var json = JSONWriter(.compact)
    state.writeForHooks(to: &json)
    #expect(
      json.string
        == #"{"ociVersion":"1.3.0","id":"c1","status":"running","pid":114,"bundle":"/b","annotations":{"a.b":"c"}}"#)
    json = JSONWriter(.compact)
    State(id: "c1", status: "stopped", pid: 0, bundle: "/b").writeForHooks(to: &json)
    #expect(json.string == #"{"ociVersion":"1.3.0","id":"c1","status":"stopped","bundle":"/b"}"#)
  }

  @Test("a seccomp agent gets the container's state with names for the descriptors")
  func agent() {
    var json = JSONWriter(.compact)
    ContainerProcessState(fds: ["seccompFd"], pid: 9, metadata: "m", state: state).write(to: &json)
    #expect(
      json.string.hasPrefix(#"{"ociVersion":"1.3.0","fds":["seccompFd"],"pid":9,"metadata":"m","state":{"ociVersion""#))
  }
}
