// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Who the runtime runs as.
enum Identity {
  static var effectiveUID: UInt32 { Processes.effectiveUID }
}
