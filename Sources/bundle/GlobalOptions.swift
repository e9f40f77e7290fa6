// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import Kernel
import OCI

/// What every verb that touches the store takes: `@OptionGroup var global: GlobalOptions`.
struct GlobalOptions: ParsableArguments {
  enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Option(
    name: .customLong("store"),
    help: "Where images and containers are kept (CAPSULE_STORE; usually /var/lib/capsule).", completion: .directory)
  var storePath: String?

  @Option(help: "The OCI runtime to use (CAPSULE_RUNTIME; usually the capsule-oci beside this program).")
  var runtime: String?

  @Option(help: "How errors are written: text or json.")
  var logFormat = LogFormat.text

  @Flag(help: "Tell more about what is done.")
  var debug = false

  /// Opens the store, which is made when it is not there.
  func store() throws(Failure) -> Store {
    let store = try Store(root: storePath ?? Store.usualRoot)
    for line in try store.unsynced.settle() { warn(line) }
    return store
  }

  /// Writes an error to standard error, in one line.
  func report(_ failure: Failure) {
    var message = failure.message
    if let hint = failure.hint { message += " (\(hint))" }
    for problem in failure.cleanup { message += "; cleaning up: \(problem)" }
    write(message, level: "error", code: failure.code.rawValue)
  }

  /// Writes what people should know, and nobody has to do anything about.
  func warn(_ message: String) { write(message, level: "warning", code: nil) }

  private func write(_ message: String, level: String, code: String?) {
    let line: String
    switch logFormat {
    case .text: line = "bundle: \(level == "error" ? "" : level + ": ")\(Table.printable(message))"
    case .json:
      let now = Clock.now()
      line =
        JSONValue.object(
          [("level", .string(level)), ("msg", .string(message))] + (code.map { [("code", .string($0))] } ?? []) + [
            ("time", .string(Timestamp.rfc3339(seconds: now.seconds, nanoseconds: now.nanoseconds)))
          ]
        ).compact
    }
    // Nobody can be told that a message could not be written.
    try? StandardStream.error.write(Array(line.utf8) + [0x0a])
  }
}

/// A verb with the global options.
protocol Verb: ParsableCommand {
  var global: GlobalOptions { get }
}

/// Writes to standard output; unbuffered, so that nothing is lost however the program ends.
func output(_ text: String) throws(Failure) {
  do {
    try StandardStream.output.write(Array(text.utf8))
  } catch {
    throw Failure(error, .system)
  }
}
