// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel

/// Host paths.
enum Paths {
  /// The working directory, absolute.
  static func workingDirectory() throws(Failure) -> String {
    try asFailure(.system) { () throws(KernelError) in try Files.currentDirectory() }
  }

  /// What stands before the last slash, `.` when there is none, and what stands behind it.
  static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let directory = String(path[..<slash])
    return (directory.utf8.isEmpty ? "/" : directory, String(path[path.utf8.index(after: slash)...]))
  }
}
