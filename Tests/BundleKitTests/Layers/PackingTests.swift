// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Foundation
import Kernel
import OCI
import TestSupport
import Testing

/// A layer packed in some way, and what has to become of it both ways.
struct PackingCase: CustomTestStringConvertible, Sendable {
  let name: String
  let outcome: LayerCase.Outcome
  let layer: @Sendable () -> LayerImage.Layer
  var testDescription: String { name }

  init(_ name: String, _ outcome: LayerCase.Outcome, _ layer: @escaping @Sendable () -> LayerImage.Layer) {
    self.name = name
    self.outcome = outcome
    self.layer = layer
  }

  static let gzip = MediaType.layer(.oci, .gzip, distributable: true).text
  static let zstd = MediaType.layer(.oci, .zstd, distributable: true).text
  static let archive = TarEntry.archive([.file("a", "1"), .folder("d/"), .file("d/b", "2")])
  static let tree = LayerCase.Outcome.tree("a = 1\nd/\nd/b = 2")

  static func packed(
    _ blob: [UInt8], as mediaType: String, archive: [UInt8] = archive
  ) -> LayerImage.Layer { LayerImage.Layer(archive: archive, blob: blob, mediaType: mediaType) }

  static let streams: [PackingCase] = [
    PackingCase("[gz] One member of gzip", tree) { packed(BlobPacking.gzip(archive), as: gzip) },
    PackingCase("[gz-multi] Many members, wherever they end", tree) {
      packed(
        [0..<1, 1..<700, 700..<700, 700..<archive.count].flatMap { BlobPacking.gzip(Array(archive[$0])) }, as: gzip)
    },
    PackingCase("[gz-trailing-zeros] Zeros behind the last member", tree) {
      packed(BlobPacking.gzip(archive) + [UInt8](repeating: 0, count: 1000), as: gzip)
    },
    PackingCase("[gz-trailing-garbage] Garbage behind the last member", tree) {
      packed(BlobPacking.gzip(archive) + Array("garbage".utf8), as: gzip)
    },
    PackingCase("[gz-garbage-like-member] Garbage that begins as a member does", tree) {
      packed(BlobPacking.gzip(archive) + [0x1f, 0x8b, 7, 0xff, 1, 2, 3], as: gzip)
    },
    PackingCase("[gz-truncated] A stream that ends in the middle", .refused("ends in the middle")) {
      packed(BlobPacking.gzip(archive).dropLast(20), as: gzip)
    },
    PackingCase("[gz-truncated-trailer] One that ends in its checksum", .refused("ends in the middle")) {
      packed(BlobPacking.gzip(archive).dropLast(2), as: gzip)
    },
    PackingCase("[gz-truncated-header] One that ends in its header", .refused("ends in the middle")) {
      packed([0x1f, 0x8b, 8, 0], as: gzip)
    },
    PackingCase("[gz-bad-crc] A wrong checksum", .refused("gzip stream is damaged")) {
      packed(BlobPacking.gzip(archive, checksum: 1), as: gzip)
    },
    PackingCase("[gz-bad-crc-second] A wrong checksum of a later member", .refused("gzip stream is damaged")) {
      packed(BlobPacking.gzip(Array(archive[..<700])) + BlobPacking.gzip(Array(archive[700...]), checksum: 1), as: gzip)
    },
    PackingCase("[gz-bad-block] A block that is none", .refused("gzip stream is damaged")) {
      packed([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x07, 0, 0, 0], as: gzip)
    },
    PackingCase("[zstd] A frame of zstd", tree) { packed(BlobPacking.zstd(archive), as: zstd) },
    PackingCase("[zstd-multi] Many frames", tree) {
      packed(
        BlobPacking.zstd(Array(archive[..<700])) + BlobPacking.zstd([]) + BlobPacking.zstd(Array(archive[700...])),
        as: zstd)
    },
    PackingCase("[zstd-skippable] Frames to skip, first, between and last", tree) {
      packed(
        BlobPacking.skippable([1, 2]) + BlobPacking.zstd(Array(archive[..<700])) + BlobPacking.skippable([])
          + BlobPacking.zstd(Array(archive[700...])) + BlobPacking.skippable([3]), as: zstd)
    },
    PackingCase("[zstd-exact] A frame that ends where our buffer does", .line("big = 259584 bytes")) {
      let exact = TarEntry.archive([.file("big", String(repeating: "x", count: (256 << 10) - 2560))])
      return packed(
        BlobPacking.zstd(exact + [UInt8](repeating: 0, count: (256 << 10) - exact.count)), as: zstd,
        archive: exact + [UInt8](repeating: 0, count: (256 << 10) - exact.count))
    },
    PackingCase("[gz-exact] A member that ends where our buffer does", .line("big = 259584 bytes")) {
      let exact = TarEntry.archive([.file("big", String(repeating: "x", count: (256 << 10) - 2560))])
      let whole = exact + [UInt8](repeating: 0, count: (256 << 10) - exact.count)
      return packed(BlobPacking.gzip(whole), as: gzip, archive: whole)
    },
    PackingCase("[zstd-truncated] A frame that ends in the middle", .refused("ends in the middle")) {
      packed(BlobPacking.zstd(archive).dropLast(20), as: zstd)
    },
    PackingCase("[zstd-bad] A block that is none", .refused("zstd stream is damaged")) {
      packed([0x28, 0xb5, 0x2f, 0xfd, 0, 7 << 3, 0x07, 0, 0, 0, 0], as: zstd)
    },
    PackingCase("[lie-gzip] Said to be gzip, and plain", tree) { packed(archive, as: gzip) },
    PackingCase("[lie-plain] Said to be plain, and gzip", tree) {
      packed(BlobPacking.gzip(archive), as: MediaType.layer(.oci, .none, distributable: true).text)
    },
    PackingCase("[lie-zstd] Said to be gzip, and zstd", tree) { packed(BlobPacking.zstd(archive), as: gzip) },
    PackingCase("[docker-types] Docker's media type", tree) {
      packed(BlobPacking.gzip(archive), as: MediaType.layer(.docker, .gzip, distributable: true).text)
    },
    PackingCase("[nondistributable] A layer that may not be distributed", tree) {
      packed(BlobPacking.gzip(archive), as: MediaType.layer(.oci, .gzip, distributable: false).text)
    },
    PackingCase("[unknown-type] A media type that is no layer's", .refused("which is no layer's")) {
      packed(archive, as: "application/x-something")
    },
    PackingCase("[trailing-garbage] What stands behind the archive's end is hashed", tree) {
      let long = archive + Array("garbage".utf8) + [UInt8](repeating: 7, count: 1 << 20)
      return packed(BlobPacking.gzip(long), as: gzip, archive: long)
    },
    PackingCase("[no-eof] An archive may just end", tree) {
      let open = Array(archive.dropLast(1024))
      return packed(open, as: gzip, archive: open)
    },
    PackingCase("[one-zero-block] Or with one block of zeros", tree) {
      let open = Array(archive.dropLast(512))
      return packed(open, as: gzip, archive: open)
    },
    PackingCase("[zero-byte-layer] A blob of no bytes is an empty layer", .tree("")) {
      packed([], as: gzip, archive: [])
    },
    PackingCase("[tiny] A blob of three bytes is no archive", .refused("archive")) {
      packed([1, 2, 3], as: gzip, archive: [1, 2, 3])
    },
    PackingCase("[truncated-entry] An archive that ends in an entry", .refused("archive is damaged")) {
      let cut = Array(TarEntry.file("f", String(repeating: "x", count: 2000)).bytes.prefix(1024))
      return packed(cut, as: gzip, archive: cut)
    },
    PackingCase("[truncated-header] An archive that ends in a header", .refused("archive is damaged")) {
      let cut = TarEntry.file("f", "x").bytes + TarEntry.file("g").bytes.prefix(300)
      return packed(cut, as: gzip, archive: cut)
    },
    PackingCase("[noise] Bytes that are no archive", .refused("archive is damaged")) {
      let noise = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7 | 1) }
      return packed(noise, as: gzip, archive: noise)
    },
  ]

  static let digests: [PackingCase] = [
    PackingCase("[blob-digest] A blob with another digest", .refused("has the digest")) {
      LayerImage.Layer(archive: archive, digest: Hashing.digest(of: [1]))
    },
    PackingCase("[diffid] An archive with another digest than the configuration says", .refused("the image says")) {
      LayerImage.Layer(archive: archive, diffID: Hashing.digest(of: [1]))
    },
    PackingCase("[size-plus-one] A descriptor that says one byte too many", .refused("its descriptor says")) {
      LayerImage.Layer(archive: archive, sizeError: 1)
    },
    PackingCase("[size-minus-one] A descriptor that says one too few", .refused("its descriptor says")) {
      LayerImage.Layer(archive: archive, sizeError: -1)
    },
    PackingCase("[sha512] Digests of sha512", tree) {
      LayerImage.Layer(
        archive: archive, digest: Hashing.digest(of: archive, .sha512), diffID: Hashing.digest(of: archive, .sha512))
    },
  ]

  func check() throws {
    try LayerImage.withHost { store, host, fixture in
      try Files.makeDirectory(store.layout + "/blobs/sha512", mode: 0o700)
      let image = try LayerImage([layer()]).add(to: store)
      for (way, isFlat) in [("overlay", false), ("flat", true)] {
        let found = LayerImage.unpack(image, store, to: fixture.path("bundles/" + way), isFlat: isFlat)
        switch outcome {
        case .tree(let text): #expect(found == text, "\(way)")
        case .line(let text): #expect(found.split(separator: "\n").contains { $0.hasSuffix(text) }, "\(way): \(found)")
        case .refused(let text):
          #expect(found.hasPrefix("refused: ") && found.contains(text), "\(way): \(found)")
          #expect(!Files.exists(fixture.path("bundles/" + way)), "the bundle's folder stays")
          #expect(try FileManager.default.contentsOfDirectory(atPath: store.layersFolder).isEmpty)
          #expect(try FileManager.default.contentsOfDirectory(atPath: store.temporaryFolder).isEmpty)
        }
      }
      host.expectUntouched(fixture)
    }
  }
}

