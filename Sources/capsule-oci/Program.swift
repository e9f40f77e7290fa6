// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import CapsuleRuntime
internal import Kernel
internal import OptionTable

/// One call of the program: reads the command line, lets the verb work, turns what went wrong into a line and a status.
struct Program {
  /// What the caller knows this as: the file's own name, so that help fits a link named runc.
  private let name: String
  private let words: ArraySlice<String>
  private let environment: CallerEnvironment

  init(arguments: [String], environment: CallerEnvironment) {
    let path = arguments.first ?? "capsule-oci"
    name = path.utf8.split(separator: UInt8(ascii: "/")).last.flatMap { String($0) } ?? path
    words = arguments.dropFirst()
    self.environment = environment
  }

  /// The exit status; docs/cli.md has the table.
  func run() -> Int32 {
    let globals: Values
    do throws(UsageError) {
      globals = try Values.parse(words, options: Command.globalOptions, stopsAtFirstArgument: true, subject: "")
    } catch {
      return refuse(error, help: Help.text(program: name), Log())
    }
    let log: Log
    do throws(Failure) {
      try ensureStreams()
      if globals.has(.version) {
        try Output.write(Version.text(program: name))
        return 0
      }
      guard !globals.has(.help), !globals.arguments.isEmpty else {
        try Output.write(Help.text(program: name))
        return 0
      }
      log = try GlobalOptions.log(globals)
    } catch {
      Log().failure(error)
      return 1
    }
    return dispatch(globals, log)
  }

  private func dispatch(_ globals: Values, _ log: Log) -> Int32 {
    guard let word = globals.arguments.first else { return 1 }
    let rest = globals.arguments.dropFirst()
    let command: Command
    do throws(UsageError) {
      if word == "help" || word == "h" { return help(try rest.first.map(Command.named), log) }
      command = try Command.named(word)
    } catch {
      return refuse(error, help: nil, log)
    }
    let verb = command.verb
    let values: Values
    do throws(UsageError) {
      values = try verb.parse(rest)
    } catch {
      return refuse(error, help: Help.text(verb, program: name), log)
    }
    if values.has(.help) { return help(command, log) }
    let call = Call(program: name, values: values, globals: globals, environment: environment, log: log)
    do throws(Failure) {
      return try call.perform(command)
    } catch {
      log.failure(error)
      // 255 tells a caller of exec that its command did not run, since the command itself may end with 1.
      return command == .exec ? 255 : 1
    }
  }

  private func help(_ command: Command?, _ log: Log) -> Int32 {
    do throws(Failure) {
      try Output.write(command.map { Help.text($0.verb, program: name) } ?? Help.text(program: name))
      return 0
    } catch {
      log.failure(error)
      return 1
    }
  }

  /// Usage goes to standard output, as with the peers; what was wrong is an error message.
  private func refuse(_ error: UsageError, help: String?, _ log: Log) -> Int32 {
    if let help { try? Output.write("Incorrect Usage.\n\n" + help) }
    log.failure(Failure(error))
    return error.status
  }

  private func ensureStreams() throws(Failure) {
    do {
      try StandardStream.ensureOpen()
    } catch {
      throw Failure(.system, error.text)
    }
  }
}

extension Failure {
  /// A command line that means nothing, as a failure.
  init(_ error: UsageError) { self.init(.usage, error.message, hint: error.hint) }
}
