// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Writing a child's user and group mappings (user_namespaces(7)).
enum IDMaps {
  /// Writes both maps of a process that has just got a user namespace of its own: itself with privileges, else through
  /// newuidmap(1) and newgidmap(1), unless only our own id is mapped.
  static func write(uids: [IDRange], gids: [IDRange], of pid: Int32, environment: CallerEnvironment) throws(Failure) {
    if Processes.effectiveUID == 0 {
      try write(uids, to: "uid_map", of: pid)
      try write(gids, to: "gid_map", of: pid)
      return
    }
    if isOnlyOurs(uids, Processes.effectiveUID) {
      try write(uids, to: "uid_map", of: pid)
    } else {
      try help("newuidmap", uids, pid, environment)
    }
    if isOnlyOurs(gids, Processes.effectiveGID) {
      // Without it an unprivileged process could drop a group that denies it something (CVE-2014-8989).
      try asFailure(.namespace) { () throws(KernelError) in try Files.write("deny", to: "/proc/\(pid)/setgroups") }
      try write(gids, to: "gid_map", of: pid)
    } else {
      try help("newgidmap", gids, pid, environment)
    }
  }

  /// Compares a joined user namespace's mapping, as seen from here, with what the configuration says it is.
  static func check(_ wanted: [IDRange], _ file: String, of pid: Int32) throws(Failure) {
    let text = try asFailure(.namespace) { () throws(KernelError) in
      try Files.read("/proc/\(pid)/" + file, limit: 1 << 16)
    }
    var found: [String] = []
    for line in text.split(separator: UInt8(ascii: "\n")) {
      var words: [String] = []
      for word in line.split(separator: UInt8(ascii: " ")) { words.append(String(decoding: word, as: UTF8.self)) }
      found.append(words.joined(separator: " "))
    }
    var same = found.count == wanted.count
    for range in wanted where !found.contains(range.line) { same = false }
    if same { return }
    throw Failure(
      .configInvalid,
      "user namespaces enabled, but both namespace path and non-matching mapping specified"
        + " -- you may only provide one: \(file) is \(found.joined(separator: ", "))",
      hint: "leave out /linux/uidMappings and /linux/gidMappings")
  }

  private static func isOnlyOurs(_ ranges: [IDRange], _ id: UInt32) -> Bool {
    ranges.count == 1 && ranges[0].size == 1 && ranges[0].hostID == id
  }

  private static func write(_ ranges: [IDRange], to file: String, of pid: Int32) throws(Failure) {
    var text = ""
    for range in ranges { text += "\(range.containerID) \(range.hostID) \(range.size)\n" }
    do {
      try Files.write(text, to: "/proc/\(pid)/" + file)
    } catch {
      throw Failure(
        .namespace, error.text,
        hint: error.errno == .EPERM
          ? "a mapping needs ids that our own user namespace has" : "ranges must not overlap; at most 340 lines")
    }
  }

  /// Runs one of the set-user-ID helpers of shadow(5), which know what /etc/subuid allows.
  private static func help(
    _ program: String, _ ranges: [IDRange], _ pid: Int32, _ environment: CallerEnvironment
  ) throws(Failure) {
    var arguments = [program, String(pid)]
    for range in ranges { arguments += [String(range.containerID), String(range.hostID), String(range.size)] }
    guard let path = ProgramSearch.find(program, environment) else {
      throw Failure(
        .namespace, "cannot map ids without privileges: exec: \"\(program)\": executable file not found in $PATH",
        hint: "install the package uidmap")
    }
    let helper = Subprocess(path: path, arguments: arguments, environment: environment.entries)
    let result = try asFailure(.namespace) { () throws(KernelError) in try helper.run() }
    if result.outcome != .ended(.exited(0)) {
      throw Failure(
        .namespace, "\(program) failed: " + String(decoding: result.errorOutput, as: UTF8.self),
        hint: "ranges for this user must be in /etc/subuid and /etc/subgid")
    }
  }
}

/// Finding programs of the host.
enum ProgramSearch {
  /// The first executable of that name in PATH.
  static func find(_ name: String, _ environment: CallerEnvironment) -> String? {
    let path = environment["PATH"] ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    for folder in Substring(path).utf8.split(separator: UInt8(ascii: ":")) {
      let candidate = String(Substring(folder)) + "/" + name
      guard let status = try? Files.status(candidate) else { continue }
      if status.isRegular, status.mode & FileMode.executeByAnyone != 0 { return candidate }
    }
    return nil
  }
}
