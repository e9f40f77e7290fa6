// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// The init stage: what a re-executed runtime does as the container's first process, or as a process that joins it.
///
/// Started as `capsule-oci init SOCKET PLAN` from a protected image of the runtime (CVE-2019-5736) with two descriptors:
/// its end of the handshake's socket pair and the plan's sealed memfd.
package enum InitStage {
  /// Becomes the init stage when the arguments ask for it, and then never returns.
  ///
  /// Must be the first thing that the program does.
  package static func takeOverIfRequested(_ arguments: [String]) {
    guard arguments.count == 4, arguments[1] == "init", let socket = Int32(arguments[2]),
      let plan = Int32(arguments[3]), socket > 2, plan > 2
    else { return }
    Processes.exit(run(socket: socket, plan: plan))
  }

  /// Performs the plan; returns an exit status only when it cannot be carried out.
  private static func run(socket: Int32, plan: Int32) -> Int32 {
    // Before anything of the container's can look at us: no tracing, no /proc/PID/exe, no /proc/PID/fd (CVE-2016-9962).
    // User namespaces are mapped by now, so the parent needs our /proc files no more.
    try? Credentials.setDumpable(false)
    Credentials.setUmask(0)
    // Now, because a filter may forbid it later.
    Signals.reset()
    let parent = ParentSocket(Descriptor(owning: socket))
    do {
      let orders = try readOrders(Descriptor(owning: plan))
      var context = InitContext(parent: parent, orders: orders)
      return context.carryOut()
    } catch {
      parent.send(.failed(error))
      return InitFailure.status
    }
  }

  /// Marks all but the preserved descriptors close-on-exec and reads the plan.
  private static func readOrders(_ plan: consuming Descriptor) throws(Failure) -> PlanWire.Orders {
    // A short read is the end of a file in memory. Small pieces: the container's memory limit holds for us already.
    let piece = 4096
    var bytes: [UInt8] = []
    do {
      while try plan.read(into: &bytes, limit: piece) == piece {}
    } catch {
      throw Failure(error, "read the init stage's plan")
    }
    let orders: PlanWire.Orders
    do {
      orders = try PlanWire.decode(bytes)
    } catch {
      throw Failure(.system, "read the init stage's plan: " + error.message)
    }
    do {
      try Descriptors.closeOnExec(from: 3 + orders.preservedDescriptors)
    } catch {
      throw Failure(error, "mark descriptors close-on-exec")
    }
    return orders
  }
}
