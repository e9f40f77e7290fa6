// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import CapsuleRuntime
internal import Kernel
internal import LinuxABI
internal import OCI
internal import OptionTable

extension Call {
  /// `spec`: writes config.json, never over an existing one.
  func spec() throws(Failure) {
    var document = DefaultSpec()
    if values.has(.specRootless) {
      document.rootless = DefaultSpec.Caller(uid: Processes.effectiveUID, gid: Processes.effectiveGID)
    }
    document.hasCgroupNamespace = Host.hasUnifiedCgroupsOnly
    document.throttleCounters = Host.throttleCounters()
    let folder = values.value(.bundle) ?? ""
    let path = folder.utf8.isEmpty ? "config.json" : folder + "/config.json"
    do throws(KernelError) {
      // O_EXCL: the check and the making are one, so nothing is ever overwritten.
      let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive
      try Files.open(path, flags, mode: 0o666).write(document.bytes)
    } catch {
      if error.errno == .EEXIST { throw Failure(.usage, "File config.json exists. Remove it first") }
      throw Failure(.system, error.text)
    }
  }
}

/// What the default configuration depends on.
enum Host {
  /// /sys/fs/cgroup is a cgroup2 mount: no v1 hierarchies.
  static var hasUnifiedCgroupsOnly: Bool { Files.exists("/sys/fs/cgroup/cgroup.controllers") }

  /// The processors that show how often they were throttled.
  static func throttleCounters() -> [UInt32] {
    let folder = "/sys/devices/system/cpu"
    guard let names = try? Files.open(folder, OpenFlags.readOnly | OpenFlags.directory).entries() else { return [] }
    var processors: [UInt32] = []
    for name in names where name.utf8.starts(with: "cpu".utf8) {
      guard let number = UInt32(String(decoding: Array(name.utf8.dropFirst(3)), as: UTF8.self)) else { continue }
      if Files.exists("\(folder)/\(name)/thermal_throttle") { processors.append(number) }
    }
    return processors.sorted()
  }
}
