// SPDX-License-Identifier: Apache-2.0

internal import OCI

/// `linux.resources.unified`: files of cgroup v2 by name, written after the translated settings and so winning over
/// them.
enum UnifiedWrites {
  /// Files that are commands, not settings: written while a container is made they would move, stop or kill it.
  static var commands: [String] { ["cgroup.procs", "cgroup.threads", "cgroup.kill", "cgroup.freeze"] }

  /// One write per line, since files such as io.max take one device at a time.
  ///
  /// `available` are the unified hierarchy's controllers; none without one.
  static func list(_ unified: [KeyValue], available: [String], pure: Bool) throws(Failure) -> [CgroupWrite] {
    var writes: [CgroupWrite] = []
    for entry in unified {
      if let reason = problem(entry.key, available) {
        let onV1 = pure ? "" : "invalid configuration: cgroup v1 is in use: "
        throw Failure(.configInvalid, onV1 + "unified resource \"\(entry.key)\" " + reason)
      }
      let pointer = "/linux/resources/unified/" + entry.key
      for line in entry.value.utf8.split(separator: UInt8(ascii: "\n")) {
        writes.append(
          CgroupWrite(file: entry.key, value: String(decoding: Array(line), as: UTF8.self), pointer: pointer))
      }
      if entry.value.utf8.allSatisfy({ $0 == UInt8(ascii: "\n") }) {
        writes.append(CgroupWrite(file: entry.key, value: "", pointer: pointer))  // empties cpuset.cpus and the like
      }
    }
    return writes
  }

  private static func problem(_ key: String, _ available: [String]) -> String? {
    if key.utf8.contains(UInt8(ascii: "/")) { return "must be a file name (no slashes)" }
    let dot = key.utf8.firstIndex(of: UInt8(ascii: "."))
    guard let dot, dot != key.utf8.startIndex, key.utf8.last != UInt8(ascii: ".") else {
      return "must be in the form CONTROLLER.PARAMETER"
    }
    if commands.contains(key) { return "is a command to the kernel, not a setting" }
    let controller = String(key[..<dot])
    // Pressure files belong to no controller (since 5.2).
    if controller == "cgroup" || available.contains(controller) || key.utf8.suffix(9).elementsEqual(".pressure".utf8) {
      return nil
    }
    return "can't be set: controller \"\(controller)\" not available"
  }
}
