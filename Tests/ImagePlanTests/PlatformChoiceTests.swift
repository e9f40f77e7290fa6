// SPDX-License-Identifier: Apache-2.0
import ImagePlan
import OCI
import Testing

@Suite("Platform choice") struct PlatformChoiceTests {
  private func entry(_ platform: String?, attests: Bool = false) throws -> ContentDescriptor {
    let digest = try Digest(.sha256, hex: String(repeating: "0", count: 64))
    var entry = ContentDescriptor(.imageManifest(.oci), digest: digest, size: 1)
    entry.platform = try platform.map { try Platform(parsing: $0) }
    if attests { entry.annotations = [KeyValue(key: "vnd.docker.reference.type", value: "attestation-manifest")] }
    return entry
  }

  @Test(
    "The newest variant that the machine runs is chosen",
    arguments: [
      ("linux/amd64", ["linux/arm64", "linux/amd64"], 1),
      ("linux/amd64", ["linux/amd64/v3", "linux/amd64"], 1),
      ("linux/amd64/v3", ["linux/amd64", "linux/amd64/v2", "linux/amd64/v4"], 1),
      ("linux/arm/v7", ["linux/arm/v5", "linux/arm/v6", "linux/arm64"], 1),
      ("linux/arm/v6", ["linux/arm/v7"], nil),
      ("linux/aarch64", ["linux/arm64/v8"], 0),
      ("linux/x86_64", ["linux/amd64"], 0),
      ("linux/riscv64", ["linux/amd64", "linux/riscv64"], 1),
      ("linux/amd64", ["unknown/unknown", "windows/amd64"], nil),
    ] as [(String, [String], Int?)])
  func choice(wanted: String, offered: [String], expected: Int?) throws {
    let entries = try offered.map { try entry($0) }
    #expect(PlatformChoice.choose(from: entries, for: try Platform(parsing: wanted)) == expected)
  }

  @Test("An attestation is never an image; an entry without a platform is the last resort") func others() throws {
    let attestation = try entry("linux/amd64", attests: true)
    let amd64 = Platform(os: "linux", architecture: "amd64")
    #expect(PlatformChoice.choose(from: [attestation], for: amd64) == nil)
    #expect(PlatformChoice.choose(from: [attestation, try entry(nil)], for: amd64) == 1)
    #expect(PlatformChoice.choose(from: [try entry(nil), try entry("linux/amd64")], for: amd64) == 1)
  }

  @Test("A platform is OS/ARCHITECTURE[/VARIANT]", arguments: ["", "/", "a/", "a/b/c/d", "//"])
  func malformed(text: String) { #expect(throws: ReferenceError.self) { try Platform(parsing: text) } }
}