@Suite("How layers are packed")
struct PackingTests {
  @Test("gzip and zstd in all their forms", .needs(.root), arguments: PackingCase.streams)
  func streams(layer: PackingCase) throws { try layer.check() }

  @Test("What digests and sizes say", .needs(.root), arguments: PackingCase.digests)
  func digests(layer: PackingCase) throws { try layer.check() }

  @Test("What gzip and zstd themselves write, over many of our buffers", .needs(.root), arguments: ["gzip", "zstd"])
  func programs(program: String) throws {
    try LayerImage.withHost { store, _, fixture in
      var state: UInt32 = 1
      let content = String(
        decoding: (0..<3_000_000).map { _ -> UInt8 in
          state = state &* 1_664_525 &+ 1_013_904_223
          return 0x61 + UInt8(state >> 28)
        }, as: UTF8.self)
      let archive = TarEntry.archive([.file("big", content), .file("small", "1")])
      let path = fixture.path("archive.tar")
      try Data(archive).write(to: URL(fileURLWithPath: path))
      guard let packed = try? Program.run("/usr/bin/" + program, ["-k", path]), packed.status == 0 else { return }
      let file = path + (program == "gzip" ? ".gz" : ".zst")
      let blob = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
      let type = program == "gzip" ? PackingCase.gzip : PackingCase.zstd
      let image = try LayerImage([PackingCase.packed(blob, as: type, archive: archive)]).add(to: store)
      let found = LayerImage.unpack(image, store, to: fixture.path("bundles/flat"), isFlat: true)
      #expect(found == "big = 3000000 bytes\nsmall = 1")
      let unpacked = try Data(contentsOf: URL(fileURLWithPath: fixture.path("bundles/flat/rootfs/big")))
      #expect(unpacked == Data(content.utf8))
    }
  }

