// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI

extension Operations {
  /// The host pids of all processes of a container, those of cgroups it made itself included.
  ///
  /// Of one without a cgroup (rootless), those in its pid namespace; not those in namespaces that it made below.
  package static func processes(_ id: String, _ settings: RuntimeSettings) throws(Failure) -> [Int32] {
    let container = try ExistingContainer.open(id, settings)
    if !container.document.cgroups.isEmpty { return try container.cgroups.processes() }
    guard container.document.ownsPIDNamespace, try container.openInit() != nil else { return [] }
    return try asFailure(.system) { () throws(KernelError) in
      try inNamespace(ofInit: container.document.pid)
    }
  }

  /// Processes whose pid namespace is that of another; those that may not be looked at are not ours.
  private static func inNamespace(ofInit pid: Int32) throws(KernelError) -> [Int32] {
    let namespace = try Files.status("/proc/\(pid)/ns/pid")
    var pids: [Int32] = []
    for name in try Files.open("/proc", OpenFlags.readOnly | OpenFlags.directory).entries() {
      guard let candidate = Int32(name), let status = try? Files.status("/proc/\(name)/ns/pid") else { continue }
      if status == namespace { pids.append(candidate) }
    }
    return pids
  }

  /// What ps(1) prints with those arguments, less the lines of processes that are not the container's.
  package static func processTable(
    _ id: String, arguments: [String], _ settings: RuntimeSettings
  ) throws(Failure) -> String {
    let pids = try processes(id, settings)
    guard let path = ProgramSearch.find("ps", settings.environment) else {
      throw Failure(
        .programMissing, "exec: \"ps\": executable file not found in $PATH",
        hint: "install procps, or use --format json")
    }
    var program = Subprocess(
      path: path, arguments: ["ps"] + (arguments.isEmpty ? ["-ef"] : arguments),
      environment: settings.environment.entries)
    program.keptOutput = 16 << 20
    let result = try asFailure(.system) { () throws(KernelError) in try program.run() }
    guard result.outcome == .ended(.exited(0)) else {
      let words = String(decoding: result.errorOutput, as: UTF8.self)
      throw Failure(.system, "ps failed: " + words)
    }
    return try table(result.output, of: pids)
  }

  /// The header, and the lines whose PID column has one of `pids`.
  static func table(_ output: [UInt8], of pids: [Int32]) throws(Failure) -> String {
    let lines = output.split(separator: 0x0a)
    guard let header = lines.first else { return "" }
    let titles = header.split(separator: UInt8(ascii: " "))
    guard let column = titles.firstIndex(where: { $0.elementsEqual("PID".utf8) }) else {
      throw Failure(.usage, "couldn't find PID field in ps output", hint: "give ps options that print a PID column")
    }
    var kept = Array(header) + [0x0a]
    for line in lines.dropFirst() {
      let fields = line.split(separator: UInt8(ascii: " "))
      guard column < fields.count else { continue }
      if let pid = Int32(String(decoding: fields[column], as: UTF8.self)), pids.contains(pid) { kept += line + [0x0a] }
    }
    return String(decoding: kept, as: UTF8.self)
  }
}
