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
  let environment: CapsuleRuntime.Environment
  let log: Log

  /// The argument at `index`; the table has checked their number.
  func argument(_ index: Int) -> String { index < values.arguments.count ? values.arguments[index] : "" }

  func settings() throws(Failure) -> RuntimeSettings { try GlobalOptions.settings(globals, environment, log) }

  /// The value of an option that takes a number.
  func number(_ option: Option) throws(Failure) -> UInt32? {
    do throws(UsageError) {
      return try values.number(option)
    } catch {
      throw Failure(error)
    }
  }

  /// Does what the verb says; returns the exit status.
  func perform(_ command: Command) throws(Failure) -> Int32 {
    switch command {
    case .spec: try spec()
    case .features: try features()
    case .check: return try check()
    case .completion: try completion()
    case .man: try man()
    default: throw Failure(.configUnsupported, "\(command.rawValue) is not part of this build yet")
    }
    return 0
  }
}
