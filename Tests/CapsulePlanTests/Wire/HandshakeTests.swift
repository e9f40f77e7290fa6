// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Testing

@Suite("The order of the handshake")
struct HandshakeTests {
  static let notify = InitStep.loadSeccomp(SeccompStep(program: [], flags: 8, notify: true))

  enum Event: Sendable {
    case says(FromInit)
    case hears(ToInit)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var steps: [InitStep]
    var events: [Event]
    /// The index of the first event that is out of order; nil when none is.
    var refused: Int?
    init(_ name: String, _ steps: [InitStep], _ events: [Event], refused: Int? = nil) {
      testDescription = name
      self.steps = steps
      self.events = events
      self.refused = refused
    }
  }

  static let gate = InitStep.waitAtGate(nil)
  static let mapped = InitStep.mount(
    MountStep(destination: "/d", kind: .mappedBind(source: "/s", map: 0, recursive: false)))
  static let fifo = InitStep.waitAtGate(Slot(0))
  static let failed = FromInit.failed(Failure(.system, "x"))

  static let cases: [Case] = [
    Case("run", [gate], [.hears(.begin), .says(.ready), .hears(.start)]),
    Case("create", [fifo], [.hears(.begin), .says(.ready)]),
    Case(
      "create with hooks and a listener", [.waitForRuntimeHooks, notify, fifo],
      [
        .hears(.begin), .says(.debug("")), .says(.runtimeHooks), .hears(.proceed), .says(.seccompListener(5)),
        .hears(.proceed), .says(.ready),
      ]),
    Case("a failure while performing", [gate], [.hears(.begin), .says(failed)]),
    Case("a failure to execute", [gate], [.hears(.begin), .says(.ready), .hears(.start), .says(failed)]),
    Case("a failure before beginning", [gate], [.says(failed)]),
    Case("ready before begin", [gate], [.says(.ready)], refused: 0),
    Case("begin twice", [gate], [.hears(.begin), .hears(.begin)], refused: 1),
    Case("hooks that the plan has not", [gate], [.hears(.begin), .says(.runtimeHooks)], refused: 1),
    Case(
      "hooks twice", [.waitForRuntimeHooks, gate],
      [.hears(.begin), .says(.runtimeHooks), .hears(.proceed), .says(.runtimeHooks)], refused: 3),
    Case("ready with hooks left out", [.waitForRuntimeHooks, gate], [.hears(.begin), .says(.ready)], refused: 1),
    Case(
      "a tree to map", [mapped, gate],
      [.hears(.begin), .says(.treeToMap(5, map: 0)), .hears(.proceed), .says(.ready), .hears(.start)]),
    Case("a tree that the plan has not", [gate], [.hears(.begin), .says(.treeToMap(5, map: 0))], refused: 1),
    Case(
      "two trees where the plan has one", [mapped, gate],
      [.hears(.begin), .says(.treeToMap(5, map: 0)), .hears(.proceed), .says(.treeToMap(5, map: 0))], refused: 3),
    Case("a listener that the plan has not", [gate], [.hears(.begin), .says(.seccompListener(3))], refused: 1),
    Case("going on unasked", [gate], [.hears(.begin), .hears(.proceed)], refused: 1),
    Case("start before ready", [gate], [.hears(.begin), .hears(.start)], refused: 1),
    Case("start said where a FIFO is the gate", [fifo], [.hears(.begin), .says(.ready), .hears(.start)], refused: 2),
    Case("words after a failure", [gate], [.hears(.begin), .says(failed), .says(.ready)], refused: 2),
    Case(
      "a warning while hooks run", [.waitForRuntimeHooks, gate],
      [.hears(.begin), .says(.runtimeHooks), .says(.warning(""))], refused: 2),
  ]

  @Test("is kept, and its breaches are refused", arguments: cases)
  func order(of sample: Case) {
    var handshake = Handshake(steps: sample.steps)
    for (index, event) in sample.events.enumerated() {
      let accepted: Bool
      do {
        switch event {
        case .says(let message): try handshake.received(message)
        case .hears(let message): try handshake.sent(message)
        }
        accepted = true
      } catch {
        accepted = false
      }
      #expect(accepted == (index != sample.refused), "event \(index): \(event)")
    }
  }

  @Test("an end of file means that the program runs only after start")
  func endOfFile() throws {
    var handshake = Handshake(steps: [HandshakeTests.gate])
    #expect(throws: Failure.self) { try handshake.ended() }
    try handshake.sent(.begin)
    #expect(throws: Failure.self) { try handshake.ended() }
    try handshake.received(.ready)
    #expect(throws: Failure.self) { try handshake.ended() }
    try handshake.sent(.start)
    try handshake.ended()
  }
}
