// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import ImagePlan
import Kernel
import LinuxABI
import TestSupport
import Testing

/// An archive that is added, what is there before, and the root afterwards; nil when it is refused.
struct ArchiveCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var entries: [TarEntry]
  var script = "true"
  var destination = "/"
  var root: String?
}

@Suite("ADD of archives", .needs(.root)) struct AddArchiveTests {
  private func add(_ copy: CopyFixture, _ bytes: [UInt8], _ words: String) throws -> [String] {
    try Files.create(copy.fixture.path("context/a"), mode: 0o644, with: bytes)
    return try copy.copy(.words("--unpack \(words)"))
  }

  static let cases = [
    ArchiveCase(
      testDescription: "Owners and modes are the archive's, names before its first are made as 0755 root",
      entries: [
        .folder("d/", mode: 0o700).owner(3, 4), .file("d/f", "x", mode: 0o4755).owner(5, 6), .file("e/f/g", "y"),
      ],
      root: """
        drwx------ 3:4 d
        -rwsr-xr-x 5:6 d/f =x
        drwxr-xr-x 0:0 e
        drwxr-xr-x 0:0 e/f
        -rw-r--r-- 0:0 e/f/g =y
        """),
    ArchiveCase(
      testDescription: "The destination is a directory, which is made; the archive's entry for it is not applied",
      entries: [.folder("./", mode: 0o700).owner(3, 4), .file("./f", "x")], destination: "/a/b",
      root: """
        drwxr-xr-x 0:0 a
        drwxr-xr-x 0:0 a/b
        -rw-r--r-- 0:0 a/b/f =x
        """),
    ArchiveCase(
      testDescription: "Directories are merged; anything else makes way, a directory for a file too",
      entries: [.folder("d", mode: 0o750), .file("d/f", "new"), .file("g", "new"), .symlink("l", "g"), .folder("h")],
      script: "cd root; mkdir -p d g/deep; echo old >d/f; echo keep >d/k; echo old >l; echo old >h",
      root: """
        drwxr-x--- 0:0 d
        -rw-r--r-- 0:0 d/f =new
        -rw-r--r-- 0:0 d/k =keep
        -rw-r--r-- 0:0 g =new
        drwxr-xr-x 0:0 h
        l 0:0 l -> g
        """),
    ArchiveCase(
      testDescription: "Names of whiteouts are names", entries: [.file(".wh.f", "x"), .file(".wh..wh..opq")],
      script: "echo keep >root/f",
      root: """
        -rw-r--r-- 0:0 .wh..wh..opq =
        -rw-r--r-- 0:0 .wh.f =x
        -rw-r--r-- 0:0 f =keep
        """),
    ArchiveCase(
      testDescription: "Links on the way are followed inside the destination, absolute ones from it",
      entries: [.symlink("v", "/r"), .file("v/x/f", "x"), .symlink("w", "../../r"), .file("w/g", "y")],
      script: "mkdir -p root/s/r", destination: "/s/",
      root: """
        drwxr-xr-x 0:0 s
        drwxr-xr-x 0:0 s/r
        -rw-r--r-- 0:0 s/r/g =y
        drwxr-xr-x 0:0 s/r/x
        -rw-r--r-- 0:0 s/r/x/f =x
        l 0:0 s/v -> /r
        l 0:0 s/w -> ../../r
        """),
    ArchiveCase(
      testDescription: "Hard links are to what is there by then, also through links",
      entries: [.file("f", "x"), .symlink("d", "e"), .folder("e"), .hardlink("d/g", "./f"), .hardlink("f", "f")],
      root: """
        l 0:0 d -> e
        drwxr-xr-x 0:0 e
        -rw-r--r-- 0:0 e/g =x
        -rw-r--r-- 0:0 f =x
        """),
    ArchiveCase(
      testDescription: "Devices and FIFOs are made, overlay's whiteout is not",
      entries: [.node("3", "null", 1, 3), .node("4", "loop", 7, 0), .node("3", "zero", 0, 0), .fifo("p")],
      root: """
        brw-r--r-- 0:0 loop
        crw-r--r-- 0:0 null
        prw-r--r-- 0:0 p
        """),
    ArchiveCase(
      testDescription: "A global pax header says nothing of files",
      entries: [.raw(TarEntry.records("g", [("comment", Array("deadbeef".utf8))])), .file("f", "x")],
      root: "-rw-r--r-- 0:0 f =x"),
    ArchiveCase(
      testDescription: "A slash before a name does not leave the destination", entries: [.file("/etc/f", "x")],
      root: """
        drwxr-xr-x 0:0 etc
        -rw-r--r-- 0:0 etc/f =x
        """),
    // What follows is refused.
    ArchiveCase(testDescription: "A name that leaves the destination", entries: [.file("a/../../x", "x")]),
    ArchiveCase(
      testDescription: "A hard link that leaves the destination", entries: [.hardlink("x", "../../host/secret")]),
    ArchiveCase(testDescription: "A hard link to nothing", entries: [.hardlink("x", "none")]),
    ArchiveCase(testDescription: "A hard link to a directory", entries: [.folder("d"), .hardlink("x", "d")]),
    ArchiveCase(testDescription: "A directory beneath a file", entries: [.file("f", "x"), .file("f/g", "x")]),
    ArchiveCase(testDescription: "A link to itself on the way", entries: [.symlink("l", "l"), .file("l/f", "x")]),
    ArchiveCase(testDescription: "An owner that no system has", entries: [.file("f", "x").owner(1 << 32, 0)]),
    ArchiveCase(
      testDescription: "A file that ends before its size",
      entries: [.file("ok", "x"), TarEntry.file("f", "x").with { $0.size = 4096 }]),
  ]

  @Test("Archives are unpacked as tar(1) does, beneath the destination", arguments: cases)
  func table(_ example: ArchiveCase) throws {
    try CopyFixture.with(example.script) { copy in
      if let root = example.root {
        _ = try add(copy, TarEntry.archive(example.entries), "a \(example.destination)")
        #expect(try copy.listing("root") == root)
      } else {
        let bytes = example.entries.flatMap(\.bytes)
        let found = failure { _ = try add(copy, bytes, "a \(example.destination)") }
        #expect(found?.code == .build && found?.message.hasPrefix("a: ") == true, "\(found?.message ?? "unpacked")")
      }
    }
  }

  @Test(
    "No link of an archive or of the root leads to the host",
    arguments: [
      [TarEntry.symlink("l", "../host"), .file("l/new", "x")],
      [.symlink("l", "../../../../../../../../tmp"), .file("l/capsule-copy-escape", "x")],
      [.symlink("l", "../host/secret"), .file("l", "x")],
      [.symlink("l", "../host/secret"), .hardlink("m", "l"), .file("m", "x")],
      [.symlink("given/x", "."), .file("given/new", "x")],
      [.folder("given", mode: 0o777), .file("given/secret", "x")],
    ])
  func links(_ entries: [TarEntry]) throws {
    try CopyFixture.with("ln -s ../host root/given") { copy in
      _ = failure { _ = try add(copy, TarEntry.archive(entries), "a /") }
      #expect(!Files.exists("/tmp/capsule-copy-escape"))
    }
  }

  @Test(
    "Whatever it is packed with, it is known by its content",
    arguments: [["cat"], ["gzip", "-c"], ["bzip2", "-c"], ["xz", "-c"], ["zstd", "-qc"]])
  func packed(_ program: [String]) throws {
    try CopyFixture.with("mkdir t; echo x >t/f; tar -C t -cf plain.tar f") { copy in
      try copy.shell("\(program.joined(separator: " ")) <plain.tar >context/name.txt")
      try copy.copy(.words("--unpack name.txt /a"))
      try copy.copy(.words("--unpack=false name.txt /b"))
      try copy.copy(.words("name.txt /c"))
      #expect(try copy.shell("cat root/a/f; cmp context/name.txt root/b; cmp context/name.txt root/c") == "x\n")
    }
  }

  @Test("What is no archive is copied, also when it is packed, empty, or a link to one is followed")
  func others() throws {
    let script = """
      cd context; echo text >text; echo text | gzip -c >packed; : >empty; head -c 4096 /dev/zero >zeros; mkdir d
      tar -cf d/inner.tar text; ln -s d/inner.tar link
      """
    try CopyFixture.with(script) { copy in
      try copy.copy(.words("--unpack text packed empty zeros d /a/"))
      #expect(try copy.shell("ls root/a") == "empty\ninner.tar\npacked\ntext\nzeros\n")
      try copy.copy(.words("--unpack link /b"))
      #expect(try copy.shell("ls root/b") == "text\n")
    }
  }

  @Test("--chown is for everything, --chmod for nothing in it, which is said; times are the archive's, or the epoch")
  func options() throws {
    try CopyFixture.with("mkdir root/there") { copy in
      let entries = [
        TarEntry.folder("d").owner(3, 4).time(1000), .file("d/f", "x").owner(3, 4).time(2000), .file("e/g"),
      ]
      try Files.create(copy.fixture.path("context/a"), mode: 0o644, with: TarEntry.archive(entries))
      var request = CopyRequest.words("--unpack --chown=7:8 --chmod=777 a /there/new")
      request.epoch = 500
      #expect(try copy.copy(request).count == 1)
      let found = try copy.shell(
        "cd root; stat -c '%n %u:%g %a %Y' there there/new there/new/d there/new/d/f there/new/e")
      #expect(
        found == """
          there 0:0 755 500
          there/new 7:8 777 500
          there/new/d 7:8 755 1000
          there/new/d/f 7:8 644 2000
          there/new/e 0:0 755 500

          """)
    }
  }

  @Test("Of an archive's extended attributes capabilities are kept")
  func attributes() throws {
    try CopyFixture.with("true") { copy in
      let value = String(decoding: [1, 0, 0, 2, 0, 4] + [UInt8](repeating: 0, count: 14), as: UTF8.self)
      let entry = TarEntry.file("f", "x").xattr("user.note", "y").xattr("trusted.overlay.metacopy", "z")
        .xattr("security.capability", value)
      _ = try add(copy, TarEntry.archive([entry]), "a /")
      let file = try Files.open(copy.fixture.path("root/f"), OpenFlags.readOnly)
      #expect(try ExtendedAttributes.all(of: file.raw).map(\.name) == [Array("security.capability".utf8)])
    }
  }

  @Test("An archive that is made to fill the disk is refused before it does")
  func bomb() throws {
    try CopyFixture.with("true") { copy in
      // Sixteen gigabytes of zeros in half a megabyte; the header alone says so.
      let entry = TarEntry.file("zeros").with { $0.size = 16 << 30 }
      let stream = BlobPacking.zstd(entry.header) + BlobPacking.zstd(repeating: 0, blocks: 1000)
      let found = failure { _ = try add(copy, stream, "a /") }
      #expect(found?.message.contains("more than 1073741824 bytes") == true)
      #expect(found?.hint == "unpack it before, or in a RUN")
      // Many files, each within the limit.
      let many = (0..<20).map { index in TarEntry.file("f\(index)").with { $0.size = 100 << 20 } }
      var bytes: [UInt8] = []
      for entry in many { bytes += BlobPacking.zstd(entry.header) + BlobPacking.zstd(repeating: 0, blocks: 800) }
      #expect(failure { _ = try add(copy, bytes, "a /") }?.message.contains("more than 1073741824 bytes") == true)
    }
  }
}

