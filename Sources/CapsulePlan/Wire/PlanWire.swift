// SPDX-License-Identifier: Apache-2.0

/// The init stage's orders, as they travel in the plan's memfd.
///
///     magic "CAPS"  version u16  debug u8  slots i32[]  steps[]   (nothing after them)
package enum PlanWire {
  static let magic: [UInt8] = [0x43, 0x41, 0x50, 0x53]
  /// Raised whenever a step's encoding changes: the sealed image and its parent are the same program, so a difference
  /// means that the file was exchanged between the two.
  static let version: UInt16 = 1

  /// How many kinds of steps the format knows; a test holds its samples to it.
  package static var numberOfStepKinds: Int { StepWire.Tag.allCases.count }

  /// What the init stage reads from its plan.
  package struct Orders: Sendable {
    /// `descriptors[n]` is the number at which slot n stands open in the init stage.
    package var descriptors: [Int32]
    package var steps: [InitStep]
    /// Send `FromInit.debug` messages.
    package var debug: Bool
    package init(descriptors: [Int32], steps: [InitStep], debug: Bool) {
      self.descriptors = descriptors
      self.steps = steps
      self.debug = debug
    }
  }

  /// The bytes of a plan whose slot n is open as `slots[n]` in the child.
  package static func encode(slots: [Int32], steps: [InitStep], debug: Bool) -> [UInt8] {
    var writer = WireWriter()
    for byte in magic { writer.u8(byte) }
    writer.u16(version)
    writer.bool(debug)
    writer.count(slots.count)
    for slot in slots { writer.i32(slot) }
    writer.count(steps.count)
    for step in steps { StepWire.write(step, to: &writer) }
    return writer.bytes
  }

  /// Reads what `encode` wrote; refuses everything else without trapping, and slots that the plan does not have.
  package static func decode(_ bytes: [UInt8]) throws(WireError) -> Orders {
    var reader = WireReader(bytes)
    for byte in magic {
      guard reader.remaining > 0, try reader.u8() == byte else { throw .foreign }
    }
    guard reader.remaining >= 2, try reader.u16() == version else { throw .foreign }
    let debug = try reader.bool()
    let slotCount = try reader.count()
    var slots: [Int32] = []
    for _ in 0..<slotCount { slots.append(try reader.i32()) }
    let stepCount = try reader.count()
    var steps: [InitStep] = []
    for _ in 0..<stepCount { steps.append(try StepWire.read(from: &reader)) }
    try reader.end()
    for step in steps {
      for slot in step.slots where slot.index >= slots.count { throw .unknownSlot(slot.index) }
    }
    return Orders(descriptors: slots, steps: steps, debug: debug)
  }
}

extension InitStep {
  /// The slots whose descriptors this step uses.
  package var slots: [Slot] {
    switch self {
    case .joinCgroups(let slots): return slots
    case .joinNamespace(_, let slot), .joinNamespacesOf(let slot, _): return [slot]
    case .openRootfs(_, let tree, _): return tree.map { [$0] } ?? []
    case .mount(let mount):
      if case .bind(.tree(let slot), _) = mount.kind { return [slot] }
      return []
    case .makeDevice(let device):
      if case .tree(let slot) = device.bind { return [slot] }
      return []
    case .setUpConsole(let console): return [console.socket]
    case .waitAtGate(let gate): return gate.map { [$0] } ?? []
    case .unshare, .newTimeNamespace, .becomeNamespaceRoot, .newSession, .newKeyring, .bringUpLoopback,
      .detachFromHostPropagation, .isolateRootfsParent, .makeWorkingDirectory, .makeSymlink, .waitForRuntimeHooks,
      .runHooks, .enterRootfs, .setRootPropagation, .remountRootReadonly,
      .setHostname, .setDomainname, .setSysctl, .makeReadonly, .mask, .prepareStdio, .setUmask, .setRlimit,
      .setScheduler, .setIOPriority, .setPersonality, .setMemoryPolicy, .setCPUAffinity, .setAppArmorProfile,
      .setSELinuxLabel, .setNoNewPrivileges, .loadSeccomp, .limitBoundingSet, .becomeUser, .setCapabilities,
      .changeDirectory, .resolveProgram, .execute:
      return []
    }
  }
}
