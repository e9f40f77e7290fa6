// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan

/// The paths of a request, absolute: the working directory changes before they are used.
struct RequestPaths {
  let bundle: String
  let consoleSocket: String?
  let pidfdSocket: String?
  let pidFile: String?

  /// The working directory is asked for only when a path is relative to it.
  init(bundle: String, consoleSocket: String?, pidfdSocket: String?, pidFile: String?) throws(Failure) {
    var directory: String?
    self.bundle = try RequestPaths.absolute(bundle, &directory)
    self.consoleSocket = try RequestPaths.absolute(ifGiven: consoleSocket, &directory)
    self.pidfdSocket = try RequestPaths.absolute(ifGiven: pidfdSocket, &directory)
    self.pidFile = try RequestPaths.absolute(ifGiven: pidFile, &directory)
  }

  private static func absolute(ifGiven path: String?, _ directory: inout String?) throws(Failure) -> String? {
    guard let path else { return nil }
    return try absolute(path, &directory)
  }

  private static func absolute(_ path: String, _ directory: inout String?) throws(Failure) -> String {
    if LexicalPath.isAbsolute(path) { return LexicalPath.cleaned(path) }
    let base: String
    if let known = directory { base = known } else { base = try Paths.workingDirectory() }
    directory = base
    return LexicalPath.absolute(path, from: base)
  }
}
