// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// The descriptors of a plan's slots, by slot: opened for the child, and closed with this value.
final class SlotTable {
  /// What requests refer to besides paths.
  struct Sources {
    var cgroups: ContainerCgroups
    /// The number of the socket to which the console goes.
    var consoleSocket: Int32?
    /// The number of the start gate.
    var gate: Int32?
    var environment: CallerEnvironment
  }

  private(set) var numbers: [Int32] = []
  /// Those of `numbers` that are ours to close.
  private var owned: [Int32] = []

  deinit {
    for number in owned { _ = Descriptor(owning: number) }
  }

  /// Opens what the plan asks for, in order.
  func fill(_ requests: [SlotRequest], from sources: Sources) throws(Failure) {
    numbers.reserveCapacity(requests.count)
    let locked = try LockedTrees(requests.compactMap { SlotTable.lockedSource(of: $0) })
    for request in requests { try fill(request, sources, locked) }
  }

  private static func lockedSource(of request: SlotRequest) -> LockedTrees.Source? {
    switch request {
    case .mountTree(let source, let recursive, _, let locked):
      return locked ? LockedTrees.Source(path: source, recursive: recursive) : nil
    case .hostDevice(let path): return LockedTrees.Source(path: path, recursive: false)
    case .namespace, .pidfd, .cgroupMembers, .consoleSocket, .startGate: return nil
    }
  }

  private func fill(_ request: SlotRequest, _ sources: Sources, _ locked: LockedTrees) throws(Failure) {
    switch request {
    case .namespace(let kind, let path, let notHosts):
      let file = try SlotTable.openNamespace(kind, path)
      if notHosts { try SlotTable.refuseOwn(kind, file, path) }
      own(file)
    case .pidfd(let pid):
      own(try asFailure(.system) { () throws(KernelError) in try Processes.open(pid) })
    case .cgroupMembers(let hierarchy):
      do {
        own(try sources.cgroups.openMembers(hierarchy: hierarchy))
      } catch {
        throw error.during("join cgroup")
      }
    case .mountTree(let source, let recursive, let idMap, let isLocked):
      let tree =
        isLocked
        ? locked.next()
        : try asFailure(.system) { () throws(KernelError) in try MountTree(copying: source, recursive: recursive) }
      own(try HostTree.prepare(tree, source, idMap: idMap, environment: sources.environment))
    case .consoleSocket:
      guard let number = sources.consoleSocket else { throw Failure(.console, "the plan needs a console socket") }
      numbers.append(number)
    case .startGate:
      guard let number = sources.gate else { throw Failure(.system, "the plan needs a start gate") }
      numbers.append(number)
    case .hostDevice:
      // A detached copy: the child's mount namespace is another one, in which the node itself could not be bound.
      own(locked.next().take())
    }
  }

  private func own(_ descriptor: consuming Descriptor) {
    let number = descriptor.release()
    owned.append(number)
    numbers.append(number)
  }

  /// Opens a namespace file and makes sure of its kind before anything joins it: setns(2) would only say EINVAL.
  private static func openNamespace(_ kind: Namespace, _ path: String) throws(Failure) -> Descriptor {
    let file = try asFailure(.namespace) { () throws(KernelError) in try Files.open(path, OpenFlags.readOnly) }
    guard let found = NamespaceFiles.kind(of: file) else {
      throw Failure(
        .namespace, "\(path) is not a namespace file, but the configuration joins it as \(kind.ociName) namespace",
        hint: "give a file like /proc/PID/ns/\(kind.procName)")
    }
    if found != kind {
      throw Failure(
        .namespace, "\(path) is a \(found.ociName) namespace, but the configuration joins it as \(kind.ociName)",
        hint: "give a file like /proc/PID/ns/\(kind.procName)")
    }
    return file
  }

  /// Kernel parameters of the runtime's own namespace would be the host's.
  private static func refuseOwn(_ kind: Namespace, _ file: borrowing Descriptor, _ path: String) throws(Failure) {
    let isOwn = try asFailure(.namespace) { () throws(KernelError) in
      try Files.status(of: file) == Files.status("/proc/self/ns/" + kind.procName)
    }
    if isOwn {
      throw Failure(
        .configInvalid, "sysctl not allowed in host \(kind.ociName) namespace: \(path) is the runtime's own",
        hint: "leave out /linux/sysctl, or give the container a \(kind.ociName) namespace")
    }
  }
}
