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
  ///
  /// A thread of its own goes there and ends: a namespace is a thread's, and a process would cost ten times as much.
  static func make(at path: String) throws(Failure) {
    remove(path)
    try asFailure(.network) { () throws(KernelError) in try Files.create(path, mode: 0o600, with: []) }
    do throws(Failure) {
      try Worker { () throws(Failure) in
        try asFailure(.network) { () throws(KernelError) in
          try ProcessNamespaces.unshare(Namespaces(.network))
          try Interfaces.bringUpLoopback()
          try Mounts.mount(
            source: "/proc/thread-self/ns/net", at: path, type: "", flags: MountFlags.bind, data: "")
        }
      }.join()
    } catch {
      remove(path)
      throw error.during("make a network namespace")
    }
  }

  /// Unmounts and removes the file; not there is fine.
  static func remove(_ path: String) {
    try? Mounts.unmount(path, UnmountFlags.detach | UnmountFlags.noFollow)
    try? Files.unlink(path)
  }
}
