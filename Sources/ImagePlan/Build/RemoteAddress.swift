// SPDX-License-Identifier: Apache-2.0
package import Dockerfile

/// A build context that is not of this machine, main or named.
package enum RemoteAddress: Equatable, Sendable {
  case git(GitReference)
  /// `http:` or `https:`: an archive, or a file alone.
  case url(String)

  /// nil for a path of this machine; `isPath`: there is something at that path.
  package init?(_ text: String, isPath: Bool) throws(BuildError) {
    if let reference = try GitReference.parse(text), !(reference.isAmbiguous && isPath) {
      var reference = reference
      // Only here it is written without its scheme.
      if reference.isAmbiguous { reference.remote = "https://" + reference.remote }
      self = .git(reference)
    } else if text.hasPrefix("http://") || text.hasPrefix("https://") {
      self = .url(text)
    } else if text.contains("://") {
      throw BuildError(
        .value, "\(text): not supported: a context is a directory, a git repository, http:// or https://")
    } else {
      return nil
    }
  }
}
