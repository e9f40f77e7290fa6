// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A scratch directory and a stack of clean-ups that run last in, first out when the test ends, however it ends.
///
///     try Fixture.with { fixture in
///       let directory = fixture.path("bundle")
///       fixture.defer { undo() }
///     }
package final class Fixture {
  /// The directory; removed last.
  package let directory: String
  private var cleanUps: [() -> Void] = []

  private init() throws {
    let name = "capsule-test-\(UUID().uuidString.prefix(8))"
    directory = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  /// Runs `body` with a fresh fixture and cleans up after it.
  package static func with<T>(_ body: (Fixture) throws -> T) throws -> T {
    let fixture = try Fixture()
    defer { fixture.cleanUp() }
    return try body(fixture)
  }

  /// A path inside the directory.
  package func path(_ name: String) -> String { directory + "/" + name }

  /// Writes `text` to `name` inside the directory and returns its path.
  @discardableResult
  package func file(_ name: String, _ text: String) throws -> String {
    let path = path(name)
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    return path
  }

  /// Adds a clean-up, to run before those already there.
  package func `defer`(_ cleanUp: @escaping () -> Void) { cleanUps.append(cleanUp) }

  private func cleanUp() {
    for cleanUp in cleanUps.reversed() { cleanUp() }
    try? FileManager.default.removeItem(atPath: directory)
  }
}
