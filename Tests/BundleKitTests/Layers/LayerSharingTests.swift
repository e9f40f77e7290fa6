// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Foundation
import Kernel
import OCI
import TestSupport
import Testing

@Suite("Times and sharing of layers")
struct LayerSharingTests {
  @Test("[pax-mtime] [mtime-zero] Times of every age, with nanoseconds", .needs(.root), arguments: [true, false])
  func times(isFlat: Bool) throws {
    try LayerImage.withHost { store, _, fixture in
      let archive = TarEntry.archive([
        TarEntry.file("future").pax("mtime", "100000000000.5"), .file("nano").pax("mtime", "1234567890.123456789"),
        .file("past").pax("mtime", "-100"), .file("zero").time(0),
        .folder("z/").time(77), .symlink("z/l", "x").time(88), .file("z/f").time(99), .folder("./").time(66),
      ])
      let image = try LayerImage([archive]).add(to: store)
      let found = LayerImage.unpack(image, store, to: fixture.path("bundles/overlay"), isFlat: isFlat, withTimes: true)
      func time(_ name: String) -> String? {
        found.split(separator: "\n").first { $0.hasPrefix(name) }?.split(separator: "@").last.map {
          String($0.prefix { $0 != " " })
        }
      }
      #expect(time("nano =") == "1234567890.123456789")
      #expect(time("zero =") == "0.0")
      #expect(time("past =") == "-100.0", "\(found)")
      // ext4 ends in the year 2446; XFS with bigtime in 2486.
      #expect(Double(time("future =") ?? "0") ?? 0 > 15_000_000_000)
      #expect(time("z/ ") == "77.0" && time("z/l") == "88.0" && time("z/f") == "99.0")
      #expect(time("/ ") == "66.0")
    }
  }

  @Test(
    "[dir-mtime-kept] A folder keeps its time when a later layer puts something in it", .needs(.root),
    arguments: [true, false])
  func folderTimes(isFlat: Bool) throws {
    try LayerImage.withHost { store, _, fixture in
      let first = TarEntry.archive([.folder("d/", mode: 0o750).time(77), .file("d/a"), .file("d/b")])
      let second = TarEntry.archive([.file("d/new"), .file("d/.wh.a")])
      let image = try LayerImage([first, second]).add(to: store)
      let found = LayerImage.unpack(image, store, to: fixture.path("bundles/overlay"), isFlat: isFlat, withTimes: true)
      #expect(found.split(separator: "\n").contains { $0.hasPrefix("d/ [750 0:0] @77.0") }, "\(found)")
      #expect(!found.contains("d/a"))
    }
  }

  @Test("A layer is unpacked once for all images, unless it took something from those below it", .needs(.root))
  func sharing() throws {
    try LayerImage.withHost { store, _, fixture in
      let plain = TarEntry.archive([.folder("d/"), .file("d/a", "1")])
      let special = TarEntry.archive([.folder("d/", mode: 0o1777), .file("d/a", "2")])
      let middle = TarEntry.archive([.folder("x/"), .file("x/y", "3")])
      let top = TarEntry.archive([.file("d/new", "n"), .file("d/.wh.a"), .file("q/.wh.z")])
      for (name, layers) in [
        ("one", [plain, middle, top]), ("two", [special, middle, top]), ("three", [plain, top]),
      ] {
        let image = try LayerImage(layers).add(name, to: store)
        let found = LayerImage.unpack(image, store, to: fixture.path("bundles/" + name), isFlat: false)
        #expect(found.hasPrefix(name == "two" ? "d/ [1777 0:0]\nd/new = n" : "d/\nd/new = n"), "\(found)")
        #expect(!found.contains("?"))
      }
      // plain, special, middle, and top three times: its whiteout below q means nothing anywhere.
      let keys = try FileManager.default.contentsOfDirectory(atPath: store.layersFolder)
      #expect(keys.count == 6 && keys.filter { $0.hasPrefix("c-") }.count == 3, "\(keys)")
    }
  }

  @Test("[concurrent] Four who want the same layers at once get the same", .needs(.root)) func concurrent() throws {
    try LayerImage.withHost { store, _, fixture in
      let archives = (0..<4).map { layer in
        TarEntry.archive((0..<50).map { .file("d\(layer)/f\($0)", String(repeating: "x", count: 10_000)) })
      }
      let image = try LayerImage(archives).add(to: store)
      let workers = try (0..<4).map { number in
        let path = fixture.path("bundles/b\(number)")
        return try Worker { () throws(Failure) in LayerImage.unpack(image, store, to: path, isFlat: false) }
      }
      let found = try workers.map { try $0.join() }
      #expect(Set(found).count == 1 && found[0].split(separator: "\n").count == 204, "\(found[0].prefix(200))")
      #expect(try FileManager.default.contentsOfDirectory(atPath: store.layersFolder).count == 4)
      #expect(try FileManager.default.contentsOfDirectory(atPath: store.temporaryFolder).isEmpty)
    }
  }
}
