// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import OptionTable

// For builders of packages: what is generated from the table of options.
extension Call {
  /// `completion SHELL`.
  func completion() throws(Failure) {
    guard let shell = Shell(rawValue: argument(0)) else {
      throw Failure(.usage, "no completion for \"\(argument(0))\"", hint: "one of: bash, zsh, fish")
    }
    try Output.write(Completion.script(shell))
  }

  /// `man [COMMAND]`.
  func man() throws(Failure) {
    guard let name = values.arguments.first else { return try Output.write(ManPage.text(version: productVersion)) }
    do throws(UsageError) {
      let verb = try Command.named(name).verb
      try? Output.write(ManPage.text(verb, version: productVersion))
    } catch {
      throw Failure(error)
    }
  }
}
