// SPDX-License-Identifier: Apache-2.0

/// One instruction of classic BPF: struct sock_filter of linux/filter.h.
package struct FilterInstruction: Equatable, Sendable {
  var code: UInt16
  /// Instructions to skip when a condition holds, and when it does not.
  var jumpTrue: UInt8 = 0
  var jumpFalse: UInt8 = 0
  var k: UInt32

  /// Bytes of one instruction.
  static let size = 8
  /// BPF_MAXINSNS: the kernel takes no longer program.
  static let limit = 4096

  /// Loads the 32-bit word at `offset` of struct seccomp_data: 0 is the system call's number, 4 the architecture.
  static func load(_ offset: UInt32) -> FilterInstruction { FilterInstruction(code: 0x20, k: offset) }
  /// Ends with that SECCOMP_RET_*.
  package static func `return`(_ value: UInt32) -> FilterInstruction { FilterInstruction(code: 0x06, k: value) }
  /// Skips that many instructions.
  static func jump(_ count: Int) -> FilterInstruction {
    FilterInstruction(code: 0x05, k: UInt32(truncatingIfNeeded: count))
  }
  /// Skips `then` instructions when the loaded word is `value`, else `otherwise`.
  static func ifEqual(_ value: UInt32, then: UInt8, otherwise: UInt8) -> FilterInstruction {
    FilterInstruction(code: 0x15, jumpTrue: then, jumpFalse: otherwise, k: value)
  }
  /// The same when the loaded word is greater than `value`, unsigned.
  static func ifGreater(_ value: UInt32, then: UInt8, otherwise: UInt8) -> FilterInstruction {
    FilterInstruction(code: 0x25, jumpTrue: then, jumpFalse: otherwise, k: value)
  }
  /// The same when the loaded word is at least `value`, unsigned.
  static func ifAtLeast(_ value: UInt32, then: UInt8, otherwise: UInt8) -> FilterInstruction {
    FilterInstruction(code: 0x35, jumpTrue: then, jumpFalse: otherwise, k: value)
  }

  /// Appends the instruction as the kernel reads it; both machines we build for are little endian.
  package func append(to bytes: inout [UInt8]) {
    bytes.append(UInt8(truncatingIfNeeded: code))
    bytes.append(UInt8(truncatingIfNeeded: code >> 8))
    bytes.append(jumpTrue)
    bytes.append(jumpFalse)
    for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: k >> shift)) }
  }
}
