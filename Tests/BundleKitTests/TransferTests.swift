// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Foundation
import Kernel
import OCI
import TestSupport
import Testing

@Suite("Loading, saving, importing") struct TransferTests {
  /// Makes a tar archive of what stands in a folder, links as links.
  private func tar(_ folder: String, to path: String) throws {
    let result = try Program.run("/usr/bin/tar", ["-C", folder, "-cf", path, "."])
    #expect(result.status == 0, "\(result.errors)")
  }

  private func load(_ path: String, _ store: Store) throws -> [Image] {
    var load = Load(store, platform: Samples.amd64)
    return try load.load(from: path)
  }

  /// An image of one real layer, imported.
  private func sample(_ store: Store, _ fixture: Fixture, compressed: String = "") throws -> Image {
    try fixture.file("root/etc/hello", "hello\n")
    let name = "root.tar\(compressed.isEmpty ? "" : "." + compressed)"
    let flags = ["": "-cf", "gz": "-czf", "xz": "-cJf", "zst": "--zstd -cf"][compressed] ?? ""
    let words = flags.split(separator: " ").map(String.init)
    let tar = try Program.run("/usr/bin/tar", words + [fixture.path(name), "-C", fixture.path("root"), "."])
    #expect(tar.status == 0, "\(tar.errors)")
    var work = Import()
    work.created = "2024-01-01T00:00:00Z"
    work.config.cmd = ["/hello"]
    work.message = "by test"
    return try work.run(from: fixture.path(name), as: try parseReference("localhost/sample:1"), in: store)
  }

  @Test(
    "An import has the digest of the plain bytes as its layer's, however it is packed",
    arguments: ["", "gz", "zst", "xz"])
  func imports(compression: String) throws {
    try Samples.withStore { store, fixture in
      let image = try sample(store, fixture, compressed: compression)
      let packed = try Files.read(store.blobs.path(of: image.manifest.layers[0].digest), limit: 1 << 20)
      #expect(Hashing.digest(of: packed) == image.manifest.layers[0].digest)
      let types = ["": "", "gz": "+gzip", "zst": "+zstd", "xz": ""]
      #expect(image.manifest.layers[0].mediaType.hasSuffix("v1.tar" + (types[compression] ?? "-")))
      let plain = try Program.run("/bin/sh", ["-c", "tar -cf - -C '\(fixture.path("root"))' . | sha256sum"])
      #expect(plain.output.hasPrefix(image.config.diffIDs[0].hex))
      #expect(image.config.history[0].comment == "by test" && image.config.config.cmd == ["/hello"])
    }
  }

  @Test("What is no tar archive is not imported") func importRefused() throws {
    try Samples.withStore { store, fixture in
      let path = try fixture.file("x.tar", String(repeating: "no archive", count: 100))
      #expect(failure { _ = try Import().run(from: path, as: nil, in: store) }?.code == .imageInvalid)
      #expect(try store.images.list().isEmpty)
    }
  }

  @Test("What is saved is loaded again with the same IDs and names", arguments: Save.Format.allCases)
  func roundTrip(format: Save.Format) throws {
    try Samples.withStore { store, fixture in
      let image = try sample(store, fixture, compressed: "gz")
      try store.images.tag(image, as: try parseReference("other:2"))
      let path = fixture.path("saved")
      let save = try Save(store.images.list(), from: store)
      if format == .ociDirectory {
        try save.writeFolder(path)
        #expect(failure { try save.writeFolder(path) }?.code == .usage)
      } else {
        try save.write(format, to: try Files.open(path, 0x41, mode: 0o600))
      }
      let other = try Store(root: fixture.path("other"))
      let loaded = try load(path, other)
      #expect(Set(loaded.compactMap { $0.reference?.text }) == ["localhost/sample:1", "other:2"])
      #expect(Set(loaded.map { $0.configDigest }) == [image.configDigest])
      #expect(try StoreCheck(other, repair: false).problems.isEmpty)
      #expect(try Collector.collect(other)?.removed == [], "nothing that is not needed was kept")
    }
  }

  @Test("The same images give the same archive") func reproducible() throws {
    try Samples.withStore { store, fixture in
      _ = try sample(store, fixture)
      for name in ["a", "b"] {
        try Save(store.images.list(), from: store).write(
          .ociArchive, to: try Files.open(fixture.path(name), 0x41, mode: 0o600))
      }
      #expect(try Files.read(fixture.path("a"), limit: 1 << 20) == Files.read(fixture.path("b"), limit: 1 << 20))
    }
  }

