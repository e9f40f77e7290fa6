// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Kernel
import OCI
import TestSupport
import Testing

@Suite("Images of the store") struct ImageStoreTests {
  @Test("An image is found by its name, its ID, the first digits of it and its digest") func resolve() throws {
    try Samples.withStore { store, _ in
      let image = try Samples.add("localhost/hello:1", layers: ["a"], to: store)
      let (id, digest) = (image.configDigest, image.manifestDigest)
      for name in [
        "localhost/hello:1", "hello:1", id.text, id.hex, String(id.hex.prefix(6)), "sha256:" + id.hex.prefix(9),
        "localhost/hello@\(digest.text)", "hello@\(digest.text)",
      ] { #expect(try store.images.resolve(name).configDigest == id, "\(name)") }
      for name in ["hello", "hello:2", "other/hello:1", "0123456789ab"] {
        #expect(failure { _ = try store.images.resolve(name) }?.code == .imageMissing, "\(name)")
      }
      #expect(failure { _ = try store.images.resolve("A B") }?.code == .usage)
    }
  }

  @Test("A name goes to the latest image; who loses the last one stays without a name") func names() throws {
    try Samples.withStore { store, _ in
      let first = try Samples.add("hello", layers: ["a"], to: store)
      try store.images.tag(first, as: try parseReference("hello:old").tagged)
      let second = try Samples.add("hello", layers: ["b"], to: store)
      #expect(try store.images.resolve("hello").configDigest == second.configDigest)
      let third = try Samples.add("hello", layers: ["c"], to: store)
      let listed = try store.images.list().map { "\($0.reference?.text ?? "-") \($0.configDigest.short)" }
      #expect(
        Set(listed) == [
          "hello:old \(first.configDigest.short)", "- \(second.configDigest.short)",
          "hello:latest \(third.configDigest.short)",
        ])
    }
  }

