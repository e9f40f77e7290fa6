// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// What only cgroup v2 needs.
enum CgroupV2 {
  // MARK: controllers

  /// Passes every controller of the mount's root down to the container's cgroup (cgroup-v2.rst, "Enabling and
  /// Disabling"), so that engines find all statistics; only the missing ones that the settings need are an error.
  static func enableControllers(_ target: CgroupTarget, _ hierarchy: CgroupV2Hierarchy) throws(Failure) {
    let leaf = hierarchy.mountPoint + target.path
    if hierarchy.controllers.isEmpty { return }
    // After the first container of an engine the parents have them all.
    var missing = try subtract(hierarchy.controllers, HostProbe.controllers(of: leaf))
    if missing.isEmpty { return }

    var refusals: [(controller: String, directory: String, error: KernelError)] = []
    var directory = hierarchy.mountPoint
    let parts = target.path.utf8.split(separator: UInt8(ascii: "/"))
    for part in parts {
      let file = directory + "/cgroup.subtree_control"
      do {
        try Files.write("+" + missing.joined(separator: " +"), to: file)
      } catch {
        // All or nothing: one by one then.
        for controller in missing {
          do throws(KernelError) {
            try Files.write("+" + controller, to: file)
          } catch {
            refusals.append((controller, directory, error))
          }
        }
      }
      directory += "/" + String(decoding: Array(part), as: UTF8.self)
    }
    missing = try subtract(hierarchy.controllers, HostProbe.controllers(of: leaf))
    try checkType(leaf, target)
    for write in target.writes where missing.contains(write.controller) {
      throw unavailable(write, leaf, refusals.first { $0.controller == write.controller })
    }
  }

  private static func subtract(_ all: [String], _ some: [String]) -> [String] { all.filter { !some.contains($0) } }

  private static func unavailable(
    _ write: CgroupWrite, _ leaf: String, _ refusal: (controller: String, directory: String, error: KernelError)?
  ) -> Failure {
    let controller = write.controller
    var message =
      "\(write.pointer): cannot set \(controller) limit: controller \"\(controller)\" not available in \(leaf)"
    var hint: String?
    if let refusal {
      message += ": enable it in \(refusal.directory): \(refusal.error.errno.text)"
      if refusal.error.errno == .EBUSY {
        hint =
          "\(refusal.directory) has processes of its own and may then pass no controllers on; "
          + "use a /linux/cgroupsPath beside it"
      } else if CgroupFiles.isPermission(refusal.error.errno) {
        hint = "it is not delegated to this user (systemd: Delegate=yes)"
      } else if refusal.error.errno == .ENOENT {
        hint = "the cgroups above do not pass it on"
      } else if refusal.error.errno == .EOPNOTSUPP {
        hint = "\(refusal.directory) is threaded"
      }
    }
    return Failure(.cgroup, message, hint: hint)
  }

  /// Below a threaded cgroup a new one is in no usable state; it can become threaded itself, which is enough for a
  /// container that needs no domain controller (cgroup-v2.rst, "Threads").
  private static func checkType(_ leaf: String, _ target: CgroupTarget) throws(Failure) {
    guard let type = try CgroupFiles.text(leaf + "/cgroup.type"), type != "domain" else { return }
    let threaded = ["cpu", "cpuset", "pids", "perf_event", "cgroup"]
    for write in target.writes where !threaded.contains(write.controller) {
      throw Failure(
        .cgroup,
        "\(write.pointer): cannot enter cgroupv2 \"\(leaf)\" with domain controllers -- it is in \(type) mode",
        hint: "an ancestor is threaded (cgroup.type); use another /linux/cgroupsPath")
    }
    if type == "domain invalid" { try CgroupFiles.write("threaded", to: leaf + "/cgroup.type") }
  }

  // MARK: settings that are no files

  /// v1 refuses a limit below the usage; v2 would call the OOM killer.
  static func check(_ check: MemoryCheck, _ place: CgroupDirectory) throws(Failure) {
    guard let text = try CgroupFiles.text(place.path + "/memory.current"), let usage = UInt64(text) else { return }
    for (limit, name, pointer) in [(check.swap, "memory+swap", "swap"), (check.limit, "memory", "limit")] {
      if let limit, limit <= usage {
        throw Failure(
          .cgroup, "/linux/resources/memory/\(pointer): rejecting \(name) limit \(limit) <= usage \(usage)",
          hint: "memory.checkBeforeUpdate asks for this")
      }
    }
  }

  /// Loads and attaches the device filter in place of any other of this cgroup, so that at no moment there is none.
  static func attach(_ program: [UInt8], to path: String, isNew: Bool) throws(Failure) {
    do throws(KernelError) {
      let cgroup = try Files.open(path, OpenFlags.readOnly | OpenFlags.directory)
      let filter = try BPF.load(program)
      let old = isNew ? [] : try BPF.attached(to: cgroup)
      if old.count == 1 {
        let before = try BPF.program(old[0])
        do {
          try BPF.attach(filter, to: cgroup, replacing: before.raw)
          return
        } catch {
          // BPF_F_REPLACE is of 5.6, and refuses a program that was attached alone.
          if error.errno != .EINVAL { throw error }
        }
      }
      try BPF.attach(filter, to: cgroup)
      for number in old { try BPF.detach(try BPF.program(number), from: cgroup) }
    } catch {
      throw CgroupFiles.failure(
        "/linux/resources/devices: set the device filter of \(path): \(error.subject)", error,
        hint: error.errno == .ENOSYS || error.errno == .EINVAL ? "the kernel needs CONFIG_CGROUP_BPF (4.15)" : nil)
    }
  }

  /// Gives a cgroup to the container's user: the directory and the files the kernel names for that, nothing else
  /// (config-linux.md, "Cgroup ownership").
  static func give(_ path: String, to owner: UInt32) throws(Failure) {
    let listed = try CgroupFiles.text("/sys/kernel/cgroup/delegate")
    let names = listed.map { HostProbe.words(Array($0.utf8)) }
    do throws(KernelError) {
      try Files.setOwner(path, uid: owner)
      for name in names ?? ["cgroup.procs", "cgroup.subtree_control", "cgroup.threads"] {
        do {
          try Files.setOwner(path + "/" + name, uid: owner)
        } catch {
          if error.errno != .ENOENT { throw error }
        }
      }
    } catch {
      throw CgroupFiles.failure("give \(path) to uid \(owner)", error)
    }
  }

  /// Where the unified hierarchy that `path` is in is mounted.
  static func mountPoint(of path: String) -> String {
    let hybrid = "/sys/fs/cgroup/unified"
    return path.utf8.starts(with: (hybrid + "/").utf8) ? hybrid : "/sys/fs/cgroup"
  }
}
