// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel

/// Standard output: what a verb was asked for, and nothing else.
enum Output {
  static func write(_ text: String) throws(Failure) { try write(Array(text.utf8)) }

  static func write(_ bytes: [UInt8]) throws(Failure) {
    do {
      try StandardStream.output.write(bytes)
    } catch {
      throw Failure(.system, error.text)
    }
  }
}
