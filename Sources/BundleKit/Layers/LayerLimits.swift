// SPDX-License-Identifier: Apache-2.0

/// Bounds against layers made to fill a disk.
package struct LayerLimits: Sendable {
  /// Entries of a layer: more than the largest distribution has files, by a factor.
  package var entries = 5_000_000
  /// Bytes that a layer's archive, and its files together, may have, holes counted; nil is no limit.
  package var bytes: Int64?
  /// Bytes that have to stay free on the disk.
  package var free: UInt64 = 64 << 20

  package init() {}
}
