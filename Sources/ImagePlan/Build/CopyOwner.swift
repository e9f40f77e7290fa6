// SPDX-License-Identifier: Apache-2.0

/// Whom the files of COPY, ADD and WORKDIR belong to: `USER[:GROUP]`, names or numbers.
///
/// It differs from the user of a container: a number alone is the group's as well, and a name that the files do not have
/// is root, as in BuildKit.
package struct CopyOwner: Equatable, Sendable {
  package var uid: UInt32 = 0
  package var gid: UInt32 = 0
  /// Names that were looked up in vain.
  package private(set) var unknown: [String] = []

  /// Reads what needs no files, numbers; nil when there is a name in it.
  package init?(numbers text: String) {
    let parts = CopyOwner.parts(text)
    guard let uid = CopyOwner.number(parts.user) else { return nil }
    self.uid = uid
    gid = uid
    guard let group = parts.group else { return }
    guard let number = CopyOwner.number(group) else { return nil }
    gid = number
  }

  /// Whether files are needed to know whom it means.
  package static func isNamed(_ text: String) -> Bool { CopyOwner(numbers: text) == nil }

  /// Looks names up in the files of the root that is written to.
  package init(_ text: String, passwd: [UInt8], group: [UInt8]) {
    let parts = CopyOwner.parts(text)
    if let number = CopyOwner.number(parts.user) {
      (uid, gid) = (number, number)
    } else if let row = ContainerAccount.row(of: parts.user, passwd, numbers: 2...3) {
      uid = CopyOwner.number(row[2]) ?? 0
      gid = row.count > 3 ? CopyOwner.number(row[3]) ?? 0 : 0
    } else {
      unknown.append("user \(parts.user)")
    }
    guard let name = parts.group else { return }
    if let number = CopyOwner.number(name)
      ?? ContainerAccount.row(of: name, group, numbers: 2...2).map({ $0[2] })
      .flatMap(CopyOwner.number)
    {
      gid = number
    } else {
      unknown.append("group \(name)")
    }
  }

  private static func parts(_ text: String) -> (user: String, group: String?) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return (parts.first ?? "", parts.count == 2 ? parts[1] : nil)
  }

  /// Digits only, below 2^32 - 1, which chown(2) takes for "unchanged"; root and nothing need no file to be 0.
  private static func number(_ text: String) -> UInt32? {
    text.utf8.isEmpty || text == "root" ? 0 : ContainerAccount.number(text)
  }
}
