// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@Suite("Polling")
struct PollingTests {
  @Test("what is readable answers, what is not wakes nobody")
  func readable() throws {
    let full = try SocketPair(.stream)
    let empty = try SocketPair(.stream)
    try full.first.send([1])
    var entries = [PollEntry(empty.second.raw), PollEntry(full.second.raw), PollEntry(-1)]
    #expect(try Polling.wait(&entries, milliseconds: 1000))
    #expect(!entries[0].canRead)
    #expect(entries[1].canRead)
    #expect(entries[2].answer == 0)
  }

  @Test("the time runs out")
  func timeout() throws {
    let pair = try SocketPair(.stream)
    let start = Clock.monotonic().milliseconds
    #expect(try !Polling.waitReadable(pair.first, milliseconds: 50))
    let spent = Clock.monotonic().milliseconds - start
    #expect(spent >= 49)
  }
}
