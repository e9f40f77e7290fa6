// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Foundation
import ImagePlan
import Kernel
import OCI
import TestSupport
import Testing

@Suite("Layers are packed") struct PackLayerTests {
  /// Everything about the files of a tree but inode numbers, the sizes of folders, and the times of whiteouts, sorted.
  private static func listing(_ folder: String) throws -> String {
    try shell(
      """
      find . -mindepth 1 ! -type d -printf '%P\\t%y %m %U:%G %s %n %T@ %l\\n' , \
        -mindepth 1 -type d -printf '%P\\t%y %m %U:%G %T@\\n' | sed 's/^gone\tc.*/gone, a whiteout/' | sort
      find . -mindepth 1 ! -type d ! -type l ! -type f -exec stat -c '%n %t:%T' {} + | sort
      find . -mindepth 1 -print0 | sort -z | xargs -0r getfattr -h -d -m - -e hex --
      find . -type f -print0 | sort -z | xargs -0r sha256sum
      """, in: folder)
  }

  @discardableResult
  private static func shell(_ script: String, in folder: String) throws -> String {
    let result = try Program.run(
      "/bin/bash", ["-euc", script], environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"],
      directory: folder)
    guard result.status == 0 else { throw Failure(.system, result.errors) }
    return result.output
  }

  /// Lines that one listing has and the other has not.
  private static func difference(_ a: String, _ b: String) -> [String] {
    Set(a.split(separator: "\n").map(String.init)).symmetricDifference(b.split(separator: "\n").map(String.init))
      .sorted()
  }

  /// Every kind of entry there is.
  private static let torture = """
    umask 022
    mkdir -p etc deep/a opaque special
    echo one >etc/one
    ln etc/one etc/two
    ln etc/one deep/a/three
    ln -s /etc/one link
    ln -s "$(printf 'x%.0s' {1..300})" long-link
    mknod special/null c 1 3; mknod special/disk b 259 1025; mkfifo -m 600 special/fifo
    mknod gone c 0 0
    setfattr -n trusted.overlay.opaque -v y opaque
    mkdir opaque/sub; echo z >opaque/sub/z
    echo n >"$(printf 'bad\\377\\376')"; echo k >'한국어'; echo w >"$(printf 'two\\nlines')"
    name=$(printf 'n%.0s' {1..200}); mkdir -p "deep/$name/$name"; echo l >"deep/$name/$name/$name"
    echo s >setuid; chmod 4755 setuid; chown 1000:4294967294 setuid; chmod 4755 setuid
    echo c >capable; setcap cap_net_raw+ep capable
    setfattr -n user.binary -v 0x0001ff0a3d capable; setfattr -n user.empty capable
    setfattr -n trusted.of-nobody -v t -h link
    truncate -s 1M sparse; echo end >>sparse
    : >empty
    touch -d @-5 old; touch -d @95617584000.5 future; touch -d @1000.123456789 etc/one
    touch -d @2000 deep opaque special/null; touch -h -d @3000.25 link; touch -d @1 etc
    chmod 1777 special; chmod 0700 deep
    """

  /// A layer with what `torture` hides: a whiteout that hides nothing is not kept.
  private static func base(_ fixture: Fixture, in store: Store) throws -> PackedLayer {
    let folder = fixture.path("base")
    try Files.makeDirectory(folder, mode: 0o755)
    try Self.shell("echo base >gone", in: folder)
    return try PackLayer().perform(folder, into: store)
  }

  @Test("What is packed and unpacked is what it was: links, devices, attributes, odd names, times", .needs(.root))
  func roundTrip() throws {
    try Samples.withStore { store, fixture in
      let upper = fixture.path("upper")
      try Files.makeDirectory(upper, mode: 0o755)
      try Self.shell(Self.torture, in: upper)
      try Self.shell("python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"gone.sock\")'", in: upper)
      let base = try Self.base(fixture, in: store)
      for compression in LayerCompression.allCases {
        var packing = PackLayer()
        packing.compression = compression
        let layer = try packing.perform(upper, into: store)
        let image = try Self.image([base, layer], in: store)
        let folders = try store.layers.ensure(image, progress: .none)
        try Self.shell("rm -f gone.sock; touch -d @7 .", in: upper)
        let difference = Self.difference(try Self.listing(folders[1].diff), try Self.listing(upper))
        #expect(difference == [], "\(difference)")
        try Files.removeTree(folders[1].path)
      }
    }
  }

