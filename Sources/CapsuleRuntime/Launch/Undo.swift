// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan

/// Clean-up of which no part stops the others; what fails rides along in the failure that made it necessary.
struct Undo {
  private var failures: [String] = []

  /// Does one part.
  mutating func attempt(_ part: () throws(Failure) -> Void) {
    do throws(Failure) {
      try part()
    } catch {
      failures.append(error.message)
    }
  }

  /// The failure, with what could not be undone.
  func attached(to failure: Failure) -> Failure {
    var whole = failure
    whole.cleanup += failures
    return whole
  }

  /// For a clean-up that is itself what was asked for: the first failure, with the others riding along.
  func finish(_ code: FailureCode) throws(Failure) {
    guard let first = failures.first else { return }
    var failure = Failure(code, first)
    failure.cleanup = Array(failures.dropFirst())
    throw failure
  }
}
