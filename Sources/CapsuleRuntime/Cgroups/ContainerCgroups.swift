// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import Kernel
package import LinuxABI

/// A container's cgroups on the host: made from a plan, or found again from the state document.
package struct ContainerCgroups: Sendable {
  /// In the order of the plan's targets; nil where an optional cgroup could not be made.
  var places: [CgroupDirectory?]
  /// The directory to clone into.
  private var cloneTarget: Int?
  private var plan: CgroupPlan
  /// Directories `create` made, parents first.
  private var made: [String] = []

  package init(plan: CgroupPlan) {
    self.plan = plan
    places = plan.targets.map { $0.directory }
    cloneTarget = plan.cloneTarget
  }

  package init(directories: [CgroupDirectory]) {
    plan = .none
    // Embedded Swift has no conversion of arrays.
    places = directories.map { Optional($0) }
    cloneTarget = directories.count == 1 && directories[0].isUnified ? 0 : nil
  }

  /// What the state document keeps: the cgroups that are (or, before `create`, would be) there.
  package var directories: [CgroupDirectory] { places.compactMap { $0 } }

  /// Those of the plan that `create` could not make and need not.
  var missing: [CgroupTarget] {
    var missing: [CgroupTarget] = []
    for (index, target) in plan.targets.enumerated() where places[index] == nil { missing.append(target) }
    return missing
  }

  // MARK: making

  /// Makes the directories, with their parents, and on v2 passes the controllers down to them.
  ///
  /// A cgroup that is there already is taken if nobody is in it and it is not frozen. What was made is removed again
  /// when something fails.
  package mutating func create() throws(Failure) {
    do throws(Failure) {
      for index in plan.targets.indices { try create(index) }
    } catch {
      for path in made.reversed() { try? Files.removeDirectory(path) }
      made = []
      throw error.during("unable to apply cgroup configuration")
    }
  }

  private mutating func create(_ index: Int) throws(Failure) {
    let target = plan.targets[index]
    let place = target.directory
    do throws(Failure) {
      let isNew = try makePath(of: target, leaf: place.path)
      if !isNew {
        // Root's, perhaps, and of the same name: what cannot be joined is as good as what could not be made.
        if plan.optional { _ = try openMembers(hierarchy: index) }
        try Self.checkUnused(place)
      }
    } catch {
      guard plan.optional, error.code == .permission else { throw error }
      if let write = target.writes.first { throw Self.needsPermission(target, write, error) }
      places[index] = nil
      return
    }
    switch target.hierarchy {
    case .v1(let hierarchy):
      if hierarchy.controllers.contains("cpuset") { try CgroupV1.inheritCPUSet(target, hierarchy) }
    case .v2(let hierarchy):
      try CgroupV2.enableControllers(target, hierarchy)
    }
  }

  /// Makes the leaf, and its parents when they are missing; false when the leaf is there.
  private mutating func makePath(of target: CgroupTarget, leaf: String) throws(Failure) -> Bool {
    do throws(KernelError) {
      if !(try CgroupFiles.make(leaf)) { return false }
      made.append(leaf)
      return true
    } catch {
      if error.errno != .ENOENT { throw CgroupFiles.failure("mkdir \(leaf)", error) }
    }
    let mountPoint = leaf.utf8.count - target.path.utf8.count
    var end = leaf.utf8.index(leaf.utf8.startIndex, offsetBy: mountPoint + 1)
    while true {
      let slash = leaf.utf8[end...].firstIndex(of: UInt8(ascii: "/")) ?? leaf.utf8.endIndex
      let path = String(leaf[..<slash])
      do {
        if try CgroupFiles.make(path) { made.append(path) }
      } catch {
        throw CgroupFiles.failure("mkdir \(path)", error)
      }
      if slash == leaf.utf8.endIndex { return true }
      end = leaf.utf8.index(after: slash)
    }
  }

  /// Two containers in one cgroup would be limited, paused and killed together (config-linux.md, "Control groups": MUST
  /// generate an error), and a frozen one would never start.
  private static func checkUnused(_ place: CgroupDirectory) throws(Failure) {
    let processes = try CgroupFiles.processes(of: place.path)
    if !processes.isEmpty {
      throw Failure(
        .cgroup, "container's cgroup is not empty: \(processes.count) process(es) found in \(place.path)",
        hint: "choose another /linux/cgroupsPath, or end process \(processes[0])")
    }
    if try Freezer.state(of: place) == true {
      throw Failure(
        .cgroup, "container's cgroup unexpectedly frozen: \(place.path)", hint: "thaw it or remove it with rmdir")
    }
  }

  private static func needsPermission(_ target: CgroupTarget, _ write: CgroupWrite, _ cause: Failure) -> Failure {
    switch target.hierarchy {
    case .v1:
      return Failure(
        .permission,
        "cannot set \(write.controller) limit: container could not join or create cgroup: \(cause.message)")
    case .v2:
      return Failure(
        .permission,
        "rootless needs no limits + no cgrouppath when no permission is granted for cgroups: \(cause.message)",
        hint: "have systemd delegate a cgroup: systemd-run --user --scope -p Delegate=yes")
    }
  }

  /// Writes the plan's settings; the directories are there.
  package func apply() throws(Failure) { try apply(plan) }

  /// Writes a plan's settings (`update` makes a new one); its targets are those of this value.
  package func apply(_ plan: CgroupPlan) throws(Failure) {
    for (index, target) in plan.targets.enumerated() {
      guard let place = index < places.count ? places[index] : nil else { continue }
      if let check = target.memoryCheck { try CgroupV2.check(check, place) }
      try CgroupWriter.write(target.writes, in: place.path)
      if !target.deviceProgram.isEmpty {
        try CgroupV2.attach(target.deviceProgram, to: place.path, isNew: made.contains(place.path))
      }
      if let owner = target.owner { try CgroupV2.give(place.path, to: owner) }
    }
  }

  // MARK: joining

  /// The file through which a process joins the cgroup of the plan's hierarchy-th target by writing `0`; /dev/null
  /// where an optional cgroup could not be made, so that plan and descriptors keep their order.
  ///
  /// On v1 it is `tasks`, which takes the one thread that writes and no lock of the whole thread group.
  package func openMembers(hierarchy index: Int) throws(Failure) -> Descriptor {
    let place = places.indices.contains(index) ? places[index] : nil
    let path = place.map { $0.path + ($0.isUnified ? "/cgroup.procs" : "/tasks") } ?? "/dev/null"
    do {
      return try Files.open(path, OpenFlags.writeOnly)
    } catch {
      throw CgroupFiles.failure("open \(path)", error)
    }
  }

  /// The directory for CLONE_INTO_CGROUP; nil where the child has to move itself, or has no cgroup.
  package func openForClone() throws(Failure) -> Descriptor? {
    guard let cloneTarget, let place = places[cloneTarget] else { return nil }
    return try Self.openDirectory(place.path)
  }

  /// The directory a process of the container is in, for an `exec` whose clone was refused with EBUSY because the
  /// container's payload, an init system perhaps, has turned its top cgroup into one for controllers only.
  package func openForClone(besides pid: Int32) throws(Failure) -> Descriptor? {
    guard let cloneTarget, let place = places[cloneTarget] else { return nil }
    let membership = "/proc/\(pid)/cgroup"
    let bytes: [UInt8]
    do {
      bytes = try Files.read(membership, limit: 1 << 16)
    } catch {
      throw CgroupFiles.failure("read \(membership)", error)
    }
    return try Self.openDirectory(CgroupV2.mountPoint(of: place.path) + CgroupFacts.unifiedPath(own: bytes))
  }

  private static func openDirectory(_ path: String) throws(Failure) -> Descriptor {
    do {
      return try Files.open(path, OpenFlags.readOnly | OpenFlags.directory)
    } catch {
      throw CgroupFiles.failure("open \(path)", error)
    }
  }

  /// Why a clone into the cgroup, or a write to its members, was refused.
  package static func joinHint(_ errno: Errno) -> String? {
    if errno == .EBUSY {
      return "the cgroup passes controllers on (cgroup.subtree_control) and may then have no process of its own"
    }
    if errno == .EOPNOTSUPP {
      return "the cgroup is below a threaded one (cgroup.type `domain invalid`); use another /linux/cgroupsPath"
    }
    if errno == .EAGAIN { return "the cgroup's pids.max, or that of one above it, is reached" }
    if errno == .ENOSPC { return "the cpuset has no CPUs or no memory nodes" }
    return nil
  }
}
