// SPDX-License-Identifier: Apache-2.0

/// config.md, "POSIX-platform Hooks", in the order in which they run.
package struct Hooks: Sendable {
  package var prestart: [Hook]?
  package var createRuntime: [Hook]?
  package var createContainer: [Hook]?
  package var startContainer: [Hook]?
  package var poststart: [Hook]?
  package var poststop: [Hook]?
  package init() {}
}

package struct Hook: Sendable {
  package var path: String?
  package var args: [String]?
  package var env: [String]?
  /// Seconds.
  package var timeout: Int64?
  package init() {}
}
