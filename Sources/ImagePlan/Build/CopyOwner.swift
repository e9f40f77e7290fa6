// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan

/// `--chown` of COPY and ADD: `USER[:GROUP]`, names or numbers.
///
/// It differs from the user of a container: a number alone is the group's as well.
package struct CopyOwner: Equatable, Sendable {
  package var uid: UInt32
  package var gid: UInt32

  /// Reads what needs no files, numbers; nil when there is a name in it.
  package init?(numbers text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let uid = CopyOwner.number(first) else { return nil }
    self.uid = uid
    gid = uid
    if parts.count == 2 {
      guard let number = CopyOwner.number(parts[1]) else { return nil }
      gid = number
    }
  }

  /// Looks names up in the files of the root that is written to.
  ///
  /// - Throws: `build` for a name that they do not have.
  package init(_ text: String, passwd: [UInt8], group: [UInt8]) throws(Failure) {
    if let numbers = CopyOwner(numbers: text) {
      self = numbers
      return
    }
    do {
      let account = try ContainerAccount(text, passwd: passwd, group: group)
      (uid, gid) = (account.uid, account.gid)
    } catch {
      throw Failure(.build, "--chown=\(text): \(error.message)", hint: error.hint)
    }
  }

  /// Digits only, below 2^32 - 1, which chown(2) takes for "unchanged".
  private static func number(_ text: Substring) -> UInt32? {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let value = UInt32(text), value < .max
    else { return nil }
    return value
  }
}