@Suite("Contexts from a stream", .needs(.root)) struct StreamContextTests {
  private func read(_ copy: CopyFixture, _ bytes: [UInt8]) throws -> BuildContext.Stream {
    try Files.create(copy.fixture.path("stream"), mode: 0o600, with: bytes)
    return try BuildContext.stream(try Files.open(copy.fixture.path("stream"), OpenFlags.readOnly), in: copy.store)
  }

  @Test("A tar archive is a context, with its .dockerignore; its files are root's; anything else is a Dockerfile")
  func kinds() throws {
    try CopyFixture.with("true") { copy in
      let entries = [
        TarEntry.file("Dockerfile", "FROM scratch"), .file("d/f", "x", mode: 0o640).owner(5, 6), .file("secret", "y"),
        .file(".dockerignore", "secret\n"),
      ]
      for bytes in [TarEntry.archive(entries), BlobPacking.gzip(TarEntry.archive(entries))] {
        guard case .context(let context, _) = try read(copy, bytes) else { throw CopyFixture.Complaint("no context") }
        #expect(try context.read("Dockerfile", limit: 100) == Array("FROM scratch".utf8))
        try copy.copy(.words("d /out/"), from: context.source)
        #expect(try copy.listing("root/out") == "-rw-r----- 0:0 f =x")
        #expect(failure { try copy.copy(.words("secret /"), from: context.source) } != nil)
      }
      guard case .dockerfile(let text) = try read(copy, Array("FROM scratch\n".utf8)) else {
        throw CopyFixture.Complaint("no Dockerfile")
      }
      #expect(text == Array("FROM scratch\n".utf8))
      let left = try copy.shell("ls -A store/tmp")
      #expect(left == "")
    }
  }

  @Test("An archive that would leave its folder is refused, and nothing of it stays")
  func hostile() throws {
    try CopyFixture.with("true") { copy in
      for entries in [[TarEntry.file("../x", "x")], [.symlink("l", "/host"), .file("l/../../../x", "x")]] {
        #expect(failure { _ = try read(copy, TarEntry.archive(entries)) }?.code == .build)
      }
      let left = try copy.shell("ls -A store/tmp")
      #expect(left == "")
    }
  }
}
