// SPDX-License-Identifier: Apache-2.0

/// What a COPY or ADD has to do, everything expanded; where the sources lie is the executor's business.
package struct CopyRequest: Equatable, Sendable {
  /// Where one source comes from.
  package enum Source: Equatable, Sendable {
    /// A path or wildcard below the root that is copied from; `..` and a leading slash are clamped to it.
    case path(String)
    /// A here-document: a file of that name.
    case inline(name: String, content: [UInt8])
    /// `http:` or `https:`.
    case url(String)
    /// A git repository.
    case git(String)
  }
  /// Whom files belong to when `owner` says nothing.
  package enum Ownership: Equatable, Sendable {
    /// From a context or the network: root's.
    case root
    /// From a stage or an image: as there.
    case kept
  }

  package var sources: [Source]
  /// Absolute; a slash at its end means a directory.
  package var destination: String
  /// `--chown`, `USER[:GROUP]`, looked up in the root that is written to; empty when not given.
  package var owner = ""
  /// `--chmod`, octal or symbolic; empty when not given.
  package var mode = ""
  package var ownership = Ownership.root
  package var excludes: [String] = []
  /// `--parents`.
  package var keepsParents = false
  /// `--link`: written to an empty root, never through what the image has.
  package var isLinked = false
  /// ADD: archives among the sources are unpacked; nil only local ones.
  package var unpacks: Bool? = false
  /// ADD `--checksum`, of the one URL or git source.
  package var checksum = ""
  package var keepsGitDirectory = false
  /// What directories made on the way get as times, in seconds (SOURCE_DATE_EPOCH); nil is now.
  package var epoch: Int64?

  package init(_ sources: [Source], to destination: String) {
    self.sources = sources
    self.destination = destination
  }
}