  @Test("A directory that is taken over as a layer is what unpacking its blob gives", .needs(.root)) func adopted()
    throws
  {
    try Samples.withStore { store, fixture in
      let upper = fixture.path("upper")
      try Files.makeDirectory(upper, mode: 0o755)
      try Self.shell(Self.torture, in: upper)
      try Self.shell(
        """
        mkdir volume; echo secret >volume/secret; touch -d @10 .
        setfattr -n trusted.overlay.origin -v 0x00 etc/one; setfattr -n trusted.overlay.impure -v y deep
        python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("deep/gone.sock")'; touch -d @2000 deep
        """, in: upper)
      var packing = PackLayer()
      packing.excluded = [Array("volume".utf8)]
      packing.latest = 2500
      let layer = try packing.perform(upper, into: store)
      try store.layers.adopt(layer, from: upper, packing: packing)
      #expect(!Files.exists(upper))
      let image = try Self.image([try Self.base(fixture, in: store), layer], in: store)
      let adopted = try store.layers.ensure(image, progress: .none)[1]
      let (listing, record) = (
        try Self.listing(adopted.diff), try Files.read(adopted.path + "/layer.json", limit: 4096)
      )
      #expect(listing.contains("opaque") && !listing.contains("secret") && !listing.contains("sock"))
      try Files.removeTree(adopted.path)
      let unpacked = try store.layers.ensure(image, progress: .none)[1]
      let difference = Self.difference(try Self.listing(unpacked.diff), listing)
      #expect(difference == [], "\(difference)")
      #expect(try Files.read(unpacked.path + "/layer.json", limit: 4096) == record)
    }
  }

