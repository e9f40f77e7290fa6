// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// The config.json that a new bundle starts with.
package enum SpecFile {
  /// Writes `config.json` into `folder`.
  ///
  /// - Throws: when it is there already or cannot be written.
  package static func write(to folder: String, rootless: Bool) throws(Failure) {
    let file = folder + "/config.json"
    let content = document(rootless: rootless).bytes
    do {
      // O_EXCL: the check and the making are one.
      let flags = OpenFlags.writeOnly | OpenFlags.create | OpenFlags.exclusive | OpenFlags.noFollow
      try Files.open(file, flags, mode: 0o666).write(content)
    } catch  where error.errno == .EEXIST {
      throw Failure(.system, "File config.json exists. Remove it first")
    } catch {
      throw Failure(error, .system)
    }
  }

  /// The document for this host.
  package static func document(rootless: Bool) -> DefaultSpec {
    var document = DefaultSpec()
    if rootless {
      document.rootless = DefaultSpec.Caller(uid: Processes.effectiveUID, gid: Processes.effectiveGID)
    }
    document.hasCgroupNamespace = Files.exists("/sys/fs/cgroup/cgroup.controllers")
    let processors = "/sys/devices/system/cpu"
    let names = try? Files.open(processors, OpenFlags.readOnly | OpenFlags.directory).entries()
    for name in names ?? [] where name.hasPrefix("cpu") {
      guard let number = UInt32(name.dropFirst(3)) else { continue }
      if Files.exists("\(processors)/\(name)/thermal_throttle") { document.throttleCounters.append(number) }
    }
    document.throttleCounters.sort()
    return document
  }
}
