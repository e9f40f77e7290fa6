// SPDX-License-Identifier: Apache-2.0

/// How much text the variables of a Dockerfile may still become, all words together.
///
/// Each word has its own limit, but a few kilobytes of Dockerfile can say `$a` a thousand times.
package struct ExpansionBudget: Sendable {
  /// Four words of the longest kind; a configuration of that size is taken by no registry.
  package static let standard = 4 * Expander.longest
  private var rest = ExpansionBudget.standard

  package init() {}

  /// Takes the length of a resolved word off it.
  ///
  /// - Throws: when it is used up.
  package mutating func take(_ text: String) throws(BuildError) {
    guard text.utf8.count <= rest else {
      throw BuildError(
        .expansion, "what variables become is longer than \(ExpansionBudget.standard >> 20) MiB in this Dockerfile")
    }
    rest -= text.utf8.count
  }
}
