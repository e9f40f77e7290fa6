// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Detached copies of host trees, which the parent makes because the child's user namespace may not.
enum HostTree {
  /// A copy of what is at `source`: a slave of the host's mounts, so that nothing mounted below it travels back, and
  /// with its owners mapped when asked.
  static func open(
    _ source: String, recursive: Bool, idMap: IDMap?, environment: CallerEnvironment
  ) throws(Failure) -> Descriptor {
    let tree = try asFailure(.system) { () throws(KernelError) in
      let tree = try MountTree(copying: source, recursive: recursive)
      try tree.change(MountChange(propagation: MountFlags.slave), recursive: true)
      return tree
    }
    if let idMap { try mapIDs(of: tree, by: idMap, source, environment) }
    return tree.take()
  }

  /// Maps the owners of a detached tree; `source` names it in messages.
  static func mapIDs(
    of tree: borrowing MountTree, by idMap: IDMap, _ source: String, _ environment: CallerEnvironment
  ) throws(Failure) {
    let namespace = try userNamespace(idMap, environment)
    do {
      try tree.mapIDs(by: namespace, recursive: idMap.recursive)
    } catch {
      let isUnable = error.errno == .EINVAL
      throw Failure(
        .system, "cannot map the owners of \(source): \(error.text)",
        hint: isUnable ? "its file system perhaps does not support ID-mapped mounts" : nil)
    }
  }

  /// A user namespace with the mount's mappings.
  private static func userNamespace(_ idMap: IDMap, _ environment: CallerEnvironment) throws(Failure) -> Descriptor {
    if let path = idMap.namespacePath {
      return try asFailure(.namespace) { () throws(KernelError) in try Files.open(path, OpenFlags.readOnly) }
    }
    return try make(uids: idMap.uids, gids: idMap.gids, environment)
  }

  /// Makes one by a helper process that lives only as long as it takes to open its namespace.
  private static func make(
    uids: [IDRange], gids: [IDRange], _ environment: CallerEnvironment
  ) throws(Failure) -> Descriptor {
    var wait = try asFailure(.system) { () throws(KernelError) in try Pipe() }
    let child = try clone(waitingFor: wait.reading)
    defer { wait.writing = Descriptor(owning: -1) }
    do throws(Failure) {
      try IDMaps.write(uids: uids, gids: gids, of: child.pid, environment: environment)
      let namespace = try asFailure(.namespace) { () throws(KernelError) in
        try Files.open("/proc/\(child.pid)/ns/user", OpenFlags.readOnly)
      }
      end(child)
      return namespace
    } catch {
      end(child)
      throw error.during("user namespace of an ID-mapped mount")
    }
  }

  private static func clone(waitingFor file: borrowing Descriptor) throws(Failure) -> Processes.Child {
    var request = Processes.CloneRequest()
    request.namespaces = Namespaces(.user)
    let side = try asFailure(.namespace) { () throws(KernelError) in try Processes.clone(request) }
    switch consume side {
    case .parent(let child): return child
    case .child:
      // Until it is killed, or until the runtime dies and the pipe ends.
      try? Processes.setParentDeathSignal(Signal.kill.rawValue)
      var bytes: [UInt8] = []
      _ = try? file.read(into: &bytes, limit: 1)
      Processes.exit(0)
    }
  }

  private static func end(_ child: borrowing Processes.Child) {
    try? Processes.signal(child.pidfd, Signal.kill.rawValue)
    _ = try? Processes.wait(child.pidfd)
  }
}
