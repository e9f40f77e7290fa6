// SPDX-License-Identifier: Apache-2.0
package import Testing

/// A script of conformance/ that lists cases: `pass  …`, `FAIL  …`, and at its end `… N passed, N failed`.
package enum ConformanceScript {
  /// Expects every case of `conformance/NAME` to pass on the products of `make build`, and shows those that do not;
  /// returns what it printed.
  @discardableResult
  package static func expect(
    _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    // One that hangs is killed, and what it said until then is shown.
    let result = try Program.run(
      "/usr/bin/timeout",
      [
        "--kill-after=10", "900", Repository.root + "/conformance/" + name, Repository.root + "/.build/bin/bundle",
        Repository.embedded,
      ])
    let failures = result.output.split(separator: "\n").filter { $0.hasPrefix("FAIL") }
    #expect(
      result.status == 0 && failures.isEmpty && result.output.contains(" passed, 0 failed"),
      "\(failures.joined(separator: "\n"))\(result.errors)\(result.output.suffix(500))", sourceLocation: sourceLocation)
    return result.output
  }
}