  @Test("The archive is sorted, whiteouts before their siblings and folders before their content", .needs(.root))
  func order() throws {
    try Samples.withStore { store, fixture in
      let upper = fixture.path("upper")
      try Files.makeDirectory(upper, mode: 0o755)
      try Self.shell(
        "mkdir d e; mknod d/z c 0 0; touch d/a d/B e/x; mknod b c 0 0; touch c; touch -d @1000 c d/* d e/x e",
        in: upper)
      var packing = PackLayer()
      packing.compression = .none
      let layer = try packing.perform(upper, into: store)
      let listing = try Self.shell(
        "tar --utc --full-time --numeric-owner -tvf '\(store.blobs.path(of: layer.diffID))'", in: "/")
      #expect(
        listing == """
          ---------- 0/0               0 1970-01-01 00:00:00 .wh.b
          -rw-r--r-- 0/0               0 1970-01-01 00:16:40 c
          drwxr-xr-x 0/0               0 1970-01-01 00:16:40 d/
          ---------- 0/0               0 1970-01-01 00:00:00 d/.wh.z
          -rw-r--r-- 0/0               0 1970-01-01 00:16:40 d/B
          -rw-r--r-- 0/0               0 1970-01-01 00:16:40 d/a
          drwxr-xr-x 0/0               0 1970-01-01 00:16:40 e/
          -rw-r--r-- 0/0               0 1970-01-01 00:16:40 e/x

          """)
      #expect(layer.contents.entries == 8)
      // Two blocks of zeros end it, and no header needed pax: a block for each entry.
      #expect(layer.descriptor.size == 10 * 512)
    }
  }

  @Test("The same tree gives the same digest, wherever it is, however it is compressed") func reproducible() throws {
    try Samples.withStore { store, fixture in
      var digests: Set<Digest> = []
      var blobs: Set<Digest> = []
      for name in ["one", "two"] {
        let upper = fixture.path(name)
        try Files.makeDirectory(upper, mode: 0o755)
        // Made in another order; more than one block for the compressor.
        let names = name == "one" ? "a b c" : "c b a"
        try Self.shell(
          "for n in \(names); do seq 1 200000 >$n; touch -d @1000 $n; done", in: upper)
        for compression in LayerCompression.allCases {
          var packing = PackLayer()
          packing.compression = compression
          let layer = try packing.perform(upper, into: store)
          digests.insert(layer.diffID)
          blobs.insert(layer.descriptor.digest)
        }
      }
      #expect(digests.count == 1)
      #expect(blobs.count == LayerCompression.allCases.count)
      for blob in blobs {
        let tar = try Self.shell(
          "f='\(store.blobs.path(of: blob))'; { zstd -dcq <$f || gzip -dc <$f || cat $f; } 2>/dev/null | sha256sum",
          in: "/")
        #expect(digests.contains { tar.hasPrefix($0.hex) })
      }
    }
  }

  @Test("With the layers below at hand, an opaque folder hides each name it has there, in its folders too")
  func explicit() throws {
    try Samples.withStore { store, fixture in
      let (lower, upper) = (fixture.path("lower"), fixture.path("upper"))
      for path in [lower, upper] { try Files.makeDirectory(path, mode: 0o755) }
      try Self.shell("mkdir -p d/sub d/other; touch d/sub/low d/low", in: lower)
      try Self.shell("mkdir -p d/sub; touch d/sub/up; setfattr -n user.overlay.opaque -v y d", in: upper)
      var packing = PackLayer()
      packing.marks = .user
      packing.compression = .none
      packing.lower = [lower]
      func names() throws -> String {
        let layer = try packing.perform(upper, into: store)
        return try Self.shell("tar -tf '\(store.blobs.path(of: layer.diffID))'", in: "/")
      }
      #expect(try names() == "d/\nd/.wh.low\nd/.wh.other\nd/sub/\nd/sub/.wh.low\nd/sub/up\n")
      packing.lower = []
      #expect(try names() == "d/\nd/.wh..wh..opq\nd/sub/\nd/sub/up\n")
    }
  }

  @Test("A folder hundreds deep is packed and unpacked") func deep() throws {
    try Samples.withStore { store, fixture in
      let upper = fixture.path("upper")
      try Files.makeDirectory(upper, mode: 0o755)
      // FileManager, which removes the fixture, goes by paths, and these are too long.
      fixture.defer { for path in [upper, store.layersFolder] { try? Files.removeTree(path) } }
      try Self.shell(
        "for n in {1..300}; do mkdir longer-than-most-names; touch before z; cd longer*; done; echo deep >f",
        in: upper)
      let layer = try PackLayer().perform(upper, into: store)
      #expect(layer.contents.entries == 901)
      let folder = try store.layers.ensure(try Self.image([layer], in: store), progress: .none)[0]
      let text = try Self.shell(
        "for n in {1..300}; do cd longer-than-most-names; done; cat f; ls ..", in: folder.diff)
      #expect(text == "deep\nbefore\nlonger-than-most-names\nz\n")
    }
  }

  @Test("What fails leaves nothing in the store") func failing() throws {
    try Samples.withStore { store, fixture in
      let upper = fixture.path("upper")
      try Files.makeDirectory(upper, mode: 0o755)
      try Self.shell("head -c 3000000 /dev/urandom >a; echo >.wh.b", in: upper)
      for compression in LayerCompression.allCases {
        var packing = PackLayer()
        packing.compression = compression
        let found = failure { _ = try packing.perform(upper, into: store) }
        #expect(found?.code == .layer && found?.message.contains("/.wh.b") == true, "\(found?.message ?? "")")
      }
      #expect(try store.blobs.list().isEmpty)
      #expect(try FileManager.default.contentsOfDirectory(atPath: store.temporaryFolder).isEmpty)
    }
  }

  private static func image(_ layers: [PackedLayer], in store: Store) throws -> Image {
    var config = ImageConfig(platform: Samples.amd64)
    config.diffIDs = layers.map(\.diffID)
    let manifest = ImageManifest(
      config: try store.blobs.put(config.bytes, .imageConfig(.oci)), layers: layers.map(\.descriptor))
    return try store.images.add(manifest: manifest.bytes, mediaType: manifest.mediaType, as: nil)
  }
}
