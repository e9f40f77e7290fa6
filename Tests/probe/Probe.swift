// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Kernel
internal import LinuxABI

/// The program that looks around inside containers: `probe WORD…`.
///
/// Each word is a fact to print (`ids`, `caps`, … or `all`) or an action with its arguments (`exit 7`, `write PATH TEXT`),
/// performed in order. Facts are lines `name: value`; an action that fails prints `name: ENOENT` and goes on, so that one
/// run can try many things.
@main struct Probe {
  static func main() {
    var words = Array(CommandLine.arguments.dropFirst())[...]
    if words.isEmpty { words = ["all"] }
    while let word = words.popFirst() {
      if word == "all" {
        for fact in Fact.allCases { fact.print() }
      } else if let fact = Fact(rawValue: word) {
        fact.print()
      } else if let action = Action(rawValue: word) {
        guard words.count >= action.arity else {
          report("error", "\(word) takes \(action.arity) arguments")
          Processes.exit(2)
        }
        let arguments = Array(words.prefix(action.arity))
        words = words.dropFirst(action.arity)
        action.perform(arguments)
      } else {
        report("error", "neither a fact nor an action: \(word)")
        Processes.exit(2)
      }
    }
  }
}

/// Writes one line in one call, so that lines of several processes do not mix.
func report(_ name: String, _ value: String) {
  let line = Array("\(name): \(value)\n".utf8)
  _ = unsafe line.withUnsafeBytes { systemCall(SYS_write, 1, Int(bitPattern: $0.baseAddress), $0.count) }
}

/// A result of a system call, as a number or as the name of its errno.
func outcome(_ result: Int) -> String { result < 0 ? Errno(Int32(-result)).name : "\(result)" }

/// The lines of a small file; one line `!ENOENT` when it cannot be read.
func lines(_ path: String) -> [String] {
  do {
    let bytes = try Files.read(path, limit: 1 << 20)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  } catch {
    return ["!" + error.errno.name]
  }
}
