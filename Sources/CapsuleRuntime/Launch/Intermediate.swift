// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

extension Launcher {
  /// Makes the child by way of a short-lived one that joins namespaces first, where the clone itself must happen inside
  /// of them.
  ///
  /// The child is ours all the same (CLONE_PARENT).
  func cloneThroughIntermediate(_ entry: InitEntry) throws(Failure) -> Processes.Child {
    let pair = try asFailure(.system) { () throws(KernelError) in try SocketPair(.messages) }
    let intermediate = try cloneIntermediate(entry, pair.second)
    let answers = pair.takeFirst()
    let received = try asFailure(.system) { () throws(KernelError) in try answers.receive(limit: 8192) }
    _ = try? Processes.wait(intermediate.pidfd)
    return try Launcher.child(in: received)
  }

  private func cloneIntermediate(
    _ entry: InitEntry, _ answers: borrowing Descriptor
  ) throws(Failure) -> Processes.Child {
    let side = try asFailure(.namespace) { () throws(KernelError) in
      try Processes.clone(Processes.CloneRequest())
    }
    switch consume side {
    case .parent(let child): return child
    case .child: beIntermediate(entry, answers)
    }
  }

  /// What the intermediate child told: a pidfd, or why there is none.
  private static func child(in answer: consuming ReceivedMessage) throws(Failure) -> Processes.Child {
    let bytes = answer.bytes
    if let pidfd = answer.takeDescriptor() {
      let pid = try asFailure(.system) { () throws(KernelError) in try Processes.pid(of: pidfd) }
      return Processes.Child(pid: pid, pidfd: pidfd)
    }
    if let message = try? FromInit.decode(bytes), case .failed(let failure) = message { throw failure }
    throw Failure(.namespace, "the process that joins namespaces ended before it had made the container's")
  }

  private func beIntermediate(_ entry: InitEntry, _ answers: borrowing Descriptor) -> Never {
    do throws(Failure) {
      for join in plan.clone.intermediateJoins {
        try asFailure(.namespace) { () throws(KernelError) in
          try NamespaceFiles.join(entry.slots[join.slot.index], Namespaces(join.kind))
        }
      }
      if let joined = plan.clone.joinPID {
        try asFailure(.namespace) { () throws(KernelError) in
          try NamespaceFiles.join(entry.slots[joined.index], Namespaces(.pid))
        }
      }
      var request = Processes.CloneRequest()
      request.namespaces = plan.clone.newNamespaces
      request.cgroup = cgroup
      request.asSibling = true
      let side: Processes.Side
      do {
        side = try Processes.clone(request)
      } catch {
        throw Launcher.explain(error)
      }
      switch consume side {
      case .child: entry.enter()
      case .parent(let child):
        try asFailure(.system) { () throws(KernelError) in try answers.send([1], passing: child.pidfd.raw) }
      }
    } catch {
      try? answers.send(FromInit.failed(error).encode())
    }
    Processes.exit(0)
  }
}
