// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// The cases of conformance/cases, run against both builds of the runtime.
///
/// `conformance/run` does the same from a shell, and against crun and runc.
@Suite("Conformance", .needs(.root, .busybox, .builtProducts))
struct ConformanceTests {
  /// Names of all cases.
  static let cases: [String] = {
    let folder = Repository.root + "/conformance/cases"
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".sh") }.map { String($0.dropLast(3)) }.sorted()
  }()

  @Test("There are cases to run")
  func casesAreFound() { #expect(Self.cases.count > 100) }

  @Test("The embedded build holds", arguments: cases)
  func embedded(_ name: String) throws { try run(name, Repository.embedded) }

  @Test("The full build holds", arguments: cases)
  func full(_ name: String) throws { try run(name, Repository.full) }

  /// Runs a case in namespaces of its own; its output is shown when it fails.
  private func run(_ name: String, _ runtime: String) throws {
    var environment = ProcessInfo.processInfo.environment
    environment["RUNTIME"] = runtime
    environment["NAME"] = "capsule-oci"
    environment["CGROUPS"] = "host"
    environment["PROBE"] = Repository.root + "/.build/bin/probe"
    let path = Repository.root + "/conformance/cases/\(name).sh"
    let isolate = Repository.root + "/conformance/lib/isolate"
    let result = try Program.run(isolate, [path], environment: environment)
    let output = result.output + result.errors
    if result.status == 77 {
      let reason = output.split(separator: "\n").last.map(String.init) ?? ""
      try Test.cancel(Comment(rawValue: reason))
    }
    #expect(result.status == 0, Comment(rawValue: "\(name)\n\(output)"))
  }
}
