// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@Suite struct BuildTests {
  @Test("Every behaviour of conformance/bundle/build.sh holds", .needs(.root, .busybox, .builtProducts))
  func behaviours() throws {
    let script = Repository.root + "/conformance/bundle/build.sh"
    let result = try Program.run(script, [Repository.root + "/.build/bin/bundle", Repository.embedded])
    let failures = result.output.split(separator: "\n").filter { $0.hasPrefix("FAIL") }
    #expect(result.status == 0 && failures.isEmpty, "\(failures.joined(separator: "\n"))\(result.errors)")
    #expect(result.output.contains(" passed, 0 failed"))
  }
}
