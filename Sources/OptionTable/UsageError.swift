// SPDX-License-Identifier: Apache-2.0

/// A command line that means nothing to us.
package struct UsageError: Error, Equatable, Sendable {
  /// What is wrong with it, in one line.
  package var message: String
  /// The nearest thing that would have been right: `did you mean --bundle?`.
  package var hint: String?
  /// The exit status: 3 for an unknown command, as urfave/cli has it, else 1.
  package var status: Int32

  package init(_ message: String, hint: String? = nil, status: Int32 = 1) {
    self.message = message
    self.hint = hint
    self.status = status
  }
}
