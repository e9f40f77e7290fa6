// SPDX-License-Identifier: Apache-2.0

/// A place in a Git repository, as ADD and the build context take it: `https://host/a.git#main:docs`.
package struct GitReference: Equatable, Sendable {
  /// What git clones.
  package var remote: String
  /// The repository's last name, without `.git`.
  package var name = ""
  /// A branch, tag or commit; empty for the default branch.
  package var ref = ""
  /// The commit that `ref` must be.
  package var checksum = ""
  package var subdirectory = ""
  /// It could be a path as well (`github.com/a/b`); only a build context may be written so.
  package var isAmbiguous = false
  /// `git://` and `http://`.
  package var isUnencrypted = false
  package var keepsGitDirectory: Bool?
  package var fetchesSubmodules: Bool?
  /// `checkout` or `commit`: where modification times come from; empty for the default.
  package var mtime = ""
  /// The commit is fetched by its name, without a look at what the remote says of the ref.
  package var fetchesByCommit = false

  private init(remote: String) { self.remote = remote }

  /// Reads a reference; nil when the text is none, but a path or another URL.
  ///
  /// - Throws: when it is one and malformed.
  package static func parse(_ text: String) throws(BuildError) -> GitReference? {
    guard let (location, isAmbiguous) = location(text) else { return nil }
    var reference = GitReference(remote: location.remote)
    reference.isAmbiguous = isAmbiguous
    reference.isUnencrypted = location.scheme == "http" || location.scheme == "git"
    let last = location.remote.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last
    let name = String(Substring(last ?? location.remote.utf8[...]))
    reference.name = name.hasSuffix(".git") ? String(name.unicodeScalars.dropLast(4)) : name
    if let (ref, directory) = location.fragment.cut(at: ":") {
      reference.ref = ref
      reference.subdirectory = String(PathText.clean("/" + directory).unicodeScalars.dropFirst())
    } else {
      reference.ref = location.fragment
    }
    do throws(BuildError) { try reference.take(location.query) } catch {
      throw BuildError(.value, "\(BuildError.quoted(text)): \(error.message)")
    }
    return reference
  }

  /// Where the repository is, and whether that could be a path as well.
  private static func location(_ text: String) -> (GitURL, isAmbiguous: Bool)? {
    if text.hasPrefix("./") || text.hasPrefix("../") { return nil }
    if text.hasPrefix("github.com/") {
      guard var url = GitURL(parsing: "https://" + text) else { return nil }
      url.remote = String(url.remote.unicodeScalars.dropFirst(8))
      return (url, true)
    }
    guard let url = GitURL(parsing: text) else { return nil }
    switch url.scheme {
    // Any web page could be meant otherwise.
    case "http", "https": return url.path.hasSuffix(".git") ? (url, false) : nil
    default: return (url, false)
    }
  }

  // MARK: The query

  private mutating func take(_ query: [(name: String, value: String)]) throws(BuildError) {
    var seen: Set<String> = []
    var tag = ""
    var branch = ""
    for (name, value) in query {
      guard seen.insert(name).inserted else { throw BuildError(.value, "query \"\(name)\" has multiple values") }
      switch name {
      case "keep-git-dir": keepsGitDirectory = try GitReference.boolean(name, value)
      case "submodules": fetchesSubmodules = try GitReference.boolean(name, value)
      case "fetch-by-commit": fetchesByCommit = try GitReference.boolean(name, value)
      case "ref", "tag", "branch", "subdir", "checksum", "commit", "mtime":
        guard !value.utf8.isEmpty else { throw BuildError(.value, "query \"\(name)\" has no value") }
        switch name {
        case "ref": try set(\.ref, to: value, "ref")
        case "subdir": try set(\.subdirectory, to: value, "subdir")
        case "tag": tag = value.hasPrefix("refs/tags/") ? value : "refs/tags/" + value
        case "branch": branch = value.hasPrefix("refs/heads/") ? value : "refs/heads/" + value
        case "mtime":
          guard value == "checkout" || value == "commit" else {
            throw BuildError(.value, "invalid mtime: checkout or commit is expected")
          }
          mtime = value
        default: checksum = value
        }
      default: throw BuildError(.value, "unexpected query \(BuildError.quoted(name))")
      }
    }
    guard tag.utf8.isEmpty || branch.utf8.isEmpty else { throw BuildError(.value, "branch conflicts with tag") }
    let named = tag + branch
    if !named.utf8.isEmpty { try set(\.ref, to: named, "ref") }
  }

  private mutating func set(
    _ member: WritableKeyPath<GitReference, String>, to value: String, _ name: String
  ) throws(BuildError) {
    guard self[keyPath: member].utf8.isEmpty || self[keyPath: member] == value else {
      throw BuildError(.value, "\(name) is given twice and differs")
    }
    self[keyPath: member] = value
  }

  private static func boolean(_ name: String, _ value: String) throws(BuildError) -> Bool {
    guard let answer = value.utf8.isEmpty ? true : Boolean.parse(value) else {
      throw BuildError(.value, "invalid \(name): true or false is expected")
    }
    return answer
  }
}
