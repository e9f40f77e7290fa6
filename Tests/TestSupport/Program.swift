// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Runs a program and waits for it.
package enum Program {
  /// What a program left.
  package struct Result: Sendable {
    /// Its status; 128 + N when signal N ended it.
    package var status: Int32
    package var output: String
    package var errors: String
  }

  /// Runs `path` with `arguments` to its end.
  ///
  /// Output goes through files, not pipes: a container that outlives its runtime keeps them open, and a reader of a
  /// pipe would wait for it.
  package static func run(
    _ path: String, _ arguments: [String] = [], input: String = "", environment: [String: String]? = nil,
    directory: String? = nil
  ) throws -> Result {
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("program-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    func file(_ name: String, _ content: String = "") throws -> FileHandle {
      let url = scratch.appendingPathComponent(name)
      try content.write(to: url, atomically: false, encoding: .utf8)
      return try name == "in" ? FileHandle(forReadingFrom: url) : FileHandle(forWritingTo: url)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    if let environment { process.environment = environment }
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    process.standardInput = try file("in", input)
    process.standardOutput = try file("out")
    process.standardError = try file("err")
    try withoutBlockedSignals { try process.run() }
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: scratch.appendingPathComponent(name)), as: UTF8.self)
    }
    let signalled = process.terminationReason == .uncaughtSignal
    return Result(
      status: process.terminationStatus + (signalled ? 128 : 0), output: try text("out"), errors: try text("err"))
  }

  /// The threads that run tests have nearly all signals blocked, and so would have every program they start, and all that
  /// those start: a script's `kill` would do nothing.
  private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
    var (none, former) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &former)
    defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
    try body()
  }
}
