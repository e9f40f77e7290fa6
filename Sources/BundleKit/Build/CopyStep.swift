// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import ImagePlan
package import Kernel
package import OCI

/// COPY and ADD: what they name is found (and fetched), a key of its content is made, then it is put into a root.
///
///     let copy = try CopyStep(store).prepare(request, from: context.source)
///     let key = try copy.digest()          // for the cache; the files' owner, mode and content, not their times
///     try copy.perform(into: rootDescriptor)
package struct CopyStep: Sendable {
  let store: Store
  let progress: Progress

  package init(_ store: Store, progress: Progress = .none) {
    self.store = store
    self.progress = progress
  }

  /// Finds the sources of a request; those of the network are fetched to the store's tmp/ and checked.
  ///
  /// `source` is where paths are; nil when the request has none.
  ///
  /// - Throws: `build` when a source is not there, `digest-mismatch` when a checksum is wrong.
  package func prepare(_ request: CopyRequest, from source: CopySource?) throws(Failure) -> PreparedCopy {
    PreparedCopy(request, source, store, progress)
  }
}

/// A COPY or ADD whose sources are at hand.
package final class PreparedCopy {
  private let request: CopyRequest
  private let source: CopySource?
  private let store: Store
  private let progress: Progress
  /// What was met that one should know and that stopped nothing.
  package private(set) var warnings: [String] = []

  init(_ request: CopyRequest, _ source: CopySource?, _ store: Store, _ progress: Progress) {
    self.request = request
    self.source = source
    self.store = store
    self.progress = progress
  }

  /// What the sources hold: names, types, modes, owners as they will be stored, targets of links, attributes, content.
  ///
  /// Not their times, and nothing of the request itself: a cache key needs its words, too.
  package func digest() throws(Failure) -> Digest {
    throw Failure(.build, "COPY: digests come with the next commit")
  }

  /// Puts everything in its place beneath `root`, an open directory.
  ///
  /// `accounts` is the root whose /etc/passwd and /etc/group know the names of `--chown`; nil is `root` (with `--link`
  /// that is an empty one).
  package func perform(into root: borrowing Descriptor, accounts: CopySource? = nil) throws(Failure) {
    throw Failure(.build, "COPY: copying comes with the next commit")
  }
}
