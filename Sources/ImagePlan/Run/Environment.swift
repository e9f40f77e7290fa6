// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
import Dockerfile

/// Environments of containers: the image's, then files (`--env-file`), then `-e`; the last value of a name holds, at the
/// place of the first.
package enum ContainerEnvironment {
  /// `base` with `assignments` (`NAME=value`, or `NAME` for the caller's own value, left out where the caller has none).
  package static func merge(_ base: [String], _ assignments: [String], caller: [String]) throws(Failure) -> [String] {
    var result = base
    for assignment in assignments {
      let name = name(of: assignment)
      guard !name.isEmpty else { throw Failure(.usage, "-e \(assignment): a variable without a name") }
      guard
        let entry = assignment.utf8.contains(UInt8(ascii: "="))
          ? assignment : caller.first(where: { ContainerEnvironment.name(of: $0) == name && $0.utf8.contains(0x3d) })
      else { continue }
      if let index = result.firstIndex(where: { ContainerEnvironment.name(of: $0) == name }) {
        result[index] = entry
      } else {
        result.append(entry)
      }
    }
    return result
  }

  /// The assignments of an `--env-file`: one a line, `#` begins a comment, nothing is quoted or expanded.
  package static func file(_ text: String, path: String) throws(Failure) -> [String] {
    var entries: [String] = []
    for (index, line) in text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
      // By bytes: CR and LF are one character for a String.
      var bytes = line.drop { $0 == 0x20 || $0 == 0x09 }
      if bytes.last == 0x0d { bytes = bytes.dropLast() }
      let entry = String(Substring(bytes))
      if entry.isEmpty || entry.hasPrefix("#") { continue }
      let name = name(of: entry)
      guard !name.isEmpty, !name.utf8.contains(where: { $0 == 0x20 || $0 == 0x09 }) else {
        throw Failure(.usage, "\(path):\(index + 1): \"\(name)\" is no name of a variable")
      }
      entries.append(entry)
    }
    return entries
  }

  private static func name(of entry: String) -> String {
    String(entry.prefix { $0 != "=" })
  }
}

/// `--add-host name:address`.
package struct HostEntry: Equatable, Sendable {
  package var name: String
  package var address: String

  package init(name: String, address: String) {
    self.name = name
    self.address = address
  }

  package init(parsing text: String) throws(Failure) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[0].contains(where: { $0.isWhitespace }),
      IPAddress.isVersion4(parts[1]) || IPAddress.isVersion6(parts[1])
    else { throw Failure(.usage, "--add-host \(text): not NAME:ADDRESS") }
    self.init(name: parts[0], address: parts[1])
  }
}