  @Test("With its last name an image goes, and only content that no other image has") func remove() throws {
    try Samples.withStore { store, _ in
      let one = try Samples.add("one", layers: ["shared", "own"], to: store)
      let two = try Samples.add("two", layers: ["shared"], to: store)
      try store.images.tag(one, as: try parseReference("uno").tagged)
      #expect(failure { _ = try store.images.remove(named: one.configDigest.text, force: false) }?.code == .usage)
      #expect(try store.images.remove(named: "uno", force: false) == ["Untagged: uno:latest"])
      try Files.makeDirectory("\(store.layersFolder)/\(one.config.diffIDs[1].hex)", mode: 0o700)
      try Files.makeDirectory("\(store.layersFolder)/\(two.config.diffIDs[0].hex)", mode: 0o700)
      #expect(
        try store.images.remove(named: "one", force: false)
          == ["Untagged: one:latest", "Deleted: \(one.configDigest.text)"])
      #expect(!store.blobs.has(one.manifest.layers[1].digest) && !store.blobs.has(one.configDigest))
      #expect(store.blobs.has(two.manifest.layers[0].digest))
      #expect(!Files.exists("\(store.layersFolder)/\(one.config.diffIDs[1].hex)"))
      #expect(Files.exists("\(store.layersFolder)/\(two.config.diffIDs[0].hex)"))
    }
  }

  @Test("An image that a container was made from stays unless forced, and its content even then") func used() throws {
    try Samples.withStore { store, fixture in
      let image = try Samples.add("hello", layers: ["a"], to: store)
      try fixture.file(
        "store/containers/c1/container.json", #"{"name":"jolly","manifestDigest":"\#(image.manifestDigest.text)"}"#)
      let refused = failure { _ = try store.images.remove(named: "hello", force: false) }
      #expect(refused?.message.contains("jolly") == true)
      _ = try store.images.remove(named: "hello", force: true)
      _ = try Collector.collect(store)
      #expect(try store.images.list().isEmpty)
      #expect(store.blobs.has(image.manifest.layers[0].digest))
    }
  }

  @Test("A document that breaks the specification is not added") func invalid() throws {
    try Samples.withStore { store, _ in
      let good = try Samples.add(nil, layers: ["a"], to: store)
      func refuse(_ change: (inout ImageManifest) throws -> Void) throws -> FailureCode? {
        var manifest = good.manifest
        try change(&manifest)
        return failure { _ = try store.images.add(manifest: manifest.bytes, mediaType: manifest.mediaType, as: nil) }?
          .code
      }
      #expect(try refuse { $0.layers.append($0.layers[0]) } == .imageInvalid)
      #expect(try refuse { $0.layers[0].size += 1 } == .imageInvalid)
      #expect(try refuse { $0.config.size += 1 } == .imageInvalid)
      #expect(try refuse { $0.config.mediaType = "application/x" } == .imageInvalid)
      #expect(
        try refuse { $0.layers[0].digest = try Digest(.sha256, hex: String(repeating: "0", count: 64)) }
          == .imageInvalid)
      #expect(try store.images.list().count == 1)
    }
  }

  @Test("A damaged blob is told, and repaired by taking it out") func fsck() throws {
    try Samples.withStore { store, _ in
      let image = try Samples.add("hello", layers: ["a"], to: store)
      #expect(try StoreCheck(store, repair: false).problems.isEmpty)
      try Files.create(store.blobs.path(of: image.configDigest), mode: 0o600, with: [1])
      #expect(try StoreCheck(store, repair: false).problems.count == 2)
      #expect(try StoreCheck(store, repair: true).repairs.count == 2)
      #expect(try StoreCheck(store, repair: false).problems.isEmpty)
      #expect(try store.images.index().manifests.isEmpty)
    }
  }

  @Test("Collection spares what is locked, and what a killed process left is gone") func collect() throws {
    try Samples.withStore { store, _ in
      let held = try store.temporary("held")
      try Files.makeDirectory(store.temporaryFolder + "/1-abandoned", mode: 0o700)
      try Files.create(store.temporaryFolder + "/partial-sha256-x", mode: 0o600, with: [1])
      let orphan = try store.blobs.put([1, 2, 3], .other("x"))
      let dry = try Collector.collect(store, dryRun: true)
      #expect(dry?.removed.count == 3 && store.blobs.has(orphan.digest))
      let result = try Collector.collect(store)
      #expect(result?.bytes == 3 && !store.blobs.has(orphan.digest))
      #expect(Files.exists(held.path))
      #expect(try Files.open(store.temporaryFolder, 0).entries().count == 1)
      do {
        let adding = try store.adding()
        #expect(try Collector.collect(store, waiting: false) == nil)
        _ = consume adding
      }
    }
  }

  @Test("A blob that is not what was expected leaves nothing") func mismatch() throws {
    try Samples.withStore { store, _ in
      let wrong = try Digest(.sha256, hex: String(repeating: "0", count: 64))
      for (expected, size) in [(wrong, 1), (nil, 2)] as [(Digest?, Int64)] {
        var writer = try store.blobs.writer()
        try writer.append([7])
        do {
          _ = try writer.finish(expecting: expected, size: size)
          Issue.record("it was accepted")
        } catch let error as Failure {
          #expect(error.code == (expected == nil ? .imageInvalid : .digestMismatch))
        }
      }
      #expect(try store.blobs.list().isEmpty)
      #expect(try Files.open(store.temporaryFolder, 0).entries().isEmpty)
    }
  }

  @Test("A download that broke off is taken up where it was") func resume() throws {
    try Samples.withStore { store, _ in
      let digest = Hashing.digest(of: [1, 2, 3])
      do {
        guard var writer = try store.blobs.download(digest) else { return }
        try writer.append([1, 2])
      }
      guard var writer = try store.blobs.download(digest) else {
        Issue.record("nothing to take up")
        return
      }
      #expect(writer.count == 2)
      try writer.append([3])
      _ = try writer.finish(expecting: digest, size: 3)
      if try store.blobs.download(digest) != nil { Issue.record("it is there already") }
      #expect(try Files.open(store.temporaryFolder, 0).entries().isEmpty)
    }
  }
}
