// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI

/// What a user without privileges needs to make containers: a user namespace in which they are root, with the users that
/// the machine lends them, and a mount namespace for overlays.
///
/// All of a user's containers are in the same two, so that they can share networks and volumes, and so that a later call
/// finds what an earlier one has mounted; `NamespaceHolder` keeps them while there is a call or a container.
package enum Rootless {
  /// Makes this process root of the caller's namespaces, unless it is root; while it has one thread.
  ///
  /// - Returns: what people should know of it, a line each.
  package static func enter() throws(Failure) -> [String] {
    if Caller.isRoot { return [] }
    let folder = try NamespaceHolder.folder()
    if Caller.isInNamespace {
      // A monitor: it stays longer than whoever started it.
      try asFailure(.namespace) { () throws(KernelError) in try use(folder) }
      return []
    }
    let uid = Caller.uid
    var warnings: [String] = []
    let lock = try asFailure(.namespace) { () throws(KernelError) -> Descriptor in
      let lock = try Files.open(folder + "/lock", OpenFlags.readWrite | OpenFlags.create, mode: 0o600)
      try lock.lock(exclusive: true)
      if !Files.exists(folder + "/users") { try Files.makeFIFO(folder + "/users", mode: 0o600) }
      return lock
    }
    let holder: Int32
    if let there = NamespaceHolder.find(folder) {
      holder = there
    } else {
      holder = try NamespaceHolder.start { (pid) throws(Failure) in warnings = try map(pid) }
    }
    do throws(KernelError) {
      let directory = try? Files.currentDirectory()
      try use(folder)
      let user = try Files.open("/proc/\(holder)/ns/user", OpenFlags.readOnly)
      let mount = try Files.open("/proc/\(holder)/ns/mnt", OpenFlags.readOnly)
      try ProcessNamespaces.join(user.raw, .user)
      try ProcessNamespaces.join(mount.raw, .mount)
      // The mount namespace has put us at its root.
      if let directory { try? Files.changeDirectory(directory) }
    } catch {
      throw Failure(error, .namespace).during("enter the user namespace of process \(holder)")
    }
    _ = consume lock
    ProcessEnvironment.set(Caller.variable, "\(uid)")
    return warnings
  }

  /// Keeps the namespaces as long as this process lives.
  private static func use(_ folder: String) throws(KernelError) {
    _ = try Files.open(folder + "/users", OpenFlags.writeOnly | OpenFlags.nonBlocking).release()
  }

  // MARK: Users

  /// Maps users and groups of the namespaces of a process.
  private static func map(_ pid: Int32) throws(Failure) -> [String] {
    let (uid, gid, name) = (Processes.effectiveUID, Processes.effectiveGID, Caller.name)
    func read(_ path: String, _ id: UInt32) -> SubordinateIDs {
      let file = (try? Files.read(path, limit: 4 << 20)) ?? []
      return SubordinateIDs(caller: id, name: name, file: file, user: uid)
    }
    let (users, groups) = (read("/etc/subuid", uid), read("/etc/subgid", gid))
    var warning = "/etc/subuid and /etc/subgid lend \(name.isEmpty ? "uid \(uid)" : name) no users"
    if !users.ranges.isEmpty, !groups.ranges.isEmpty {
      if let (userTool, groupTool) = tools() {
        try run(userTool, pid, users)
        try run(groupTool, pid, groups)
        return []
      }
      warning = "newuidmap and newgidmap are not installed (apt install uidmap)"
    }
    try asFailure(.namespace) { () throws(KernelError) in
      try Files.write("deny", to: "/proc/\(pid)/setgroups")
      try Files.write("0 \(uid) 1", to: "/proc/\(pid)/uid_map")
      try Files.write("0 \(gid) 1", to: "/proc/\(pid)/gid_map")
    }
    return ["\(warning): containers have one user, all files are root's"]
  }

  /// newuidmap(1) and newgidmap(1), which may do what we may not.
  private static func tools() -> (String, String)? {
    func find(_ name: String) -> String? {
      ["/usr/bin/", "/bin/", "/usr/local/bin/"].map { $0 + name }.first { (try? Files.checkExecutable($0)) != nil }
    }
    guard let users = find("newuidmap"), let groups = find("newgidmap") else { return nil }
    return (users, groups)
  }

  private static func run(_ path: String, _ pid: Int32, _ ids: SubordinateIDs) throws(Failure) {
    let program = Subprocess(
      path: path, arguments: [path, "\(pid)"] + ids.arguments, environment: ProcessEnvironment.all)
    let result = try asFailure(.namespace) { () throws(KernelError) in try program.run() }
    if result.outcome == .ended(.exited(0)) { return }
    let words = String(decoding: result.errorOutput, as: UTF8.self).split(separator: "\n").last ?? "it failed"
    throw Failure(.namespace, "\(path): \(words)", hint: "it has to be setuid root, or have CAP_SETUID as a file")
  }
}
