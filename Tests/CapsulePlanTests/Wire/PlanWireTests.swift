// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import LinuxABI
import Testing

@Suite("The plan on its way to the init stage")
struct PlanWireTests {
  let bytes = PlanWire.encode(slots: WireSamples.slots, steps: WireSamples.steps, debug: true)

  /// Steps are no Equatable values; their dump has every property.
  private func text(_ value: some Any) -> String {
    var out = ""
    dump(value, to: &out)
    return out
  }

  @Test("every step comes out as it went in")
  func roundTrip() throws {
    let orders = try PlanWire.decode(bytes)
    #expect(orders.descriptors == WireSamples.slots)
    #expect(orders.debug)
    #expect(orders.steps.count == WireSamples.steps.count)
    for (found, sent) in zip(orders.steps, WireSamples.steps) { #expect(text(found) == text(sent)) }
  }

  @Test("the samples have every kind of step")
  func samplesAreComplete() {
    var names: Set<String> = []
    for step in WireSamples.steps { names.insert(String("\(step)".prefix { $0.isLetter })) }
    #expect(names.count == PlanWire.numberOfStepKinds, "\(names.sorted())")
  }

  @Test("every truncation is refused")
  func truncations() {
    for length in 0..<bytes.count {
      #expect(throws: WireError.self, "\(length) bytes") { try PlanWire.decode(Array(bytes[..<length])) }
    }
  }

  @Test("a byte too many is refused")
  func trailing() {
    #expect(throws: WireError.trailing(offset: bytes.count)) { try PlanWire.decode(bytes + [0]) }
  }

  @Test("flipped bits are refused or give another plan, but never a trap")
  func flippedBits() {
    for index in bytes.indices {
      for bit in [0, 3, 7] {
        var hostile = bytes
        hostile[index] ^= 1 << UInt8(bit)
        _ = try? PlanWire.decode(hostile)
      }
    }
  }

  @Test("lengths that point past the end are refused before anything is allocated for them")
  func hugeLengths() {
    for index in stride(from: 7, to: bytes.count - 4, by: 1) {
      var hostile = bytes
      for offset in 0..<4 { hostile[index + offset] = 0xff }
      _ = try? PlanWire.decode(hostile)
    }
    // The number of slots.
    var hostile = bytes
    for offset in 7..<11 { hostile[offset] = 0xff }
    #expect(throws: WireError.self) { try PlanWire.decode(hostile) }
  }

  @Test("another magic number or version is foreign")
  func foreign() {
    for index in 0..<6 {
      var hostile = bytes
      hostile[index] &+= 1
      #expect(throws: WireError.foreign) { try PlanWire.decode(hostile) }
    }
  }

  @Test("a step that names a slot the plan does not have is refused")
  func unknownSlot() {
    let bytes = PlanWire.encode(slots: [3], steps: [.joinNamespace(.uts, Slot(1))], debug: false)
    #expect(throws: WireError.unknownSlot(1)) { try PlanWire.decode(bytes) }
  }
}
