// SPDX-License-Identifier: Apache-2.0
internal import CArchive
internal import CapsulePlan

/// libarchive, which is loaded when the first archive is opened.
enum ArchiveLibrary {
  /// Why there is none; nil when there is.
  private static let problem: String? = carchive_load().map { String(cString: $0) }

  /// Has to come before any call of it.
  ///
  /// - Throws: `system` when the library cannot be loaded.
  static func load() throws(Failure) {
    guard let problem else { return }
    throw Failure(.system, "load libarchive: \(problem)", hint: "install libarchive 3 (Debian: libarchive13)")
  }
}
