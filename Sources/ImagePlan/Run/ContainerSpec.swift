// SPDX-License-Identifier: Apache-2.0
package import OCI

/// The config.json of a container: what an engine gives one by default, with what was asked for on top.
package struct ContainerSpec: Sendable {
  package struct Mount: Equatable, Sendable {
    package var destination: String
    package var type: String
    package var source: String
    package var options: [String]
    package init(_ destination: String, _ type: String, _ source: String, _ options: [String]) {
      self.destination = destination
      self.type = type
      self.source = source
      self.options = options
    }
  }

  /// A device node: what `linux.devices` and the cgroup's rule need.
  package struct Device: Equatable, Sendable {
    package var path: String
    /// `c` or `b`.
    package var type: String
    package var major: UInt32
    package var minor: UInt32
    package var mode: UInt32
    package var uid: UInt32
    package var gid: UInt32
    package var access: String
    package init(
      path: String, type: String, major: UInt32, minor: UInt32, mode: UInt32, uid: UInt32, gid: UInt32, access: String
    ) {
      self.path = path
      self.type = type
      self.major = major
      self.minor = minor
      self.mode = mode
      self.uid = uid
      self.gid = gid
      self.access = access
    }
  }

  package var arguments: [String] = []
  package var environment: [String] = []
  package var directory = "/"
  package var uid: UInt32 = 0
  package var gid: UInt32 = 0
  package var additionalGIDs: [UInt32] = []
  package var hasTerminal = false
  package var hostname = ""
  /// Absolute path of the mounted root.
  package var root = ""
  package var isRootReadOnly = false
  package var capabilities: [String] = []
  package var noNewPrivileges = false
  package var appArmor = ""
  package var limits: [UserLimit] = []
  package var mounts: [Mount] = []
  /// Kinds as config.json names them, with the path of the namespace to join, or empty for a new one.
  package var namespaces: [(kind: String, path: String)] = []
  package var cgroupsPath = ""
  /// Bytes; 0: no limit.
  package var memory: Int64 = 0
  /// Memory and swap together; 0: not set, -1: no limit.
  package var memoryAndSwap: Int64 = 0
  package var memoryReservation: Int64 = 0
  /// Billionths of a processor.
  package var processors: Int64 = 0
  package var processorShares: UInt64 = 0
  package var processorSet = ""
  /// Processes; 0: no limit.
  package var processes: Int64 = 0
  package var devices: [Device] = []
  package var seccomp: JSONValue?
  package var sharedMemory: Int64 = 64 << 20
  package var kernelParameters: [KeyValue] = []
  package var annotations: [KeyValue] = []
  package var outOfMemoryScore: Int64?
  /// All devices, a writable /sys, nothing masked.
  package var isPrivileged = false
  package var isUnmasked = false
  /// Made by a user without privileges, as root of a user namespace: no cgroup, and of the kernel's file systems only
  /// those whose namespaces are its own may be mounted.
  package var isRootless = false
  /// That user namespace has one user and one group.
  package var hasOneUser = false
  /// A cgroup namespace of its own, where version 2 is.
  package init() {}

  /// The whole document.
  package var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("ociVersion", .string("1.0.2")), ("process", process),
      ("root", .object([("path", .string(root)), ("readonly", .bool(isRootReadOnly))])),
    ]
    if !hostname.isEmpty { members.append(("hostname", .string(hostname))) }
    members.append(("mounts", .array((standardMounts + mounts).map { ContainerSpec.json($0) })))
    if !annotations.isEmpty { members.append(("annotations", .map(annotations))) }
    members.append(("linux", linux))
    return .object(members)
  }

  /// The `process` object, which `exec` has on its own.
  package var process: JSONValue {
    var user: [(String, JSONValue)] = [("uid", .integer(uid)), ("gid", .integer(gid))]
    // Where there is one group, groups cannot be set; those of root's in /etc/group add nothing to it.
    if !additionalGIDs.isEmpty, !hasOneUser {
      user.append(("additionalGids", .array(additionalGIDs.map { .integer($0) })))
    }
    var members: [(String, JSONValue)] = [
      ("terminal", .bool(hasTerminal)), ("user", .object(user)), ("args", .strings(arguments)),
      ("env", .strings(environment)), ("cwd", .string(directory)), ("capabilities", capabilitySets),
    ]
    if !limits.isEmpty {
      members.append(
        (
          "rlimits",
          .array(
            limits.map {
              .object([("type", .string($0.type)), ("hard", .integer($0.hard)), ("soft", .integer($0.soft))])
            })
        ))
    }
    members.append(("noNewPrivileges", .bool(noNewPrivileges)))
    if !appArmor.isEmpty { members.append(("apparmorProfile", .string(appArmor))) }
    if let outOfMemoryScore { members.append(("oomScoreAdj", .integer(outOfMemoryScore))) }
    return .object(members)
  }

  /// A user other than root gets none in effect: a program that is setuid root takes them from the bounding set.
  private var capabilitySets: JSONValue {
    let names = JSONValue.strings(capabilities)
    if uid != 0 { return .object([("bounding", names)]) }
    return .object([("bounding", names), ("effective", names), ("permitted", names)])
  }

  private static func json(_ mount: Mount) -> JSONValue {
    .object([
      ("destination", .string(mount.destination)), ("type", .string(mount.type)), ("source", .string(mount.source)),
      ("options", .strings(mount.options)),
    ])
  }

  // MARK: Mounts

  /// The file systems of the kernel; what a user mounts at the same place replaces them.
  private var standardMounts: [Mount] {
    let restricted = ["nosuid", "noexec", "nodev"]
    let system = isPrivileged ? restricted : restricted + ["ro"]
    var standard = [
      Mount("/proc", "proc", "proc", restricted),
      Mount("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
      Mount(
        "/dev/pts", "devpts", "devpts",
        ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"] + (hasOneUser ? [] : ["gid=5"])),
      Mount("/sys", "sysfs", "sysfs", system),
      Mount("/sys/fs/cgroup", "cgroup", "cgroup", system + ["relatime"]),
      Mount("/dev/mqueue", "mqueue", "mqueue", restricted),
      Mount("/dev/shm", "tmpfs", "shm", restricted + ["mode=1777", "size=\(sharedMemory)"]),
    ]
    if isRootless {
      standard.removeAll { $0.type == "cgroup" }
      // Of the host's namespaces the host's mount is all there is.
      for (kind, place, options) in [
        ("pid", "/proc", restricted), ("network", "/sys", system), ("ipc", "/dev/mqueue", restricted),
      ] where !namespaces.contains(where: { $0.kind == kind }) {
        guard let index = standard.firstIndex(where: { $0.destination == place }) else { continue }
        standard[index] = Mount(place, "bind", place, ["rbind"] + options)
      }
    }
    return standard.filter { entry in !mounts.contains { $0.destination == entry.destination } }
  }

  // MARK: linux

  private var linux: JSONValue {
    var members: [(String, JSONValue)] = []
    if !kernelParameters.isEmpty { members.append(("sysctl", .map(kernelParameters))) }
    members.append(("resources", resources))
    if !cgroupsPath.isEmpty { members.append(("cgroupsPath", .string(cgroupsPath))) }
    members.append(
      (
        "namespaces",
        .array(
          namespaces.map { kind, path in
            .object([("type", .string(kind))] + (path.isEmpty ? [] : [("path", .string(path))]))
          })
      ))
    if !devices.isEmpty { members.append(("devices", .array(devices.map { ContainerSpec.json($0) }))) }
    if let seccomp { members.append(("seccomp", seccomp)) }
    if !isPrivileged, !isUnmasked {
      members.append(("maskedPaths", .strings(ContainerSpec.maskedPaths)))
      members.append(("readonlyPaths", .strings(ContainerSpec.readonlyPaths)))
    }
    return .object(members)
  }

  private static func json(_ device: Device) -> JSONValue {
    .object([
      ("path", .string(device.path)), ("type", .string(device.type)), ("major", .integer(device.major)),
      ("minor", .integer(device.minor)), ("fileMode", .integer(device.mode & 0o7777)),
      ("uid", .integer(device.uid)), ("gid", .integer(device.gid)),
    ])
  }

  private var resources: JSONValue {
    var rules: [JSONValue] = [
      .object([("allow", .bool(isPrivileged)), ("access", .string("rwm"))])
    ]
    for device in devices where !isPrivileged {
      rules.append(
        .object([
          ("allow", .bool(true)), ("type", .string(device.type)), ("major", .integer(device.major)),
          ("minor", .integer(device.minor)), ("access", .string(device.access)),
        ]))
    }
    // Without a cgroup there is nothing to rule, and device nodes cannot be made.
    var members: [(String, JSONValue)] = isRootless ? [] : [("devices", .array(rules))]
    var limits: [(String, JSONValue)] = []
    if memory > 0 { limits.append(("limit", .integer(memory))) }
    if memoryReservation > 0 { limits.append(("reservation", .integer(memoryReservation))) }
    if memoryAndSwap != 0 { limits.append(("swap", .integer(memoryAndSwap))) }
    if !limits.isEmpty { members.append(("memory", .object(limits))) }
    var processor: [(String, JSONValue)] = []
    if processorShares > 0 { processor.append(("shares", .integer(processorShares))) }
    if processors > 0 {
      // A tenth of a second is the kernel's usual period.
      let period: Int64 = 100_000
      processor.append(("quota", .integer(max(processors / 10_000, 1000))))
      processor.append(("period", .integer(period)))
    }
    if !processorSet.isEmpty { processor.append(("cpus", .string(processorSet))) }
    if !processor.isEmpty { members.append(("cpu", .object(processor))) }
    if processes > 0 { members.append(("pids", .object([("limit", .integer(processes))]))) }
    return .object(members)
  }

  private static let maskedPaths = [
    "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
    "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware",
    "/sys/devices/virtual/powercap",
  ]
  private static let readonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
}
