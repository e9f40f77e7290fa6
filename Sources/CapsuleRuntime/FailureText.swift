// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

extension Failure {
  /// A system call's failure in one line: `open /x: no such file or directory`.
  init(_ error: KernelError, _ code: FailureCode) {
    self.init(code, error.text)
  }
}
