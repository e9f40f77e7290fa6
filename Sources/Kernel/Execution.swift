// SPDX-License-Identifier: Apache-2.0
internal import CLinux
package import LinuxABI

extension Processes {
  /// execve(2); returns only on failure.
  package static func execute(_ path: String, arguments: [String], environment: [String]) -> Errno {
    let result = withCStrings(arguments) { argv in
      withCStrings(environment) { envp in
        unsafe path.withCString { systemCall(SYS_execve, Int(bitPattern: $0), argv, envp) }
      }
    }
    return Errno(Int32(-result))
  }

  /// execveat(2) of an open file itself (AT_EMPTY_PATH); returns only on failure.
  package static func execute(
    file number: Int32, arguments: [String], environment: [String]
  ) -> Errno {
    let emptyPath = 0x1000
    let result = withCStrings(arguments) { argv in
      withCStrings(environment) { envp in
        unsafe "".withCString {
          systemCall(SYS_execveat, Int(number), Int(bitPattern: $0), argv, envp, emptyPath)
        }
      }
    }
    return Errno(Int32(-result))
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
