// SPDX-License-Identifier: Apache-2.0
import Foundation
package import Testing

/// Texts kept in files: `Golden/NAME` beside the test that compares with it.
package enum Golden {
  /// Expects `text` to be what `Golden/NAME` holds, and shows the first line that differs.
  ///
  /// With CAPSULE_GOLDEN=write in the environment it writes the file instead; the change then shows in review.
  package static func expect(
    _ text: String, is name: String, file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Golden")
    let golden = folder.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["CAPSULE_GOLDEN"] == "write" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: golden, atomically: true, encoding: .utf8)
      return
    }
    guard let wanted = try? String(contentsOf: golden, encoding: .utf8) else {
      Issue.record("Golden/\(name) is missing; run with CAPSULE_GOLDEN=write", sourceLocation: sourceLocation)
      return
    }
    guard wanted != text else { return }
    let pair = zip(lines(wanted), lines(text)).enumerated().first { $0.element.0 != $0.element.1 }
    let difference =
      pair.map { "line \($0.offset + 1): wanted '\($0.element.0)', got '\($0.element.1)'" }
      ?? "\(lines(wanted).count) lines wanted, got \(lines(text).count)"
    Issue.record("Golden/\(name): \(difference)", sourceLocation: sourceLocation)
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }
}
