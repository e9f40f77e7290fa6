// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@Suite("Peers and images") struct PeerTests {
  @Test("umoci, skopeo and podman read what we write, and we read what they write") func images() throws {
    let script = Repository.root + "/conformance/peers/images.sh"
    let result = try Program.run(script, [Repository.built("bundle")])
    #expect(result.status == 0 && result.output.contains(" 0 failed"), "\(result.output)\(result.errors)")
  }
}
