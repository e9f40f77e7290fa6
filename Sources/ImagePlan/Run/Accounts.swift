// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan

/// The user a container's program runs as, by the container's own /etc/passwd and /etc/group (image-spec config.md,
/// `User`; conversion.md).
package struct ContainerAccount: Equatable, Sendable {
  package var uid: UInt32 = 0
  package var gid: UInt32 = 0
  package var additionalGIDs: [UInt32] = []
  /// From passwd; empty when it says nothing.
  package var home = ""
  package init() {}

  /// Reads `user`, `uid`, `user:group` and mixtures of them; an empty text is root.
  ///
  /// Numbers need not be in the files. Further groups are those of a user's name, when no group is given; of numbers and
  /// of an empty text only when `ofNumbers` (image-spec has it otherwise, BuildKit's RUN so).
  ///
  /// - Throws: for a name that the files do not have.
  package init(
    _ text: String, additional: [String] = [], passwd: [UInt8], group: [UInt8], ofNumbers: Bool = false
  ) throws(Failure) {
    var parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    // `user:` names no group.
    if parts.count == 2, parts[1].isEmpty { parts.removeLast() }
    let name = parts.first.map { $0.isEmpty ? "0" : $0 } ?? "0"
    let users = ContainerAccount.entries(passwd, numbers: 2...3)
    let groups = ContainerAccount.entries(group, numbers: 2...2)
    let number = ContainerAccount.number(name)
    let entry =
      users.first { $0[0] == name }
      ?? number.flatMap { uid in
        users.first { ContainerAccount.number($0[2]) == uid }
      }
    guard let uid = entry.flatMap({ ContainerAccount.number($0[2]) }) ?? number else {
      throw Failure(.usage, "user \(name): not in the container's /etc/passwd", hint: "a number needs no entry")
    }
    self.uid = uid
    if let entry {
      gid = entry.count > 3 ? ContainerAccount.number(entry[3]) ?? 0 : 0
      home = entry.count > 5 ? entry[5] : ""
    }
    if parts.count == 2 {
      gid = try ContainerAccount.gid(parts[1], groups)
    } else if let user = entry?[0], ofNumbers || user == name {
      for row in groups where row.count > 3 {
        if row[3].split(separator: ",").contains(Substring(user)), let gid = ContainerAccount.number(row[2]),
          !additionalGIDs.contains(gid)
        {
          additionalGIDs.append(gid)
        }
      }
    }
    for name in additional {
      let gid = try ContainerAccount.gid(name, groups)
      if !additionalGIDs.contains(gid) { additionalGIDs.append(gid) }
    }
  }

  private static func gid(_ name: String, _ groups: [[String]]) throws(Failure) -> UInt32 {
    if let row = groups.first(where: { $0[0] == name }), let gid = number(row[2]) { return gid }
    guard let gid = number(name) else {
      throw Failure(.usage, "group \(name): not in the container's /etc/group", hint: "a number needs no entry")
    }
    return gid
  }

  /// The first line with that name.
  static func row(of name: String, _ bytes: [UInt8], numbers: ClosedRange<Int>) -> [String]? {
    entries(bytes, numbers: numbers).first { $0[0] == name }
  }

  /// Lines whose fields `numbers` are numbers, of which the first is there; others, NIS lines (`+`, `-`) and comments are
  /// skipped.
  private static func entries(_ bytes: [UInt8], numbers: ClosedRange<Int>) -> [[String]] {
    var rows: [[String]] = []
    for line in bytes.split(separator: 0x0a) {
      guard let first = line.first, !"+-#".utf8.contains(first) else { continue }
      let row = line.split(separator: 0x3a, omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
      guard row.count > numbers.lowerBound else { continue }
      if numbers.allSatisfy({ $0 >= row.count || number(row[$0]) != nil }) { rows.append(row) }
    }
    return rows
  }

  /// Digits only, below 2^32 - 1, which chown(2) takes for "unchanged".
  static func number(_ text: String) -> UInt32? {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let value = UInt32(text), value < .max
    else { return nil }
    return value
  }
}