  @Test("docker save's form before 1.10, and layers that are links to others, are read") func legacy() throws {
    try Samples.withStore { store, fixture in
      _ = try sample(store, fixture)
      let copy = try Program.run("/bin/cp", [fixture.path("root.tar"), fixture.path("layer.tar")])
      #expect(copy.status == 0)
      try fixture.file("old/repositories", #"{"ancient":{"1":"top"}}"#)
      try fixture.file(
        "old/top/json", #"{"id":"top","parent":"base","os":"linux","architecture":"amd64","config":{"Cmd":["x"]}}"#)
      try fixture.file("old/base/json", #"{"id":"base","created":"2013-01-01T00:00:00Z"}"#)
      try Files.rename(fixture.path("layer.tar"), to: fixture.path("old/base/layer.tar"))
      symlink("../base/layer.tar", fixture.path("old/top/layer.tar"))
      try tar(fixture.path("old"), to: fixture.path("old.tar"))
      let image = try #require(try load(fixture.path("old.tar"), store).first)
      #expect(image.reference?.text == "ancient:1" && image.config.config.cmd == ["x"])
      #expect(image.config.diffIDs.count == 2 && image.config.diffIDs[0] == image.config.diffIDs[1])
    }
  }

  // MARK: Hostile archives

  private static let config =
    #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:DIGEST"]}}"#
    .replacingOccurrences(of: "DIGEST", with: String(repeating: "0", count: 64))

  @Test(
    "A docker archive that points outside itself is refused",
    arguments: [
      (#"[{"Config":"../../etc/hostname","RepoTags":[],"Layers":[]}]"#, nil),
      (#"[{"Config":"/etc/hostname","RepoTags":[],"Layers":[]}]"#, nil),
      (#"[{"Config":"c.json","RepoTags":["x:1"],"Layers":["../l.tar"]}]"#, nil),
      (#"[{"Config":"c.json","RepoTags":["x:1"],"Layers":["l.tar"]}]"#, "/etc/passwd"),
      (#"[{"Config":"c.json","RepoTags":["x:1"],"Layers":["l.tar"]}]"#, "../../../etc/passwd"),
      (#"[{"Config":"c.json","RepoTags":["x:1"],"Layers":["l.tar"]}]"#, "l.tar"),
      (#"[{"Config":"c.json","RepoTags":["x:1"],"Layers":["l.tar"]}]"#, "missing"),
      (#"[{"Config":"c.json","RepoTags":["x:1"],"Layers":[]}]"#, nil),
      (#"[{"Config":"c.json","Config":"d.json","Layers":[]}]"#, nil), ("[]", nil), ("{", nil), ("null", nil),
    ] as [(String, String?)])
  func hostileDocker(manifest: String, link: String?) throws {
    try Samples.withStore { store, fixture in
      try fixture.file("d/manifest.json", manifest)
      try fixture.file("d/c.json", Self.config)
      if let link { symlink(link, fixture.path("d/l.tar")) }
      try tar(fixture.path("d"), to: fixture.path("d.tar"))
      #expect(failure { _ = try load(fixture.path("d.tar"), store) }?.code == .imageInvalid)
      #expect(try store.images.list().isEmpty)
    }
  }

  @Test("Members called like paths outside the archive, and devices, are refused") func hostileMembers() throws {
    try Samples.withStore { store, fixture in
      try fixture.file("d/manifest.json", "[]")
      for transform in ["s,^./manifest.json,../manifest.json,", "s,^./manifest.json,/manifest.json,"] {
        let made = try Program.run(
          "/usr/bin/tar",
          ["-P", "--transform", transform, "-C", fixture.path("d"), "-cf", fixture.path("d.tar"), "./manifest.json"])
        #expect(made.status == 0)
        #expect(failure { _ = try load(fixture.path("d.tar"), store) }?.message.contains("a member called") == true)
      }
      mkfifo(fixture.path("d/pipe"), 0o600)
      try tar(fixture.path("d"), to: fixture.path("d.tar"))
      #expect(failure { _ = try load(fixture.path("d.tar"), store) }?.message.contains("device or a pipe") == true)
    }
  }

  private func digest(_ text: String) -> String { Hashing.digest(of: Array(text.utf8)).text }

  /// A layout folder with those blobs, and an index of those entries.
  private func layout(_ fixture: Fixture, _ blobs: [String], index: String) throws -> String {
    try fixture.file("l/oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
    try fixture.file("l/index.json", index)
    for blob in blobs { try fixture.file("l/blobs/sha256/" + digest(blob).dropFirst(7), blob) }
    return fixture.path("l")
  }

  private func entry(_ kind: String, _ text: String, name: String? = nil) -> String {
    let annotations = name.map { #","annotations":{"org.opencontainers.image.ref.name":"\#($0)"}"# } ?? ""
    let type = "application/vnd.oci.image.\(kind).v1+json"
    return #"{"mediaType":"\#(type)","digest":"\#(digest(text))","size":\#(text.utf8.count)\#(annotations)}"#
  }

  private func index(_ entries: String) -> String { #"{"schemaVersion":2,"manifests":[\#(entries)]}"# }

  @Test("Indexes inside one another are followed so far and no further") func nesting() throws {
    for (depth, isFine) in [(3, true), (20, false)] {
      try Samples.withStore { store, fixture in
        let config = #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#
        var blobs = [config, #"{"schemaVersion":2,"config":\#(entry("config", config)),"layers":[]}"#]
        var top = entry("manifest", blobs[1])
        for _ in 0..<depth {
          blobs.append(index(top))
          top = entry("index", blobs[blobs.count - 1])
        }
        let path = try layout(fixture, blobs, index: index(top))
        let refused = failure { _ = try load(path, store) }
        #expect(isFine ? refused == nil : refused?.message.contains("deeper") == true, "\(String(describing: refused))")
      }
    }
  }

  @Test("A layout whose parts are not what they are said to be is refused") func hostileLayout() throws {
    let config = #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#
    let manifest = #"{"schemaVersion":2,"config":\#(entry("config", config)),"layers":[]}"#
    let other = manifest + " "
    let huge = manifest + String(repeating: " ", count: 5 << 20)
    let good = entry("manifest", manifest)
    let cases: [(index: String, blobs: [String])] = [
      (index(good), [config]), (index(good), [manifest]),
      (index(good.replacingOccurrences(of: "\"size\":", with: "\"size\":1")), [config, manifest]),
      (index(good.replacingOccurrences(of: "sha256:", with: "sha256:../")), [config, manifest]),
      (
        index(entry("manifest", manifest, name: "a:1") + "," + entry("manifest", other, name: "a:1")),
        [config, manifest, other]
      ),
      (index(entry("manifest", huge)), [config, huge]),
      (index(entry("manifest", manifest)) + " {}", [config, manifest]),
      (#"{"schemaVersion":2,"manifests":[],"manifests":[\#(good)]}"#, [config, manifest]),
      (index(entry("layer", manifest)), [config, manifest]), (index(""), []),
      (#"{"schemaVersion":2,"manifests":[],"x":"\#(String(repeating: "x", count: 5 << 20))"}"#, []),
    ]
    for (index, blobs) in cases {
      try Samples.withStore { store, fixture in
        let path = try layout(fixture, blobs, index: index)
        #expect(failure { _ = try load(path, store) }?.code == .imageInvalid, "\(index.prefix(200))")
        #expect(try store.images.list().isEmpty)
        try tar(path, to: fixture.path("l.tar"))
        #expect(failure { _ = try load(fixture.path("l.tar"), store) }?.code == .imageInvalid, "\(index.prefix(200))")
      }
    }
  }

  @Test("A damaged blob is refused, and a link out of a layout leads nowhere") func damaged() throws {
    let config = #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#
    let manifest = #"{"schemaVersion":2,"config":\#(entry("config", config)),"layers":[]}"#
    try Samples.withStore { store, fixture in
      let path = try layout(fixture, [config, manifest], index: index(entry("manifest", manifest, name: "a:1")))
      let blob = "l/blobs/sha256/" + digest(config).dropFirst(7)
      try fixture.file(String(blob), config.replacingOccurrences(of: "amd64", with: "arm64"))
      #expect(failure { _ = try load(path, store) }?.code == .digestMismatch)
      // The same content, but outside: the link is resolved inside the layout, where there is nothing.
      let outside = try fixture.file("outside", config)
      try Files.unlink(fixture.path(String(blob)))
      symlink(outside, fixture.path(String(blob)))
      #expect(failure { _ = try load(path, store) }?.code == .imageInvalid)
      #expect(try store.images.list().isEmpty)
    }
  }

  @Test("A tag alone is joined to the file's name") func tagOnly() throws {
    let config = #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#
    let manifest = #"{"schemaVersion":2,"config":\#(entry("config", config)),"layers":[]}"#
    try Samples.withStore { store, fixture in
      let path = try layout(fixture, [config, manifest], index: index(entry("manifest", manifest, name: "v1")))
      #expect(try load(path, store).first?.reference?.text == "l:v1")
    }
  }
}
