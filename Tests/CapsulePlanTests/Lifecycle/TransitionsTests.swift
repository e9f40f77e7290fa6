// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Testing

@Suite("Who may do what to a container, and when")
struct TransitionsTests {
  /// Every pair that is allowed; all others are refused.
  private static let allowed: [(Transition, [ContainerStatus])] = [
    (.start, [.created]),
    (.exec, [.created, .running]),
    (.execIgnoringPause, [.created, .running, .paused]),
    (.kill, [.created, .running, .paused]),
    (.killAll, [.created, .running, .paused, .stopped]),
    (.pause, [.created, .running]),
    (.resume, [.paused]),
    (.update, [.created, .running, .paused]),
    (.events, [.created, .running, .paused]),
    (.delete, [.created, .stopped]),
    (.deleteByForce, ContainerStatus.allCases),
  ]

  @Test("the table of operations and statuses", arguments: Transition.allCases, ContainerStatus.allCases)
  func table(_ transition: Transition, _ status: ContainerStatus) throws {
    let row = try #require(Self.allowed.first { $0.0 == transition })
    let refusal = Transitions.refusal(transition, of: "c1", when: status)
    #expect((refusal == nil) == row.1.contains(status))
    if let refusal { #expect(refusal.code == .containerState) }
  }

  @Test(
    "engines find the texts they match",
    arguments: [
      (Transition.start, ContainerStatus.running, "cannot start an already running container"),
      (.start, .stopped, "cannot start a container that has stopped"),
      (.start, .paused, "cannot start a container in the paused state"),
      (.exec, .stopped, "cannot exec in a stopped container"),
      (.exec, .paused, "cannot exec in a paused container (use --ignore-paused to override)"),
      (.kill, .stopped, "container not running"),
      (.delete, .running, "cannot delete container c1 that is not stopped: running"),
      (.delete, .paused, "cannot delete container c1 that is not stopped: paused"),
      (.resume, .running, "container not paused"),
      (.update, .stopped, "container not running"),
      (.events, .stopped, "container with id c1 is not running"),
    ])
  func texts(_ transition: Transition, _ status: ContainerStatus, _ text: String) {
    #expect(Transitions.refusal(transition, of: "c1", when: status)?.message == text)
  }

  @Test("a status follows from what is seen")
  func sights() {
    func status(_ alive: Bool, _ incomplete: Bool, _ gate: Bool, _ frozen: Bool) -> ContainerStatus {
      ContainerSight(isAlive: alive, isIncomplete: incomplete, hasGate: gate, isFrozen: frozen).status
    }
    #expect(status(true, true, true, false) == .creating)
    #expect(status(true, false, true, false) == .created)
    #expect(status(true, false, false, false) == .running)
    #expect(status(true, false, false, true) == .paused)
    #expect(status(true, false, true, true) == .paused)
    // A container that was killed at the gate leaves its FIFO behind.
    #expect(status(false, false, true, false) == .stopped)
  }
}
