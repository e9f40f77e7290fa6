// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Kernel
internal import LinuxABI

/// Something to know about the process and what surrounds it.
enum Fact: String, CaseIterable {
  case ids, caps, seccomp, signals, args, env, cwd, umask
  case namespaces, mounts, cgroup, hostname, domainname
  case limits, scheduler, ioprio, oom, personality, affinity, keyring, time
  case fds, devices, terminal

  func print() {
    switch self {
    case .ids: status(["Uid", "Gid", "Groups"])
    case .caps: status(["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs"])
    case .seccomp: status(["Seccomp", "Seccomp_filters"])
    case .signals: status(["SigBlk", "SigIgn"])
    case .args: for (index, argument) in CommandLine.arguments.enumerated() { report("arg.\(index)", argument) }
    case .env: environment()
    case .cwd: report("cwd", attempt { () throws(KernelError) in try Files.currentDirectory() })
    case .umask: status(["Umask"])
    case .namespaces:
      for kind in ["pid", "net", "ipc", "uts", "mnt", "user", "cgroup", "time"] {
        report("ns.\(kind)", link("/proc/self/ns/\(kind)"))
      }
    case .mounts: mounts()
    case .cgroup: for line in lines("/proc/self/cgroup") { report("cgroup", line) }
    case .hostname: report("hostname", first("/proc/sys/kernel/hostname"))
    case .domainname: report("domainname", first("/proc/sys/kernel/domainname"))
    case .limits: limits()
    case .scheduler: scheduler()
    case .ioprio: report("ioprio", outcome(systemCall(SYS_ioprio_get, 1, 0)))
    case .oom: report("oom", first("/proc/self/oom_score_adj"))
    case .personality: report("personality", outcome(systemCall(SYS_personality, 0xffff_ffff)))
    case .affinity: status(["Cpus_allowed_list", "Mems_allowed_list"])
    case .keyring: keyring()
    case .time: for line in lines("/proc/self/timens_offsets") { report("time", line) }
    case .fds: descriptors()
    case .devices: devices()
    case .terminal: terminal()
    }
  }

  /// Lines of /proc/self/status, by their names.
  private func status(_ names: [String]) {
    let all = lines("/proc/self/status")
    for name in names {
      guard let line = all.first(where: { $0.hasPrefix(name + ":") }) else { continue }
      report(name, line.dropFirst(name.count + 1).split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }
  }

  private func environment() {
    let bytes = (try? Files.read("/proc/self/environ", limit: 1 << 20)) ?? []
    for entry in bytes.split(separator: 0) { report("env", String(decoding: entry, as: UTF8.self)) }
  }

  /// One line a mount: destination, type, options, options of the file system, propagation.
  private func mounts() {
    for line in lines("/proc/self/mountinfo") {
      let fields = line.split(separator: " ").map(String.init)
      guard let dash = fields.firstIndex(of: "-"), fields.count >= dash + 4 else { continue }
      let propagation = fields[6..<dash].joined(separator: " ")
      report("mount", "\(fields[4]) \(fields[dash + 1]) \(fields[5]) \(fields[dash + 3]) \(propagation)")
    }
  }

  private func limits() {
    for line in lines("/proc/self/limits").dropFirst() {
      let name = line.prefix(26).split(separator: " ").joined(separator: "-")
      let values = line.dropFirst(26).split(separator: " ").prefix(2).joined(separator: " ")
      report("limit.\(name)", values)
    }
  }

  private func scheduler() {
    report("scheduler.policy", outcome(systemCall(SYS_sched_getscheduler, 0)))
    // The kernel's getpriority answers 20 - nice, so that no success is negative.
    let priority = systemCall(SYS_getpriority, 0, 0)
    report("scheduler.nice", priority < 0 ? outcome(priority) : "\(20 - priority)")
  }

  private func keyring() {
    let session = -3  // KEY_SPEC_SESSION_KEYRING
    let describe = 6  // KEYCTL_DESCRIBE
    var buffer = [UInt8](repeating: 0, count: 256)
    let result = unsafe buffer.withUnsafeMutableBytes {
      systemCall(SYS_keyctl, describe, session, Int(bitPattern: $0.baseAddress), $0.count)
    }
    let text = result < 0 ? outcome(result) : String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    report("keyring", text)
  }

  /// Open descriptors and what they are; more than 64 are not looked for.
  private func descriptors() {
    for number in 0..<64 where Descriptors.isOpen(Int32(number)) {
      report("fd.\(number)", link("/proc/self/fd/\(number)"))
    }
  }

  private func devices() {
    for name in ["null", "zero", "full", "random", "urandom", "tty", "console", "ptmx", "fd", "stdin"] {
      report("device.\(name)", describeFile("/dev/" + name))
    }
  }

  private func terminal() {
    for number in 0...2 {
      do {
        let size = try Terminal.size(Int32(number))
        report("terminal.\(number)", "\(size.height)x\(size.width)")
      } catch {
        report("terminal.\(number)", error.errno.name)
      }
    }
  }

  private func first(_ path: String) -> String { lines(path).first ?? "" }

  private func link(_ path: String) -> String {
    attempt { () throws(KernelError) in try Files.readLink(path) }
  }
}

/// A value, or the name of the errno that was in its way.
func attempt(_ body: () throws(KernelError) -> String) -> String {
  do { return try body() } catch { return error.errno.name }
}

/// `character 1:3 666 0:0`, `link pts/ptmx`, `ENOENT`: what is at `path`, links not followed.
func describeFile(_ path: String) -> String {
  attempt { () throws(KernelError) in
    let status = try Files.status(path, follow: false)
    let mode = String(status.mode & 0o7777, radix: 8)
    let rest = "\(mode) \(status.uid):\(status.gid)"
    let device = "\(status.specialDevice.major):\(status.specialDevice.minor)"
    switch status.mode & FileMode.typeMask {
    case FileMode.symbolicLink: return "link \(try Files.readLink(path))"
    case FileMode.characterDevice: return "character \(device) \(rest)"
    case FileMode.blockDevice: return "block \(device) \(rest)"
    case FileMode.directory: return "directory \(rest)"
    case FileMode.fifo: return "fifo \(rest)"
    case FileMode.socket: return "socket \(rest)"
    default: return "file \(rest)"
    }
  }
}
