// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Files and directories of cgroups, with failures that say what was written where.
enum CgroupFiles {
  static func failure(_ doing: String, _ error: KernelError, hint: String? = nil) -> Failure {
    let permission = isPermission(error.errno)
    return Failure(
      permission ? .permission : .cgroup, "\(doing): \(error.errno.text)",
      hint: hint ?? (error.errno == .EROFS ? "the cgroup file system is mounted read-only" : nil))
  }

  static func isPermission(_ errno: Errno) -> Bool { errno == .EACCES || errno == .EPERM || errno == .EROFS }

  /// The file's text without its line feed; nil when there is no such file.
  static func text(_ path: String) throws(Failure) -> String? {
    do {
      var bytes = try Files.read(path, limit: 1 << 20)
      if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
      return String(decoding: bytes, as: UTF8.self)
    } catch {
      // ENODEV: the cgroup was removed between open and read.
      if error.errno == .ENOENT || error.errno == .ENODEV { return nil }
      throw failure("read \(path)", error)
    }
  }

  static func write(_ value: String, to path: String) throws(Failure) {
    do {
      try Files.write(value, to: path)
    } catch {
      throw failure("write `\(value)` to \(path)", error)
    }
  }

  /// Makes a directory; false when it is there.
  static func make(_ path: String) throws(KernelError) -> Bool {
    do {
      try Files.makeDirectory(path, mode: 0o755)
      return true
    } catch {
      if error.errno == .EEXIST { return false }
      throw error
    }
  }

  /// The directories below a cgroup, by name; empty when it is gone.
  static func children(of path: String) throws(KernelError) -> [String] {
    do {
      return try Files.open(path, OpenFlags.readOnly | OpenFlags.directory).subdirectories()
    } catch {
      if error.errno == .ENOENT || error.errno == .ENODEV { return [] }
      throw error
    }
  }

  /// Processes of a cgroup and of those below it; none when it is gone.
  static func processes(of path: String) throws(Failure) -> [Int32] {
    var found: [Int32] = []
    do {
      try collect(path, &found)
    } catch {
      if error.errno == .ENOENT || error.errno == .ENODEV { return found }
      throw failure("list the processes of \(path)", error)
    }
    return found
  }

  private static func collect(_ path: String, _ found: inout [Int32]) throws(KernelError) {
    for line in try members(of: path).split(separator: UInt8(ascii: "\n")) {
      var pid: Int32 = 0
      for digit in line { pid = pid &* 10 &+ Int32(digit &- UInt8(ascii: "0")) }
      // 0 stands for a process of another pid namespace.
      if pid > 0 { found.append(pid) }
    }
    for child in try children(of: path) {
      do {
        try collect(path + "/" + child, &found)
      } catch {
        if error.errno != .ENOENT && error.errno != .ENODEV { throw error }
      }
    }
  }

  private static func members(of path: String) throws(KernelError) -> [UInt8] {
    do {
      return try Files.read(path + "/cgroup.procs", limit: 1 << 24)
    } catch {
      // A threaded cgroup does not list processes (cgroup-v2.rst, "Threads").
      if error.errno != .EOPNOTSUPP { throw error }
      return try Files.read(path + "/cgroup.threads", limit: 1 << 24)
    }
  }
}
