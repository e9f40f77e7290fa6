// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import ImagePlan
import Testing

@Suite("What builds are given of the host") struct BuildVolumeTests {
  @Test("--volume reads its options") func options() throws {
    let volume = try BuildVolume(parsing: "./src:/a/../b:ro,O,nosuid,z")
    #expect(volume.source == "./src" && volume.destination == "/b")
    #expect(volume.isReadOnly && volume.isOverlay && volume.isRecursive && volume.wantsRelabel)
    #expect(volume.options == ["nosuid"])
    let plain = try BuildVolume(parsing: "/src:/b:O")
    #expect(plain.isOverlay && !plain.isReadOnly)
    #expect(try !BuildVolume(parsing: "/src:/b").isOverlay)
  }

  @Test("Keys differ where what a RUN sees does") func keys() throws {
    let texts = ["/a:/b", "/a:/b:ro", "/a:/b:O", "/a:/b:bind", "/a:/c", "/x:/b", "/a:/b:nosuid"]
    #expect(Set(try texts.map { try BuildVolume(parsing: $0).key }).count == texts.count)
    #expect(try BuildVolume(parsing: "/a:/b:rw,z").key == BuildVolume(parsing: "/a:/b").key)
  }

  @Test(
    "--volume refuses what a build has not",
    arguments: ["name:/b", "/a", "/a:b", "/a:/", "/a:/b:rshared", "/a:/b:bogus", "/a:/b:ro:O", "", "/a:/b:"])
  func refused(text: String) { #expect(throws: Failure.self) { try BuildVolume(parsing: text) } }

  @Test("--device names a node, and a place below /dev") func devices() throws {
    #expect(try DeviceRequest(ofBuild: "/dev/fuse").container == "/dev/fuse")
    #expect(try DeviceRequest(ofBuild: "/dev/fuse:/dev/x:r").access == "r")
    for text in ["vendor.com/class=name", "/dev/fuse:/x", "/dev/fuse:/dev/../x", "fuse", "/dev/fuse:/dev/x:q"] {
      #expect(throws: Failure.self, "\(text)") { try DeviceRequest(ofBuild: text) }
    }
  }
}
