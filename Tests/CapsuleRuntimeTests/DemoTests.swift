// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

/// The walk of `make demo`, whose every step checks what it shows: Flask on the host's network, exec with a terminal,
/// namespaces, joining by path, a bind mount, limits, a runtime killed in mid-create.
@Suite("Demo", .needs(.root, .busybox, .builtProducts))
struct DemoTests {
  @Test("A container's life with a real application holds step by step", arguments: ["embedded", "full"])
  func walk(_ build: String) throws {
    let runtime = build == "full" ? Repository.full : Repository.embedded
    let result = try Program.run(Repository.root + "/bundles/demo", [runtime])
    #expect(result.status == 0, Comment(rawValue: result.output + result.errors))
    #expect(result.output.hasSuffix("demo: everything was as it should be\n"))
  }
}
