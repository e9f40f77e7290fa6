// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@Suite("Containers of images")
struct ContainerTests {
  @Test("Every behaviour of conformance/bundle/containers.sh holds", .needs(.root, .busybox, .builtProducts))
  func containers() throws { try ConformanceScript.expect("bundle/containers.sh") }

  @Test("Every behaviour of conformance/bundle/rootless.sh holds", .needs(.root, .busybox, .builtProducts))
  func rootless() throws {
    let output = try ConformanceScript.expect("bundle/rootless.sh")
    #expect(output.contains("lent: ") && output.contains("alone: "))
  }
}
