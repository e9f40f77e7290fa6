// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Foundation
import Kernel
import LinuxABI
import OCI
import TestSupport
import Testing

@Suite("Layers made to fill a disk, and large ones")
struct LimitTests {
  private func outcome(
    _ layers: [LayerImage.Layer], isFlat: Bool = true, _ change: @escaping @Sendable (inout UnpackImage) -> Void
  ) throws -> String {
    var text = ""
    try LayerImage.withHost { store, host, fixture in
      let image = try LayerImage(layers).add(to: store)
      text = LayerImage.unpack(image, store, to: fixture.path("bundles/overlay"), isFlat: isFlat, change)
      host.expectUntouched(fixture)
    }
    return text
  }

  @Test(
    "[bomb-size] Files with more bytes together than --max-layer-size are refused", .needs(.root),
    arguments: [true, false])
  func size(isFlat: Bool) throws {
    let archive = TarEntry.archive([
      .file("a", String(repeating: "x", count: 600)), .file("b", String(repeating: "y", count: 600)),
    ])
    let found = try outcome([LayerImage.Layer(archive: archive)], isFlat: isFlat) { $0.limits.bytes = 1000 }
    #expect(found.contains("more than 1000 bytes"))
    let small = try outcome([LayerImage.Layer(archive: archive)], isFlat: isFlat) {
      $0.limits.bytes = Int64(archive.count)
    }
    #expect(small == "a = 600 bytes\nb = 600 bytes")
  }

  @Test("[bomb-sparse] A sparse file of a terabyte takes no room, and counts with its holes", .needs(.root))
  func sparse() throws {
    let map = TarEntry.padded(Array("1\n1099511627775\n1\n".utf8))
    let entry = TarEntry.file("GNUSparseFile.0/s").with { $0.content = map + [0x21] }.pax("GNU.sparse.major", "1")
      .pax("GNU.sparse.minor", "0").pax("GNU.sparse.name", "s").pax("GNU.sparse.realsize", "1099511627776")
    let layer = LayerImage.Layer(archive: TarEntry.archive([entry]))
    #expect(try outcome([layer]) { _ in } == "s = 1099511627776 bytes")
    #expect(try outcome([layer]) { $0.limits.bytes = 1 << 30 }.contains("more than 1073741824 bytes"))
    // And a copy of it for a hard link has holes, too.
    let link = LayerImage.Layer(archive: TarEntry.archive([.hardlink("t", "s")]))
    #expect(try outcome([layer, link], isFlat: false) { _ in } == "s = 1099511627776 bytes\nt == s")
  }

  @Test("[bomb-sparse-absurd] Sizes that no file has are refused", .needs(.root), arguments: [Int64.max, -1, 1 << 61])
  func absurd(size: Int64) throws {
    let entry = TarEntry.file("a").with { ($0.size, $0.isBase256) = (size, true) }
    let found = try outcome([LayerImage.Layer(archive: TarEntry.archive([entry]))]) { _ in }
    #expect(found.hasPrefix("refused: "), "\(found)")
  }

  @Test("[bomb-ratio] A gigabyte behind the archive's end, from 40 KB, ends at --max-layer-size", .needs(.root))
  func ratio() throws {
    let blob = BlobPacking.zstd(PackingCase.archive) + BlobPacking.zstd(repeating: 0, blocks: 8192)
    let layer = PackingCase.packed(blob, as: PackingCase.zstd)
    #expect(try outcome([layer]) { $0.limits.bytes = 1 << 20 }.contains("more than 1048576 bytes"))
  }

  @Test("[bomb-count] So does a file's content, and a number of entries", .needs(.root)) func count() throws {
    let archive = TarEntry.archive((0..<2000).map { .file("f\($0)") })
    let found = try outcome([LayerImage.Layer(archive: archive)]) { $0.limits.entries = 1000 }
    #expect(found.contains("more than 1000 entries"))
  }

