// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Telling callers about a process that has been made.
enum Announcement {
  /// Decimal pid, no newline (go-runc parses the whole file), under a temporary name first: it is there complete or not
  /// at all.
  static func writePIDFile(_ path: String, _ pid: Int32) throws(Failure) {
    let (directory, name) = Paths.split(path)
    try asFailure(.system) { () throws(KernelError) in
      let folder = try Files.open(directory, OpenFlags.path | OpenFlags.directory)
      try Files.replace(name, at: folder.raw, temporary: "." + name, mode: 0o644, with: Array(String(pid).utf8))
    }
  }

  /// Sends a pidfd to `--pidfd-socket`: one message with one descriptor, as runc's receivers expect it.
  ///
  /// `kind`: `standard` for a container's first process, `setns` for one more.
  static func send(_ pidfd: borrowing Descriptor, to path: String, as kind: String) throws(Failure) {
    try asFailure(.system) { () throws(KernelError) in
      let socket = try UnixSocket.connect(path)
      try socket.send(Array(kind.utf8), passing: pidfd.raw)
    }
  }

  /// Connects to `--console-socket`.
  static func connectConsole(_ path: String?) throws(Failure) -> Descriptor? {
    guard let path else { return nil }
    return try asFailure(.console) { () throws(KernelError) in try UnixSocket.connect(path) }
  }
}
