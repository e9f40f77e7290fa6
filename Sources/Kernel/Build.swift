// SPDX-License-Identifier: Apache-2.0
internal import CLinux

/// What this program was built from.
package enum Build {
  /// The commit, or `unknown` where the build was not told.
  package static var commit: String { unsafe String(cString: clinux_commit()) }
}
