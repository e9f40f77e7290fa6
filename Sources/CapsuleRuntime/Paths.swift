// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel

/// Host paths as text.
enum Paths {
  /// `path`, from `directory` unless it is absolute, without `.`, `..`, doubled and trailing slashes. Only text: what
  /// the user wrote is meant, symbolic links are followed when it is opened.
  static func absolute(_ path: String, from directory: String) -> String {
    let whole = path.utf8.first == UInt8(ascii: "/") ? path : directory + "/" + path
    var parts: [Substring.UTF8View] = []
    for part in Substring(whole).utf8.split(separator: UInt8(ascii: "/")) {
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) { _ = parts.popLast() } else { parts.append(part) }
    }
    if parts.isEmpty { return "/" }
    var text = ""
    for part in parts { text += "/" + String(Substring(part)) }
    return text
  }

  /// The working directory, absolute.
  static func workingDirectory() throws(Failure) -> String {
    do {
      return try Files.currentDirectory()
    } catch {
      throw Failure(error, .system)
    }
  }

  /// What stands before the last slash, `.` when there is none, and what stands behind it.
  static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let directory = String(path[..<slash])
    return (directory.utf8.isEmpty ? "/" : directory, String(path[path.utf8.index(after: slash)...]))
  }
}
