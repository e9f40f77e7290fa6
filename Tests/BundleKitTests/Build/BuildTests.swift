// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@Suite("Builds") struct BuildTests {
  @Test("Every behaviour of conformance/bundle/build.sh holds", .needs(.root, .busybox, .builtProducts))
  func behaviours() throws { try ConformanceScript.expect("bundle/build.sh") }

  @Test("Every behaviour of conformance/bundle/build-options.sh holds", .needs(.root, .busybox, .builtProducts))
  func options() throws { try ConformanceScript.expect("bundle/build-options.sh") }

  @Test("Every attack of conformance/bundle/build-attacks.sh fails", .needs(.root, .busybox, .builtProducts))
  func attacks() throws { try ConformanceScript.expect("bundle/build-attacks.sh") }

  @Test("Every tree of conformance/build comes out as its rule says", .needs(.root, .busybox, .builtProducts))
  func trees() throws { try ConformanceScript.expect("build/run") }
}
