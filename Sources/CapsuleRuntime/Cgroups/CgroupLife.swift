// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI

/// What is done to the container's processes through its cgroups, and the end of these.
extension ContainerCgroups {
  /// Where its processes are looked up: the hierarchy that can freeze them, else any.
  private var main: CgroupDirectory? {
    let all = directories
    return freezer ?? all.first { $0.isUnified } ?? all.first { $0.isOf("devices") } ?? all.first
  }

  /// v1's freezer, or the unified hierarchy where v1 has none.
  private var freezer: CgroupDirectory? {
    directories.first { $0.isOf("freezer") } ?? directories.first { $0.isUnified }
  }

  /// The container's processes, in its cgroup and in those it made below, as pids of our pid namespace.
  package func processes() throws(Failure) -> [Int32] {
    guard let main else { return [] }
    return try CgroupFiles.processes(of: main.path)
  }

  /// Whether `pause` (or somebody else) froze the container's own cgroup.
  package var isFrozen: Bool {
    guard let freezer else { return false }
    return (try? Freezer.state(of: freezer)) == true
  }

  /// Stops every process; returns when they have all stopped.
  package func freeze() throws(Failure) { try Freezer.freeze(try frozenPlace()) }

  /// Lets them go on.
  package func thaw() throws(Failure) { try Freezer.thaw(try frozenPlace()) }

  private func frozenPlace() throws(Failure) -> CgroupDirectory {
    guard let freezer, try Freezer.state(of: freezer) != nil else {
      throw Failure(
        .cgroup, "the container has no cgroup that can be frozen",
        hint: "v1 needs the freezer controller, v2 a kernel since 5.2; --cgroup-manager disabled has neither")
    }
    return freezer
  }

  /// Sends a signal to every process of the container.
  ///
  /// SIGKILL leaves none behind: by cgroup.kill (5.14), or where that is missing by freezing, so that nobody forks,
  /// signalling, and thawing, until the cgroup is empty. Other signals reach those who are there.
  package func kill(signal: Int32) throws(Failure) {
    let fatal: Int32 = 9
    if signal != fatal {
      for pid in try processes() { try Self.send(signal, pid) }
      return
    }
    if let unified = directories.first(where: { $0.isUnified }) {
      do {
        try Files.write("1", to: unified.path + "/cgroup.kill")
        if directories.count == 1 { return }
      } catch {
        // Gone, or a kernel without it.
        if error.errno != .ENOENT && error.errno != .ENODEV {
          throw CgroupFiles.failure("kill the processes of \(unified.path)", error)
        }
      }
    }
    try killOneByOne(fatal)
  }

  private func killOneByOne(_ fatal: Int32) throws(Failure) {
    let deadline = Clock.monotonic().milliseconds + 10_000
    while true {
      let processes = try processes()
      if processes.isEmpty { return }
      let canFreeze = freezer.flatMap { (try? Freezer.state(of: $0)) ?? nil } != nil
      if let freezer, canFreeze {
        // As good as it goes: those who are frozen cannot fork, those who are not get the signal all the same.
        try? CgroupFiles.write(freezer.isUnified ? "1" : "FROZEN", to: freezer.path + Self.freezeFile(freezer))
      }
      for pid in try self.processes() { try Self.send(fatal, pid) }
      if let freezer, canFreeze { try Freezer.thaw(freezer) }
      if Clock.monotonic().milliseconds > deadline {
        throw Failure(.cgroup, "\(processes.count) process(es) survive SIGKILL, among them \(processes[0])")
      }
      Clock.sleep(milliseconds: 1)
    }
  }

  private static func freezeFile(_ place: CgroupDirectory) -> String {
    place.isUnified ? "/cgroup.freeze" : "/freezer.state"
  }

  private static func send(_ signal: Int32, _ pid: Int32) throws(Failure) {
    do {
      try Processes.signal(pid: pid, signal)
    } catch {
      if error.errno != .ESRCH { throw CgroupFiles.failure("signal process \(pid)", error) }
    }
  }

  // MARK: the end

  /// Removes the cgroups and those the payload made below them.
  ///
  /// What is gone already is no error; a cgroup whose processes are still ending is tried again for two seconds.
  package func remove() throws(Failure) {
    let deadline = Clock.monotonic().milliseconds + 2000
    var first: Failure?
    for place in directories.reversed() {
      do throws(Failure) {
        try Self.remove(place.path, deadline)
      } catch {
        if first == nil { first = error } else { first?.cleanup.append(error.message) }
      }
    }
    if let first { throw first }
  }

  private static func remove(_ path: String, _ deadline: Int64) throws(Failure) {
    var pause: Int64 = 1
    while true {
      do throws(KernelError) {
        try Files.removeDirectory(path)
        return
      } catch {
        if error.errno == .ENOENT { return }
        // On a read-only cgroup file system also a missing directory gives EROFS.
        if error.errno == .EROFS && !Files.exists(path) { return }
        if error.errno != .EBUSY && error.errno != .ENOTEMPTY { throw CgroupFiles.failure("rmdir \(path)", error) }
        let children = (try? CgroupFiles.children(of: path)) ?? []
        for child in children { try remove(path + "/" + child, deadline) }
        if children.isEmpty {
          if Clock.monotonic().milliseconds > deadline {
            let processes = (try? CgroupFiles.processes(of: path)) ?? []
            throw CgroupFiles.failure(
              "rmdir \(path)", error, hint: processes.isEmpty ? nil : "process \(processes[0]) is still in it")
          }
          Clock.sleep(milliseconds: pause)
          pause = min(pause * 2, 50)
        }
      }
    }
  }
}
