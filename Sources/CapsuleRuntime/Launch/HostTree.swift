// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Detached copies of host trees, which the parent makes because the child's user namespace may not.
enum HostTree {
  /// A slave of the host's mounts, so that nothing mounted below it travels back, and with its owners mapped when asked.
  static func prepare(
    _ tree: consuming MountTree, _ source: String, idMap: IDMap?, environment: CallerEnvironment
  ) throws(Failure) -> Descriptor {
    do {
      try tree.change(MountChange(propagation: MountFlags.slave), recursive: true)
    } catch {
      throw Failure(error, .system)
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
    do throws(Failure) {
      let holder = try NamespaceHolder(Namespaces(.user))
      try IDMaps.write(uids: uids, gids: gids, of: holder.process.pid, environment: environment)
      return try holder.open("ns/user", OpenFlags.readOnly)
    } catch {
      throw error.during("user namespace of an ID-mapped mount")
    }
  }
}
