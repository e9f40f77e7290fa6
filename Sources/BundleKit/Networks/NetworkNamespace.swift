// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// A network namespace that lives as a file: it is there before the container and after it, so that its interfaces can be
/// made and taken away.
enum NetworkNamespace {
  /// The file for a container.
  static func path(_ id: String) throws(Failure) -> String { try RunRoot.folder("netns") + "/" + id }

  /// Makes one with its loopback interface up, and mounts it on `path`.
  static func make(at path: String) throws(Failure) {
    remove(path)
    try asFailure(.network) { () throws(KernelError) in
      try Files.create(path, mode: 0o600, with: [])
      var ready = try Pipe()
      var done = try Pipe()
      var request = Processes.CloneRequest()
      request.namespaces = Namespaces(.network)
      let side = try Processes.clone(request)
      switch consume side {
      case .child:
        let isUp = (try? Interfaces.bringUpLoopback()) != nil
        try? ready.writing.write([isUp ? 1 : 0])
        // Stays until the file is mounted.
        done.writing = Descriptor(owning: -1)
        var word: [UInt8] = []
        _ = try? done.reading.read(into: &word, limit: 1)
        Processes.exit(0)
      case .parent(let child):
        ready.writing = Descriptor(owning: -1)
        var word: [UInt8] = []
        _ = try ready.reading.read(into: &word, limit: 1)
        let mounted = Result { () throws(KernelError) in
          try Mounts.mount(
            source: "/proc/\(child.pid)/ns/net", at: path, type: "", flags: MountFlags.bind, data: "")
        }
        done.writing = Descriptor(owning: -1)
        _ = try Processes.wait(child.pidfd)
        do throws(KernelError) {
          try mounted.get()
          if word != [1] { throw KernelError("ioctl", "SIOCSIFFLAGS lo", .EPERM) }
        } catch {
          remove(path)
          throw error
        }
      }
    }
  }

  /// Unmounts and removes the file; not there is fine.
  static func remove(_ path: String) {
    try? Mounts.unmount(path, UnmountFlags.detach | UnmountFlags.noFollow)
    try? Files.unlink(path)
  }
}
