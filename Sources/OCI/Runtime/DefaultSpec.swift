// SPDX-License-Identifier: Apache-2.0

/// The config.json that `capsule-oci spec` and `bundle spec` write: that of `runc spec`, which scripts edit with jq, with
/// the paths that Docker masks as well.
package struct DefaultSpec: Sendable {
  /// Who a rootless container runs as on the host.
  package struct Caller: Sendable {
    package var uid: UInt32
    package var gid: UInt32
    package init(uid: UInt32, gid: UInt32) {
      self.uid = uid
      self.gid = gid
    }
  }

  /// Writes a configuration for a container made without root: one ID is mapped, the host's network is shared.
  package var rootless: Caller?
  /// The host has cgroup v2 only, so a cgroup namespace hides the host's tree.
  package var hasCgroupNamespace = false
  /// Processors with a `thermal_throttle` folder, which tells what the host's other tenants do (moby does the same).
  package var throttleCounters: [UInt32] = []
  package init() {}

  private static var capabilities: [String] { ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"] }
  private static var readonlyPaths: [String] {
    ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
  }

  /// Files that tell about the host.
  ///
  /// runc's list, then what moby masks beyond it: interrupt counts and RAPL energy counters are side channels.
  private var maskedPaths: [String] {
    [
      "/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
      "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware", "/proc/scsi", "/proc/interrupts",
      "/sys/devices/virtual/powercap",
    ] + throttleCounters.map { "/sys/devices/system/cpu/cpu\($0)/thermal_throttle" }
  }

  private var namespaces: [String] {
    var kinds = ["pid"]
    if rootless == nil { kinds.append("network") }
    kinds += ["ipc", "uts", "mount"]
    if hasCgroupNamespace { kinds.append("cgroup") }
    if rootless != nil { kinds.append("user") }
    return kinds
  }

  private struct Entry {
    var destination: String
    var type: String
    var source: String
    var options: [String]
    init(_ destination: String, _ type: String, _ source: String, _ options: [String]) {
      self.destination = destination
      self.type = type
      self.source = source
      self.options = options
    }
  }

  private var mounts: [Entry] {
    let restricted = ["nosuid", "noexec", "nodev"]
    // gid 5 is not mapped in a user namespace of one ID, and a new sysfs needs its own network namespace.
    let terminalGroup = rootless == nil ? ["gid=5"] : []
    let system =
      rootless == nil
      ? Entry("/sys", "sysfs", "sysfs", restricted + ["ro"])
      : Entry("/sys", "none", "/sys", ["rbind"] + restricted + ["ro"])
    return [
      Entry("/proc", "proc", "proc", []),
      Entry("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
      Entry(
        "/dev/pts", "devpts", "devpts",
        ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"] + terminalGroup),
      Entry("/dev/shm", "tmpfs", "shm", restricted + ["mode=1777", "size=65536k"]),
      Entry("/dev/mqueue", "mqueue", "mqueue", restricted),
      system,
      Entry("/sys/fs/cgroup", "cgroup", "cgroup", restricted + ["relatime", "ro"]),
    ]
  }

  /// The document, indented by tabs and without a final line end, as `runc spec` leaves it.
  package var bytes: [UInt8] {
    var json = JSONWriter(.indented("\t"))
    json.beginObject()
    json.member("ociVersion", specificationVersion)
    json.name("process")
    writeProcess(&json)
    json.name("root")
    json.beginObject()
    json.member("path", "rootfs")
    json.member("readonly", true)
    json.endObject()
    json.member("hostname", "runc")
    json.name("mounts")
    json.beginArray()
    for mount in mounts { write(mount, &json) }
    json.endArray()
    json.name("linux")
    writeLinux(&json)
    json.endObject()
    return json.bytes
  }

  private func writeProcess(_ json: inout JSONWriter) {
    json.beginObject()
    json.member("terminal", true)
    json.name("user")
    json.beginObject()
    json.member("uid", 0)
    json.member("gid", 0)
    json.endObject()
    json.member("args", ["sh"])
    json.member("env", ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"])
    json.member("cwd", "/")
    json.name("capabilities")
    json.beginObject()
    for set in ["bounding", "effective", "permitted"] { json.member(set, DefaultSpec.capabilities) }
    json.endObject()
    json.name("rlimits")
    json.beginArray()
    json.beginObject()
    json.member("type", "RLIMIT_NOFILE")
    json.member("hard", 1024)
    json.member("soft", 1024)
    json.endObject()
    json.endArray()
    json.member("noNewPrivileges", true)
    json.endObject()
  }

  private func write(_ mount: Entry, _ json: inout JSONWriter) {
    json.beginObject()
    json.member("destination", mount.destination)
    json.member("type", mount.type)
    json.member("source", mount.source)
    if !mount.options.isEmpty { json.member("options", mount.options) }
    json.endObject()
  }

  private func writeLinux(_ json: inout JSONWriter) {
    json.beginObject()
    if let rootless {
      writeMapping("uidMappings", rootless.uid, &json)
      writeMapping("gidMappings", rootless.gid, &json)
    } else {
      json.name("resources")
      json.beginObject()
      json.name("devices")
      json.beginArray()
      json.beginObject()
      json.member("allow", false)
      json.member("access", "rwm")
      json.endObject()
      json.endArray()
      json.endObject()
    }
    json.name("namespaces")
    json.beginArray()
    for kind in namespaces {
      json.beginObject()
      json.member("type", kind)
      json.endObject()
    }
    json.endArray()
    json.member("maskedPaths", maskedPaths)
    json.member("readonlyPaths", DefaultSpec.readonlyPaths)
    json.endObject()
  }

  private func writeMapping(_ name: String, _ hostID: UInt32, _ json: inout JSONWriter) {
    json.name(name)
    json.beginArray()
    json.beginObject()
    json.member("containerID", 0)
    json.member("hostID", hostID)
    json.member("size", 1)
    json.endObject()
    json.endArray()
  }
}
