// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Kernel
import OCI
import Testing

import CapsuleRuntime

@Suite struct NotifyListenerTests {
  let state = State(
    id: "c1", status: "creating", pid: 4422, bundle: "/containers/redis", annotations: [KeyValue(key: "k", value: "v")])

  @Test("the agent's message is the container process state of the specification")
  func message() {
    let bytes = NotifyListener.processState(pid: 4423, metadata: "MKNOD=\"/dev/null\"", state: state)
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == #"{"ociVersion":"1.3.0","fds":["seccompFd"],"pid":4423,"metadata":"MKNOD=\"/dev/null\"","#
        + #""state":{"ociVersion":"1.3.0","id":"c1","status":"creating","pid":4422,"bundle":"/containers/redis","#
        + #""annotations":{"k":"v"}}}"#)
    let bare = NotifyListener.processState(pid: 1, metadata: nil, state: state)
    #expect(!String(decoding: bare, as: UTF8.self).contains("metadata"))
  }

  @Test("an agent that is not there is named, with the reason")
  func noAgent() throws {
    let some = try Files.open("/dev/null", 0)
    let refusal = #expect(throws: Failure.self) {
      try NotifyListener.deliver(some, to: "/nonexistent/agent.sock", pid: 1, metadata: nil, state: state)
    }
    #expect(
      refusal?.message == "failed to connect with seccomp agent at /nonexistent/agent.sock: no such file or directory")
  }
}