  @Test("[bomb-names] Names and attributes that do not fit into memory are refused", .needs(.root)) func names() throws
  {
    // A folder with 190 KB of attributes, 2000 times.
    let value = String(repeating: "v", count: 63 << 10)
    let folder = TarEntry.folder("d/").xattr("user.a", value).xattr("user.b", value).xattr("user.c", value)
    let path = NSTemporaryDirectory() + "/bomb-\(UUID().uuidString)"
    defer { for name in [path, path + ".zst"] { try? FileManager.default.removeItem(atPath: name) } }
    try Data(folder.bytes).write(to: URL(fileURLWithPath: path))
    guard let packed = try? Program.run("/usr/bin/zstd", ["-q", path]), packed.status == 0 else { return }
    let frame = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + ".zst")))
    let layer = PackingCase.packed((0..<2000).flatMap { _ in frame }, as: PackingCase.zstd)
    #expect(try outcome([layer]) { _ in }.contains("do not fit into memory"))
  }

  @Test("[bomb-free] Nothing is unpacked when the disk is nearly full, and nothing stays", .needs(.root)) func free()
    throws
  {
    try LayerImage.withHost { store, host, fixture in
      let path = store.root + "/small"
      try Files.makeDirectory(path, mode: 0o700)
      let archive = TarEntry.archive((0..<48).map { .file("f\($0)", String(repeating: "x", count: 1 << 20)) })
      let found = LayerImage.privately { () throws(Failure) in
        try asFailure(.system) { () throws(KernelError) in
          try Mounts.mount(source: "tmpfs", at: path, type: "tmpfs", flags: 0, data: "size=140m")
        }
        let store = try Store(root: path + "/store")
        let image: Image
        do { image = try LayerImage([archive]).add(to: store) } catch { return "\(error)" }
        do throws(Failure) {
          _ = try UnpackImage(image, in: store, to: path + "/bundle", isFlat: false).perform(.none)
          return "unpacked"
        } catch {
          return error.message + TreeText(path + "/store/layers").lines.joined()
            + TreeText(path + "/store/tmp").lines.joined() + (Files.exists(path + "/bundle") ? "bundle stays" : "")
        }
      }
      #expect(found.hasSuffix("less than 64 MiB are left on the disk/ [700 0:0]/ [700 0:0]"), "\(found)")
      host.expectUntouched(fixture)
    }
  }

  @Test("[deep-path] A path of more than PATH_MAX is unpacked, mounted and removed", .needs(.root))
  func deep() throws {
    try LayerImage.withHost { store, host, fixture in
      let path = String(repeating: "deep-folder/", count: 425) + "f"
      #expect(path.utf8.count == 5101)
      let first = LayerImage.Layer(archive: TarEntry.archive([.file(path, "1"), .file("a", "1")]))
      let second = LayerImage.Layer(
        archive: TarEntry.archive([.hardlink("l", path), .file(path + "2", "2"), .file(".wh.a")]))
      let image = try LayerImage([first, second]).add(to: store)
      for isFlat in [false, true] {
        let found = LayerImage.unpack(image, store, to: fixture.path("bundles/overlay"), isFlat: isFlat)
        let lines = found.split(separator: "\n")
        #expect(lines.count == 428 && lines.last == "l == " + path, "\(found.suffix(300))")
        do {
          try Files.removeTree(fixture.path("bundles/overlay"))
        } catch {
          Issue.record("\((error as? KernelError)?.text ?? "")")
        }
      }
      host.expectUntouched(fixture)
    }
  }

  @Test("[deep-1024] More than 1024 folders are refused", .needs(.root)) func deepest() throws {
    let archive = TarEntry.archive([.file(String(repeating: "d/", count: 1025) + "f")])
    #expect(try outcome([LayerImage.Layer(archive: archive)]) { _ in }.contains("1024 folders"))
  }

  @Test("[many-layers] 130 and 500 layers are mounted, 501 are refused", .needs(.root), arguments: [130, 500, 501])
  func layers(count: Int) throws {
    let layers = (0..<count).map {
      LayerImage.Layer(archive: TarEntry.archive([.file("f\($0)", "\($0)"), .file("last", "\($0)")]))
    }
    let found = try outcome(layers, isFlat: false) { _ in }
    if count > 500 {
      #expect(found.contains("has 501 layers; overlay takes at most 500"))
    } else {
      #expect(found.split(separator: "\n").count == count + 1 && found.hasSuffix("last = \(count - 1)"), "\(found)")
    }
  }
}
