// SPDX-License-Identifier: Apache-2.0
internal import CLinux
package import LinuxABI

extension Processes {
  /// execve(2); returns only on failure.
  package static func execute(_ path: String, arguments: [String], environment: [String]) -> Errno {
    PreparedExecution(path: path, arguments: arguments, environment: environment).execute()
  }

  /// dup3(2) onto a fixed number, without close-on-exec: standard input and outputs of a new program.
  package static func place(_ file: borrowing Descriptor, at number: Int32) throws(KernelError) {
    try place(file.raw, at: number)
  }

  /// The same for a descriptor known by its number.
  package static func place(_ source: Int32, at number: Int32) throws(KernelError) {
    // dup3 refuses equal numbers, and would not clear the flag.
    if source == number {
      try Descriptors.keepOnExec(number)
    } else {
      _ = try call("dup3", SYS_dup3, "fd \(number)", Int(source), Int(number), 0)
    }
  }
}
