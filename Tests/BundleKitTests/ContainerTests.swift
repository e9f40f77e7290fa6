// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite("Containers of images")
struct ContainerTests {
  @Test("Every behaviour of conformance/bundle/containers.sh holds", .needs(.root, .busybox, .builtProducts))
  func containers() throws {
    let script = Repository.root + "/conformance/bundle/containers.sh"
    let result = try Program.run(script, [Repository.root + "/.build/bin/bundle", Repository.embedded])
    let failures = result.output.split(separator: "\n").filter { $0.hasPrefix("FAIL") }
    #expect(result.status == 0 && failures.isEmpty, "\(failures.joined(separator: "\n"))\(result.errors)")
    #expect(result.output.contains(" passed, 0 failed"))
  }

  @Test("Every behaviour of conformance/bundle/rootless.sh holds", .needs(.root, .busybox, .builtProducts))
  func rootless() throws {
    let script = Repository.root + "/conformance/bundle/rootless.sh"
    let result = try Program.run(script, [Repository.root + "/.build/bin/bundle", Repository.embedded])
    let failures = result.output.split(separator: "\n").filter { $0.hasPrefix("FAIL") }
    #expect(result.status == 0 && failures.isEmpty, "\(failures.joined(separator: "\n"))\(result.errors)")
    #expect(result.output.contains("lent: ") && result.output.contains("alone: "))
  }
}
