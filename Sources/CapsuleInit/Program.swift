// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// Finding the program and becoming it.
extension InitContext {
  /// Finds args[0] in the container: by PATH when it has no slash, as the user who will run it.
  ///
  /// Done at `create`, because engines tell 126 and 127 by the errors of `create`, in runc's words.
  mutating func resolveProgram() -> Failure? {
    do {
      try learnHome()
    } catch {
      return Failure(error, "look up HOME")
    }
    guard let name = orders.execution?.args.first, !name.isEmpty else {
      return Failure(.programMissing, "exec: \"\": executable file not found in $PATH")
    }
    let quoted = "exec: \"" + name + "\": "
    if name.utf8.contains(UInt8(ascii: "/")) {
      program = name
      return problem(with: name).map { Failure($0.code, quoted + $0.text) }
    }
    for directory in searchPath() {
      let candidate = directory.isEmpty ? "./" + name : directory + "/" + name
      if problem(with: candidate) == nil {
        program = candidate
        return nil
      }
    }
    return Failure(.programMissing, quoted + "executable file not found in $PATH")
  }

  private func searchPath() -> [String] {
    for entry in environment where entry.utf8.starts(with: "PATH=".utf8) {
      return entry.utf8.dropFirst(5).split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    }
    return []
  }

  private struct Problem: Equatable {
    var code: FailureCode
    var text: String
  }

  private func problem(with path: String) -> Problem? {
    do {
      if try Files.status(path).isDirectory { return Problem(code: .programNotExecutable, text: "is a directory") }
      try Files.checkExecutable(path)
      return nil
    } catch {
      if error.errno == .EACCES { return Problem(code: .programNotExecutable, text: "permission denied") }
      return Problem(code: .programMissing, text: "stat " + path + ": " + error.errno.text)
    }
  }

  /// execve(2); comes back only with the reason why not.
  mutating func run(_ execute: ExecuteStep) -> Failure? {
    let path = program.isEmpty ? execute.args.first ?? "" : program
    let errno = Processes.execute(path, arguments: execute.args, environment: environment)
    return ProgramDiagnosis.failure(path, errno)
  }
}
