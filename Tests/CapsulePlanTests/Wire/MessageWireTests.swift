// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Testing

@Suite("Messages between the runtime and its init stage")
struct MessageWireTests {
  static var failure: Failure {
    var failure = Failure(.programFormat, "exec /x: exec format error", hint: "built for aarch64")
    failure.cleanup = ["rmdir /a: device or resource busy"]
    return failure
  }

  static let messages: [FromInit] = [
    .runtimeHooks, .treeToMap(7, map: 1), .seccompListener(9), .ready, .failed(failure),
    .failed(Failure(.hook, "no hint")),
    .warning("w"), .debug("d"),
  ]

  @Test("what the init stage says arrives unchanged", arguments: messages.indices)
  func fromInit(index: Int) throws {
    let message = MessageWireTests.messages[index]
    #expect("\(try FromInit.decode(message.encode()))" == "\(message)")
  }

  @Test("what the parent says arrives unchanged", arguments: [ToInit.begin, .proceed, .start])
  func toInit(message: ToInit) throws {
    #expect("\(try ToInit.decode(message.encode()))" == "\(message)")
  }

  @Test("truncated and unknown messages are refused", arguments: messages.indices)
  func hostile(index: Int) {
    let bytes = MessageWireTests.messages[index].encode()
    for length in 0..<bytes.count {
      #expect(throws: WireError.self) { try FromInit.decode(Array(bytes[..<length])) }
    }
    #expect(throws: WireError.self) { try FromInit.decode([0]) }
    #expect(throws: WireError.self) { try FromInit.decode([200]) }
    #expect(throws: WireError.self) { try ToInit.decode([]) }
    #expect(throws: WireError.self) { try ToInit.decode([1, 1]) }
  }

  @Test("long texts are cut to one packet")
  func longTexts() throws {
    let long = String(repeating: "x", count: 100_000)
    var failure = Failure(.system, long, hint: long)
    failure.cleanup = Array(repeating: long, count: 10)
    for message in [FromInit.failed(failure), .warning(long), .debug(long)] {
      let bytes = message.encode()
      #expect(bytes.count <= FromInit.maximumSize)
      _ = try FromInit.decode(bytes)
    }
  }
}
