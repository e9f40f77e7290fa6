// SPDX-License-Identifier: Apache-2.0

extension CgroupFacts {
  /// The hierarchies of a v1 or hybrid host, from /proc/self/mountinfo (proc_pid_mountinfo(5)) and /proc/self/cgroup
  /// (cgroups(7)).
  ///
  /// The unified hierarchy's controllers are in a file of its own, which the caller reads.
  ///
  /// /proc/self/cgroup lists v1 hierarchies also where none of them is mounted, so a hierarchy counts by its mount.
  package init(mountInfo: [UInt8], own: [UInt8]) {
    let memberships = Membership.parse(own)
    for line in mountInfo.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      guard let dash = fields.firstIndex(where: { $0.elementsEqual("-".utf8) }), dash >= 6, fields.count > dash + 3
      else { continue }
      let root = Self.unescape(fields[3])
      let mountPoint = Self.unescape(fields[4])
      if fields[dash + 1].elementsEqual("cgroup2".utf8) {
        if unified != nil { continue }
        let path = memberships.first { $0.names.isEmpty }?.path ?? "/"
        unified = CgroupV2Hierarchy(mountPoint: mountPoint, ownPath: Self.path(path, below: root), controllers: [])
      } else if fields[dash + 1].elementsEqual("cgroup".utf8) {
        let options = fields[dash + 3].split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
        guard let member = memberships.first(where: { m in m.names.contains { options.contains($0) } }) else {
          continue
        }
        if v1.contains(where: { $0.key == member.key }) { continue }
        v1.append(
          CgroupV1Hierarchy(
            mountPoint: mountPoint, controllers: member.controllers, name: member.name,
            ownPath: Self.path(member.path, below: root)))
      }
    }
  }

  /// The path of the unified hierarchy in /proc/self/cgroup: `0::PATH`.
  package static func unifiedPath(own: [UInt8]) -> String {
    Membership.parse(own).first { $0.names.isEmpty }?.path ?? "/"
  }

  /// A cgroup's path as seen from a mount that shows `root` of the hierarchy (a container's bind mount of its own
  /// cgroup).
  ///
  /// A root that is no prefix is another namespace's view: the path is then relative to it already.
  static func path(_ path: String, below root: String) -> String {
    if root == "/" { return path }
    if path == root { return "/" }
    guard path.utf8.starts(with: (root + "/").utf8) else { return path }
    return String(decoding: Array(path.utf8.dropFirst(root.utf8.count)), as: UTF8.self)
  }

  /// Spaces, tabs, line feeds and backslashes are written in octal.
  static func unescape(_ field: ArraySlice<UInt8>) -> String {
    var bytes: [UInt8] = []
    var index = field.startIndex
    while index < field.endIndex {
      if field[index] == UInt8(ascii: "\\"), index + 3 < field.endIndex {
        var value = 0
        for digit in field[(index + 1)...(index + 3)] { value = value * 8 + Int(digit & 7) }
        bytes.append(UInt8(truncatingIfNeeded: value))
        index += 4
      } else {
        bytes.append(field[index])
        index += 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// One line of /proc/PID/cgroup.
private struct Membership {
  /// Controllers and `name=NAME`, as written; empty for the unified hierarchy.
  var names: [String]
  var path: String

  var controllers: [String] { names.filter { !$0.utf8.starts(with: "name=".utf8) } }
  var name: String? {
    for name in names where name.utf8.starts(with: "name=".utf8) {
      return String(decoding: Array(name.utf8.dropFirst(5)), as: UTF8.self)
    }
    return nil
  }
  var key: String { name.map { "name=" + $0 } ?? controllers.joined(separator: ",") }

  static func parse(_ bytes: [UInt8]) -> [Membership] {
    var list: [Membership] = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let names = fields[1].split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
      list.append(Membership(names: names, path: String(decoding: fields[2], as: UTF8.self)))
    }
    return list
  }
}
