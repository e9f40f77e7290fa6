// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel

extension Failure {
  /// A system call's failure in one line: `open /x: no such file or directory`.
  init(_ error: KernelError, _ code: FailureCode) {
    self.init(code, error.text)
  }
}

/// Performs calls whose failures all mean `code`.
func asFailure<Result: ~Copyable>(
  _ code: FailureCode, _ body: () throws(KernelError) -> Result
) throws(Failure) -> Result {
  do {
    return try body()
  } catch {
    throw Failure(error, code)
  }
}
