// SPDX-License-Identifier: Apache-2.0
internal import CLinux
package import LinuxABI

/// Files that stand for namespaces (/proc/PID/ns/KIND, or bind mounts of them).
package enum NamespaceFiles {
  /// The kind of an open namespace file (NS_GET_NSTYPE, 4.11); nil for a file that is none.
  package static func kind(of file: borrowing Descriptor) -> Namespace? {
    let getType = 0xb703
    let result = systemCall(SYS_ioctl, Int(file.raw), getType)
    return result < 0 ? nil : Namespace(rawValue: UInt64(result))
  }

  /// Joins a namespace of whatever kind `number` is, or those `kinds` of a pidfd (setns(2)).
  package static func join(_ number: Int32, _ kinds: Namespaces) throws(KernelError) {
    _ = try call("setns", SYS_setns, "fd \(number)", Int(number), Int(kinds.rawValue))
  }
}
