// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
package import LinuxABI

/// Why a program could not be executed: execve(2) says ENOENT for a missing interpreter and ENOEXEC for much else.
package enum ProgramDiagnosis {
  /// Words a failed execve(2), with the reason that the file itself shows.
  package static func failure(_ path: String, _ errno: Errno) -> Failure {
    let code: FailureCode
    switch errno {
    case .ENOENT, .ENOTDIR: code = .programMissing
    case .EACCES, .EPERM, .EISDIR: code = .programNotExecutable
    case .ENOEXEC, .ELIBBAD: code = .programFormat
    default: code = .system
    }
    return Failure(code, "exec " + path + ": " + errno.text, hint: reason(path, errno))
  }

  private static func reason(_ path: String, _ errno: Errno) -> String? {
    if errno == .E2BIG { return "arguments and environment are larger than the stack limit lets pass" }
    guard errno == .ENOENT || errno == .ENOEXEC || errno == .EACCES || errno == .ELIBBAD else { return nil }
    let flags = OpenFlags.readOnly | OpenFlags.nonBlocking | OpenFlags.noControllingTerminal
    var head: [UInt8] = []
    guard let file = try? Files.open(path, flags), let status = try? Files.status(of: file), status.isRegular,
      let count = try? file.read(into: &head, limit: 4096)
    else { return nil }
    if count == 0 { return "the file is empty" }
    if head.starts(with: "#!".utf8) { return scriptReason(head) }
    if head.starts(with: [0x7f, 0x45, 0x4c, 0x46]) { return ExecutableHeader(head)?.reason(path) }
    if errno == .EACCES { return nil }
    return "neither an ELF executable nor a script: a script needs a first line such as #!/bin/sh"
  }

  private static func scriptReason(_ head: [UInt8]) -> String? {
    var line = head.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
    let windows = line.last == UInt8(ascii: "\r")
    line = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let word = line.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") && $0 != UInt8(ascii: "\r") }
    let interpreter = String(decoding: word, as: UTF8.self)
    if interpreter.isEmpty { return "the script's first line names no interpreter" }
    if windows { return "the script's first line ends in CR LF: convert the file to Unix line ends" }
    do {
      if try Files.status(interpreter).isDirectory {
        return "the script's interpreter " + interpreter + " is a directory"
      }
      try Files.checkExecutable(interpreter)
      return nil
    } catch {
      if error.errno == .EACCES { return "the script's interpreter " + interpreter + " is not executable" }
      return "the script's interpreter " + interpreter + " does not exist in the container"
    }
  }
}
