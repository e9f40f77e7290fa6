// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Kernel
import OCI
import TestSupport
import Testing

@Suite("Archives with changed bytes")
struct MutationTests {
  /// One entry of everything, with ways out for changes to find.
  private static func entries(_ host: String) -> [[TarEntry]] {
    [
      [
        .folder("./"), .folder("d/"), .file("d/a", "content"), .symlink("d/out", host), .symlink("up", "../../.."),
        .hardlink("d/b", "d/a"), .node("3", "n", 1, 3), .fifo("p"),
        TarEntry.file("x", "1").xattr("user.a", "1").xattr("trusted.overlay.redirect", "/d"),
      ],
      [
        .folder("d/"), .file("d/.wh.a"), .file("d/.wh..wh..opq"), .file("up/secret", "evil"),
        .file("d/out/secret", "evil"),
        .hardlink("l", "x"), .file(".wh.p"),
        TarEntry.file("y", "2").pax("path", "d/out/d/x").pax("mtime", "1.5").pax("size", "1"),
      ],
    ]
  }

  /// Numbers that look random and are the same each time.
  private struct Dice {
    var state: UInt64
    mutating func roll(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
  }

  /// Changes some bytes of one header, whose checksum is right again; or some bytes anywhere.
  private static func changed(_ archive: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var archive = archive
    let interesting: [UInt8] = [0, 0x2e, 0x2f, 0x30, 0x31, 0x32, 0x35, 0x37, 0x67, 0x78, 0x4c, 0x53, 0x80, 0xff]
    let block = dice.roll(archive.count / 512) * 512
    let isHeader = archive[block + 257] == UInt8(ascii: "u")
    for _ in 0...dice.roll(4) {
      let value = dice.roll(2) == 0 ? interesting[dice.roll(interesting.count)] : UInt8(dice.roll(256))
      // Name, mode, owners, size, type and link are where things happen.
      archive[block + dice.roll(isHeader ? 265 : 512)] = value
    }
    if isHeader {
      archive.replaceSubrange(block..<(block + 512), with: TarEntry.checked(Array(archive[block..<(block + 512)])))
    }
    return archive
  }

  @Test(
    "never reach outside, and are unpacked or refused in a sentence", .needs(.root), arguments: [1, 2, 3] as [UInt64])
  func mutants(seed: UInt64) throws {
    try LayerImage.withHost { store, host, fixture in
      var dice = Dice(state: seed)
      let good = Self.entries(host.path).map { TarEntry.archive($0) }
      let bundle = fixture.path("bundles/flat")
      var refused = 0
      for number in 0..<60 {
        var archives = good
        let layer = dice.roll(2)
        archives[layer] = Self.changed(archives[layer], &dice)
        let image = try LayerImage(archives).add(to: store)
        let found = LayerImage.unpack(image, store, to: bundle, isFlat: number % 3 > 0) {
          // A changed size may be a large one.
          $0.limits.bytes = 1 << 20
        }
        if found.hasPrefix("refused: ") { refused += 1 }
        #expect(!found.hasPrefix("refused: ") || found.utf8.count > 20, "\(found)")
        try Files.removeTree(bundle)
      }
      // Both ends happen: the changes are neither all harmless nor all nonsense.
      #expect(refused > 5 && refused < 55, "\(refused) refused")
      host.expectUntouched(fixture)
    }
  }
}
