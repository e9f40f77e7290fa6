// SPDX-License-Identifier: Apache-2.0

/// How many arguments a verb takes beside its options.
package enum ArgumentCount: Equatable, Sendable {
  case exactly(Int)
  case atLeast(Int)
  case between(Int, Int)
}

/// One verb of the command line.
package struct Verb: Sendable {
  package var name: String
  /// What it does, in half a sentence: the `NAME` line of its help.
  package var summary: String
  /// Its arguments as the synopsis spells them: `<container-id> [signal]`.
  package var synopsis: String
  /// What there is to know, paragraph by paragraph; lines that begin with two spaces stand as they are.
  package var description: [String]
  package var options: [Option]
  package var count: ArgumentCount
  /// Nothing behind the first argument is an option of ours.
  package var stopsAtFirstArgument = false
  /// What shells complete for the arguments.
  package var completes = ArgumentCompletion.containers
  /// Not listed: for builders of packages.
  package var isHidden = false

  /// `"create" requires exactly 1 argument(s)`, or nil when the number of arguments is right.
  package func countError(_ given: Int) -> UsageError? {
    switch count {
    case .exactly(let wanted):
      return given == wanted ? nil : UsageError("\"\(name)\" requires exactly \(wanted) argument(s)")
    case .atLeast(let least):
      return given >= least ? nil : UsageError("\"\(name)\" requires a minimum of \(least) argument(s)")
    case .between(let least, let most):
      if given < least { return UsageError("\"\(name)\" requires a minimum of \(least) argument(s)") }
      return given <= most ? nil : UsageError("\"\(name)\" requires a maximum of \(most) argument(s)")
    }
  }

  /// Reads the words behind the verb; with `--help` among them, their number does not matter.
  package func parse(_ words: ArraySlice<String>) throws(UsageError) -> Values {
    var values = try Values.parse(
      words, options: options + [.help], stopsAtFirstArgument: stopsAtFirstArgument, subject: name)
    // `exec ID -- command`: the dashes part our words from the command's.
    if stopsAtFirstArgument, values.arguments.count > 1, values.arguments[1] == "--" { values.arguments.remove(at: 1) }
    if !values.has(.help), let error = countError(values.arguments.count) { throw error }
    return values
  }
}

/// What stands where a verb has its arguments.
package enum ArgumentCompletion: Sendable {
  case nothing
  case containers
  case directories
  case shells
  case verbs
}