  @Test("[media-type] [gz-trailing-garbage] Lies that do no harm are told", .needs(.root)) func warnings() throws {
    try LayerImage.withHost { store, _, fixture in
      let blob = BlobPacking.gzip(PackingCase.archive) + Array("garbage".utf8)
      let image = try LayerImage([PackingCase.packed(blob, as: PackingCase.zstd)]).add(to: store)
      let (path, bundle) = (try fixture.file("progress", ""), fixture.path("bundles/flat"))
      let file = try Files.open(path, 1)
      let progress = BundleKit.Progress(.plain, to: file.raw)
      let text = LayerImage.privately { () throws(Failure) in
        _ = try UnpackImage(image, in: store, to: bundle, isFlat: true).perform(progress)
        return ""
      }
      #expect(text.isEmpty)
      let said = try String(contentsOfFile: path, encoding: .utf8)
      #expect(said.contains("warning: ") && said.contains("gzip stream are left out"))
      #expect(said.contains("the media type does not say how the layer is packed"))
    }
  }

  @Test("[count] Layers and diff_ids that are not as many are refused") func count() throws {
    try LayerImage.withHost { store, _, _ in
      var image = LayerImage([PackingCase.archive])
      image.config.diffIDs = [Hashing.digest(of: [1])]
      let error = failure { _ = try image.add(to: store) }
      #expect(error?.code == .imageInvalid && error?.message.contains("2 diff_ids for 1 layers") == true)
    }
  }

  @Test("[rootfs-type] [null-members] Configurations as others write them") func configurations() throws {
    func parse(_ text: String) throws -> ImageConfig { try decode(Array(text.utf8), as: "config") }
    #expect(throws: Failure.self) { try parse(#"{"rootfs":{"type":"other","diff_ids":[]}}"#) }
    let config = try parse(
      #"{"architecture":"amd64","os":"linux","config":null,"history":null,"rootfs":{"type":"layers","diff_ids":null}}"#)
    #expect(config.diffIDs.isEmpty && config.config == ContainerConfig())
    _ = try parse(#"{"config":{"Env":null,"Cmd":null,"Volumes":null,"Labels":null,"ExposedPorts":null,"User":null}}"#)
    #expect(throws: Failure.self) {
      try parse(#"{"rootfs":{"type":"layers","diff_ids":["sha256:../../../etc/passwd"]}}"#)
    }
  }

  @Test("[manifest-digest] A manifest with another digest is refused") func manifest() throws {
    try LayerImage.withHost { store, _, _ in
      let image = try LayerImage([PackingCase.archive]).add(to: store)
      let other = Hashing.digest(of: [1])
      try Files.rename(store.blobs.path(of: image.manifestDigest), to: store.blobs.path(of: other))
      let entry = ContentDescriptor(.imageManifest(.oci), digest: other, size: image.descriptor.size)
      #expect(failure { _ = try store.images.image(entry) }?.code == .digestMismatch)
    }
  }
}
