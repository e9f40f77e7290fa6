// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Testing

@Suite struct ChannelTests {
  @Test func `All elements arrive in order though the queue is short`() throws {
    let channel = Channel<Int>(capacity: 3)
    let sender = try Worker { () throws(Failure) -> Int in
      for number in 0..<10_000 { channel.send(number) }
      channel.finish()
      return 1
    }
    var received: [Int] = []
    while let number = channel.receive() { received.append(number) }
    #expect(received == Array(0..<10_000))
    #expect(try sender.join() == 1)
  }

  @Test func `A sender whose receiver has given up is told so instead of waiting for ever`() throws {
    let channel = Channel<Int>(capacity: 1)
    let sender = try Worker { () throws(Failure) -> Bool in
      while channel.send(1) {}
      return true
    }
    #expect(channel.receive() == 1)
    channel.cancel()
    #expect(try sender.join())
  }

  @Test func `A worker's failure is thrown where it is joined`() throws {
    let worker = try Worker { () throws(Failure) -> Int in throw Failure(.store, "no room") }
    let error = #expect(throws: Failure.self) { try worker.join() }
    #expect(error?.message == "no room")
  }
}
