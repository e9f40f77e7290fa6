// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// What the init stage knows while it performs its steps.
struct InitContext: ~Copyable {
  let parent: ParentSocket
  let orders: PlanWire.Orders
  /// The rootfs before it is entered, `/` from then on; -1 until a step needs it.
  var root = RootDirectory(Descriptor(owning: -1))
  /// The rootfs's own status: nothing is mounted on its top.
  var rootStatus: FileStatus?
  /// The directory of the last device or link that was made and its path, such as /dev: they come in rows.
  ///
  /// Forgotten at every mount.
  var lastDirectory = Descriptor(owning: -1)
  var lastDirectoryPath = ""
  /// Our pid as hooks are told it: the host's where the host's procfs could be read.
  var hookPID: Int32 = 0
  /// chdir(2) was refused to the runtime's own privileges and is left to the user.
  var directoryLeftToUser = false
  /// The process's environment, HOME included once it was looked up.
  var environment: [String]
  var homeIsKnown = false
  /// The start gate's FIFO from the moment that it is waited at.
  var gate = Descriptor(owning: -1)
  /// args[0] as found.
  var program = ""
  /// A filter judges our system calls.
  var isFiltered = false
  /// Failures go to the parent; not any more once a FIFO let us through its gate, the parent being gone by then.
  var parentListens = true

  init(parent: consuming ParentSocket, orders: PlanWire.Orders) {
    self.parent = parent
    self.orders = orders
    environment = orders.execution?.env ?? []
  }

  /// The number at which a slot stands open.
  func number(_ slot: Slot) -> Int32 { orders.descriptors[slot.index] }

  /// Waits for `begin` and performs every step; returns an exit status only on failure.
  mutating func carryOut() -> Int32 {
    guard case .begin = parent.receive() else { return InitFailure.status }
    if orders.runsHooks { hookPID = hostPID() }
    for index in orders.steps.indices {
      let step = orders.steps[index]
      if orders.debug, !isFiltered { parent.send(.debug(position(index) + step.summary)) }
      do {
        if let failure = try perform(step) { return report(failure, at: index) }
      } catch {
        return report(Failure(error, step), at: index)
      }
    }
    return report(Failure(.system, "the plan ended without a program"), at: orders.steps.count - 1)
  }

  private func position(_ index: Int) -> String { "init step \(index + 1)/\(orders.steps.count): " }

  /// Tells the parent, or standard error when there is nobody else to tell.
  private mutating func report(_ failure: Failure, at index: Int) -> Int32 {
    if parentListens {
      var failure = failure
      if failure.code == .initStep || failure.code == .system { failure.message = position(index) + failure.message }
      parent.send(.failed(failure))
    } else {
      InitFailure.print(failure)
    }
    return InitFailure.status
  }

  /// Our pid in the procfs that is mounted on /proc, the host's at the beginning of `create`; else in our namespace.
  private func hostPID() -> Int32 {
    if let text = try? Files.readLink("/proc/self"), let pid = Int32(text) { return pid }
    return Processes.ownPID
  }
}

extension PlanWire.Orders {
  /// The last step's values.
  var execution: ExecuteStep? {
    for step in steps.reversed() { if case .execute(let execute) = step { return execute } }
    return nil
  }

  var preservedDescriptors: UInt32 { execution?.preservedDescriptors ?? 0 }

  var runsHooks: Bool {
    for step in steps { if case .runHooks = step { return true } }
    return false
  }

  /// The gate's FIFO, if there is one.
  var gate: Slot? {
    for step in steps { if case .waitAtGate(let gate) = step { return gate } }
    return nil
  }
}
