// SPDX-License-Identifier: Apache-2.0
import Kernel
import LinuxABI
import TestSupport
import Testing

@Suite("Sockets")
struct SocketTests {
  @Test("messages keep their bounds, and the end is an empty one")
  func messages() throws {
    var pair = try SocketPair(.messages)
    try pair.first.send([1, 2, 3])
    try pair.first.send([4])
    #expect(try pair.second.receive(limit: 10).bytes == [1, 2, 3])
    #expect(try pair.second.receive(limit: 10).bytes == [4])
    pair.first = Descriptor(owning: -1)
    #expect(try pair.second.receive(limit: 10).bytes.isEmpty)
  }

  @Test("nobody at the other end is an error and no signal")
  func brokenPipe() throws {
    var pair = try SocketPair(.messages)
    pair.second = Descriptor(owning: -1)
    let error = #expect(throws: KernelError.self) { try pair.first.send([1]) }
    #expect(error?.errno == .EPIPE)
  }

  @Test("a message that does not fit is an error")
  func tooLong() throws {
    let pair = try SocketPair(.messages)
    try pair.first.send([UInt8](repeating: 7, count: 100))
    let error = #expect(throws: KernelError.self) { _ = try pair.second.receive(limit: 10).bytes }
    #expect(error?.errno == .EMSGSIZE)
  }

  @Test("a descriptor travels with a message")
  func descriptor() throws {
    let pair = try SocketPair(.stream)
    let file = try Memfd.sealed("test", Array("content".utf8))
    try pair.first.send([1], passing: file.raw)
    let received = try pair.second.receive(limit: 10)
    #expect(received.bytes == [1])
    switch received.takeDescriptor() {
    case .some(let copy):
      #expect(copy.raw != file.raw)
      #expect(try copy.readAll(limit: 100) == Array("content".utf8))
    case .none: Issue.record("no descriptor came")
    }
  }

  @Test("a path longer than an address is reached all the same")
  func longPath() throws {
    try Fixture.with { fixture in
      let folder = String(repeating: "d", count: 100)
      let path = try fixture.file(folder + "/other", "")
      let socket = String(path.dropLast(5)) + "socket"
      let listener = try UnixSocket.bindDatagram(socket)
      try UnixSocket.sendDatagram([5, 6], to: socket)
      #expect(try listener.receive(limit: 10).bytes == [5, 6])
    }
  }

  @Test("nobody listening is an error with the path")
  func connectionRefused() {
    let error = #expect(throws: KernelError.self) { _ = try UnixSocket.connect("/no/such/socket").raw }
    #expect(error?.text == "connect /no/such/socket: no such file or directory")
  }
}
