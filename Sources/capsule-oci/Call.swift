// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import CapsuleRuntime
internal import OptionTable

/// A verb with everything it was given.
struct Call {
  /// The program's name, for texts about itself.
  let program: String
  /// The verb's own options and arguments.
  let values: Values
  let globals: Values
  let environment: CallerEnvironment
  let log: Log

  /// The argument at `index`; the table has checked their number.
  func argument(_ index: Int) -> String { index < values.arguments.count ? values.arguments[index] : "" }

  func settings() throws(Failure) -> RuntimeSettings { try GlobalOptions.settings(globals, environment, log) }

  /// Runs code that reads option values, with its complaint as a failure.
  func reading<T>(_ body: () throws(UsageError) -> T) throws(Failure) -> T {
    do throws(UsageError) {
      return try body()
    } catch {
      throw Failure(error)
    }
  }

  /// Does what the verb says; returns the exit status.
  func perform(_ command: Command) throws(Failure) -> Int32 {
    switch command {
    case .create: try Operations.create(createRequest(argument(0)), settings())
    case .run: return try Operations.run(runRequest(), settings())
    case .start: try Operations.start(argument(0), settings())
    case .state: try state()
    case .exec: return try Operations.exec(execRequest(), settings())
    case .kill: try Operations.kill(killRequest(), settings())
    case .delete: try Operations.delete(argument(0), force: values.has(.force), settings())
    case .list: try list()
    case .ps: try processes()
    case .pause: try Operations.pause(argument(0), settings())
    case .resume: try Operations.resume(argument(0), settings())
    case .update: try Operations.update(updateRequest(), settings())
    case .events: try events()
    case .spec: try spec()
    case .features: try features()
    case .check: return try check()
    case .plan: try plan()
    case .completion: try completion()
    case .man: try man()
    }
    return 0
  }
}
