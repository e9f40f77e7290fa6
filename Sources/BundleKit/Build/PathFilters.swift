// SPDX-License-Identifier: Apache-2.0
internal import Dockerfile
internal import Kernel

/// What of a tree a COPY means, all patterns together, at one of its directories.
///
/// Patterns see what was decided of the directories above, so each directory of a walk has a value of its own.
struct PathFilters {
  /// What `.dockerignore` says; by paths from the context's root.
  private let ignore: IgnoreFile?
  /// `--exclude`; by paths from the directory that was named.
  private let excludes: IgnoreFile?
  /// `--parents`: what is selected; nil is everything.
  private let pattern: ParentsPattern?
  /// A directory that must not be met: what is written lies in it.
  private let forbidden: FileStatus?
  private var ignored = IgnoreFile.Trail()
  private var excluded = IgnoreFile.Trail()
  private var included = IgnoreFile.Trail()
  /// The directory itself is not there, as far as `.dockerignore` is concerned.
  private(set) var isHidden = false

  /// For a directory whose real path from the context's root is `path`.
  init(
    ignore: IgnoreFile?, excludes: IgnoreFile? = nil, pattern: ParentsPattern? = nil, forbidden: FileStatus? = nil,
    at path: [UInt8] = []
  ) {
    self.forbidden = forbidden
    self.ignore = ignore
    self.excludes = excludes
    self.pattern = pattern
    if let ignore { (isHidden, ignored) = ignore.walk(to: path) }
  }

  /// What is to be done about an entry.
  struct Decision {
    /// Not there, as far as `.dockerignore` is concerned.
    var isHidden: Bool
    /// The request means it.
    var isSelected: Bool
    /// Something below a directory may be there and meant.
    var mayHold: Bool
    /// For what is below it.
    var filters: PathFilters
  }

  /// Whether a directory is the store, which a context may hold by mistake: its copy would hold its copy, and so on.
  func isForbidden(_ status: FileStatus) -> Bool {
    forbidden.map { $0.inode == status.inode && $0.device == status.device } ?? false
  }

  /// Decides about an entry: `path` is from the directory that was named on, `real` from the context's root.
  func decide(_ path: [UInt8], real: [UInt8]) -> Decision {
    var below = self
    let (text, realText) = (String(decoding: path, as: UTF8.self), String(decoding: real, as: UTF8.self))
    var isExcluded = false
    var isMatched = true
    var mayHold = true
    if let ignore {
      (below.isHidden, below.ignored) = ignore.ignores(realText, in: ignored)
      if below.isHidden, !ignore.mayBringBack(below: realText) { mayHold = false }
    }
    if let excludes {
      (isExcluded, below.excluded) = excludes.ignores(text, in: excluded)
      if isExcluded, !excludes.mayBringBack(below: text) { mayHold = false }
    }
    if let pattern {
      (isMatched, below.included) = pattern.file.ignores(text, in: included)
      if !isMatched, !pattern.mayMatch(below: text) { mayHold = false }
    }
    return Decision(
      isHidden: below.isHidden, isSelected: isMatched && !isExcluded, mayHold: mayHold, filters: below)
  }
}

/// The pattern of COPY `--parents`.
struct ParentsPattern {
  let file: IgnoreFile
  /// Its components up to the first `**`.
  private let globs: [Glob]
  private let reachesDown: Bool

  init(_ text: String) throws(BuildError) {
    file = try IgnoreFile(patterns: [text])
    let parts = text.split(separator: "/").map(String.init)
    let plain = parts.prefix { !$0.contains("**") }
    var globs: [Glob] = []
    for part in plain { globs.append(try Glob(part)) }
    self.globs = globs
    reachesDown = plain.count < parts.count
  }

  /// Whether something below a directory that does not match may match.
  func mayMatch(below directory: String) -> Bool {
    let parts = directory.split(separator: "/").map(String.init)
    for (part, glob) in zip(parts, globs) where !glob.matches(part) { return false }
    return reachesDown || parts.count < globs.count
  }
}

extension IgnoreFile {
  /// Whether a path is left out as a walk from the root finds it, and what such a walk knows there.
  func walk(to path: [UInt8]) -> (isIgnored: Bool, trail: Trail) {
    var state = (isIgnored: false, trail: Trail())
    if path.isEmpty { return state }
    for end in path.indices where path[end] == PathWalk.slash {
      state = ignores(String(decoding: path[..<end], as: UTF8.self), in: state.trail)
    }
    return ignores(String(decoding: path, as: UTF8.self), in: state.trail)
  }
}
