// SPDX-License-Identifier: Apache-2.0

/// The users or groups of a user namespace: 0 is the caller, 1 and the following are those that the machine lends the
/// caller (subuid(5), subgid(5)).
package struct SubordinateIDs: Equatable, Sendable {
  package struct Range: Equatable, Sendable {
    package var start: UInt32
    package var count: UInt32
    package init(start: UInt32, count: UInt32) {
      self.start = start
      self.count = count
    }
  }

  package let caller: UInt32
  /// In the order of the file.
  package let ranges: [Range]

  /// Reads the lines `NAME:START:COUNT` of the caller, by name or number; what is no such line is skipped, as
  /// newuidmap(1) does.
  package init(caller: UInt32, name: String, file: [UInt8], user: UInt32) {
    self.caller = caller
    var ranges: [Range] = []
    for line in file.split(separator: 0x0a) {
      let fields = line.split(separator: 0x3a, omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
      guard fields.count == 3, fields[0] == "\(user)" || (!name.isEmpty && fields[0] == name),
        let start = UInt32(fields[1]), let count = UInt32(fields[2]), count > 0,
        !start.addingReportingOverflow(count).overflow
      else { continue }
      ranges.append(Range(start: start, count: count))
    }
    self.ranges = ranges
  }

  /// The arguments of newuidmap(1) and newgidmap(1) behind the pid: INSIDE OUTSIDE COUNT for each range.
  package var arguments: [String] {
    var words = ["0", "\(caller)", "1"]
    var inside: UInt32 = 1
    for range in ranges {
      let (next, overflow) = inside.addingReportingOverflow(range.count)
      if overflow { break }
      words += ["\(inside)", "\(range.start)", "\(range.count)"]
      inside = next
    }
    return words
  }
}
