// SPDX-License-Identifier: Apache-2.0
internal import Dockerfile
package import Kernel

/// A tree that COPY and ADD take sources from: a build context, the root of a stage or an image.
///
/// Whatever is in it is somebody else's: it is only ever reached from its descriptor, and links in it lead nowhere
/// outside.
package final class CopySource: Sendable {
  package enum Kind: UInt8, Sendable {
    /// A context: `.dockerignore` counts, sockets in it are nothing to copy.
    case context
    /// The root file system of a stage or an image.
    case stage
    /// What was checked out of a git repository: only the executable bit counts.
    case repository
  }

  package let kind: Kind
  let root: RootDirectory
  /// What `.dockerignore` says.
  let ignore: IgnoreFile?

  /// Takes an open directory; O_PATH is enough.
  package convenience init(_ directory: consuming Descriptor, _ kind: Kind) {
    self.init(RootDirectory(directory), kind, ignore: nil)
  }

  init(_ root: consuming RootDirectory, _ kind: Kind, ignore: IgnoreFile?) {
    self.root = root
    self.kind = kind
    self.ignore = ignore
  }
}
