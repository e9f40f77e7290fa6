// SPDX-License-Identifier: Apache-2.0
package import Kernel

/// A tree that COPY and ADD take sources from: a build context, the root of a stage or an image.
///
/// Whatever is in it is somebody else's: it is only ever reached from its descriptor, and links in it lead nowhere
/// outside.
package final class CopySource: Sendable {
  package enum Kind: Sendable {
    /// A context: `.dockerignore` counts, sockets in it are nothing to copy.
    case context
    /// The root file system of a stage or an image.
    case stage
  }

  package let kind: Kind
  let root: RootDirectory

  /// Takes an open directory; O_PATH is enough.
  package init(_ directory: consuming Descriptor, _ kind: Kind) {
    root = RootDirectory(directory)
    self.kind = kind
  }
}
