// SPDX-License-Identifier: Apache-2.0

extension LayerCase {
  /// Entries of all types and forms.
  static let entries: [LayerCase] = [
    LayerCase(
      "[types] Files, folders, links, devices and FIFOs are what they were",
      .tree("b b 7:0\nc c 1:3 [666 0:0]\nd/ [750 1:2]\nf = x [4755 1:2]\nl -> f [777 5:6]\np p [600 1:2]")
    ) { _ in
      [
        [
          .folder("d/", mode: 0o750).owner(1, 2), .file("f", "x", mode: 0o4755).owner(1, 2),
          .symlink("l", "f").owner(5, 6), .node("3", "c", 1, 3).with { $0.mode = 0o666 }, .node("4", "b", 7, 0),
          .fifo("p").with { ($0.mode, $0.uid, $0.gid) = (0o600, 1, 2) },
        ]
      ]
    },
    LayerCase("[dev-0-0] A character device 0:0 is no whiteout", .tree("a = 1")) { _ in
      [[.file("a", "1")], [.node("3", "a", 0, 0)]]
    },
    LayerCase("[dev-0-0-new] So it is where nothing is below", .tree("a = 1")) { _ in
      [[.file("a", "1"), .node("3", "n", 0, 0)]]
    },
    LayerCase("[dev-large] Large device numbers", .tree("n c 4095:1048575")) { _ in
      [[.node("3", "n", 4095, 1_048_575).with { $0.isBase256 = true }]]
    },
    LayerCase("[dev-too-large] A device number that would become another is refused", .refused("device")) { _ in
      [[.node("3", "n", 4096, 0).with { $0.isBase256 = true }]]
    },
    LayerCase("[owners] Large owners in base 256", .tree("a = 1 [644 2147483653:4294967293]")) { _ in
      [[.file("a", "1").owner(2_147_483_653, 4_294_967_293)]]
    },
    LayerCase("[owners-pax] Large owners in a pax header", .tree("a = 1 [644 2147483653:4294967293]")) { _ in
      [[.file("a", "1").pax("uid", "2147483653").pax("gid", "4294967293")]]
    },
    LayerCase("[owner-wrap] An owner that 32 bits would make root is refused", .refused("owner")) { _ in
      [[.file("a", "1", mode: 0o4755).owner(1 << 32, 0)]]
    },
    LayerCase("[owner-minus-one] An owner that chown(2) takes for none is refused", .refused("owner")) { _ in
      [[.file("a", "1").owner(4_294_967_295, 0)]]
    },
    LayerCase("[owner-negative] A negative owner is refused", .refused("owner")) { _ in
      [[.file("a", "1").owner(-2, 0)]]
    },
    LayerCase(
      "[setuid-chown-order] Set-user-ID bits and capabilities outlive the change of the owner",
      .tree(
        "s = x [6755 1:2] {security.capability=\\x01\\x00\\x00\\x02\\x00\\x04\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00}"
      )
    ) { _ in
      [
        [
          .file("s", "x", mode: 0o6755).owner(1, 2).with {
            $0.pax.append(
              ("SCHILY.xattr.security.capability", [1, 0, 0, 2, 0, 4, 0, 0] + [UInt8](repeating: 0, count: 12)))
          }
        ]
      ]
    },
    LayerCase("[missing-parents] Parents without entries are 755 and root's", .tree("a/\na/b/\na/b/c = 1 [644 5:5]")) {
      _ in
      [[.file("a/b/c", "1").owner(5, 5)]]
    },
    LayerCase(
      "[missing-parents-lower] Parents that a lower layer has keep its attributes",
      .tree("a/ [1777 3:4]\na/b/ [700 5:6]\na/b/c = 1")
    ) { _ in
      [[.folder("a/", mode: 0o1777).owner(3, 4), .folder("a/b/", mode: 0o700).owner(5, 6)], [.file("a/b/c", "1")]]
    },
    LayerCase(
      "[dir-onto-dir] A folder onto a folder has the attributes of the last, and what was in it",
      .tree("d/ [700 1:2] {user.b=2}\nd/x = 1")
    ) { _ in
      [
        [.folder("d/").xattr("user.a", "1"), .file("d/x", "1")],
        [.folder("d/", mode: 0o700).owner(1, 2).xattr("user.b", "2")],
      ]
    },
    LayerCase("[file-onto-dir] A file takes a lower folder's place", .tree("d = 1")) { _ in
      [[.folder("d/"), .file("d/x", "1")], [.file("d", "1")]]
    },
    LayerCase("[dir-onto-file] A folder takes a lower file's place", .tree("f/\nf/x = 1")) { _ in
      [[.file("f", "1")], [.folder("f/"), .file("f/x", "1")]]
    },
    LayerCase("[duplicates] Of several entries the last counts", .tree("a = 2 [600 0:0]\nd/ [711 0:0]\nf/\nf/y = 2")) {
      _ in
      [
        [
          .file("a", "one"), .folder("d/", mode: 0o700), .file("a", "2", mode: 0o600), .folder("d/", mode: 0o711),
          .folder("f/", mode: 0o700), .file("f/x", "1"), .file("f", "no folder"), .folder("f/"), .file("f/y", "2"),
        ]
      ]
    },
    LayerCase("[ustar-prefix] A ustar name in two parts", .tree("long/\nlong/path/\nlong/path/name = 1")) { _ in
      [
        [
          .raw(
            TarEntry.checked(TarEntry.file("name", "1").header.placing("long/path", at: 345)) + TarEntry.padded([0x31]))
        ]
      ]
    },
    LayerCase("[v7] A header without a magic", .tree("old = 1")) { _ in
      [
        [
          .raw(
            TarEntry.checked(
              TarEntry.file("old", "1").type("\0").header.placing(String(repeating: "\0", count: 8), at: 257))
              + TarEntry.padded([0x31]))
        ]
      ]
    },
    LayerCase("[type-nul-trailing-slash] Type NUL and a slash at the end is a folder", .tree("d/\nd/x = 1")) { _ in
      [[TarEntry.folder("d/").type("\0"), .file("d/x", "1")]]
    },
    LayerCase("[gnu-long] GNU's long names and links", .tree("n-LONG = 1\nz -> t-LONG")) { _ in
      let name = "n" + String(repeating: "-", count: 1) + "LONG"
      return [
        [
          .raw(TarEntry.special("L", "././@LongLink", Array((name + "\0").utf8))), .file("cut", "1"),
          .raw(TarEntry.special("K", "././@LongLink", Array("t-LONG\0".utf8))), .symlink("z", "cut"),
        ]
      ]
    },
    LayerCase("[pax-path] Names in pax headers", .tree("l -> target\npáth = 1".printed)) { _ in
      [[TarEntry.file("short", "1").pax("path", "páth"), TarEntry.symlink("l", "x").pax("linkpath", "target")]]
    },
    LayerCase("[pax-global] A global header is no file", .tree("a = 1\nb = 2")) { _ in
      [
        [
          .raw(TarEntry.records("g", [("comment", Array("abc".utf8)), ("mtime", Array("5".utf8))])), .file("a", "1"),
          .file("b", "2"),
        ]
      ]
    },
    LayerCase("[pax-size] A size in a pax header counts", .tree("a = hello\nb = 2")) { _ in
      [[.file("a", "hello").with { $0.size = 0 }.pax("size", "5"), .file("b", "2")]]
    },
    LayerCase("[sparse-pax10] A sparse file of pax 1.0", .tree("s = 1048580 bytes")) { _ in
      let map = TarEntry.padded(Array("1\n1048576\n4\n".utf8))
      return [
        [
          TarEntry.file("GNUSparseFile.0/s").with { $0.content = map + Array("tail".utf8) }.pax("GNU.sparse.major", "1")
            .pax("GNU.sparse.minor", "0").pax("GNU.sparse.name", "s").pax("GNU.sparse.realsize", "1048580")
        ]
      ]
    },
    LayerCase("[sparse-gnu] A sparse file of old GNU tar", .tree("s = 1048580 bytes\nt = 1")) { _ in
      var header = TarEntry.file("s", "tail").type("S").header.placing("ustar  \0", at: 257)
      header = header.placing("00004000000\0", at: 386).placing("00000000004\0", at: 398)
      header = header.placing("00004000004\0", at: 483)
      return [[.raw(TarEntry.checked(header) + TarEntry.padded(Array("tail".utf8))), .file("t", "1")]]
    },
    LayerCase("[type-V] A volume label is refused", .refused("type 'V'")) { _ in [[.file("a"), TarEntry("V", "label")]]
    },
    LayerCase("[type-Z] An unknown type is refused", .refused("type 'Z'")) { _ in [[.file("a"), TarEntry("Z", "z")]] },
    LayerCase("[type-7] A contiguous file is refused", .refused("type '7'")) { _ in [[.file("a"), TarEntry("7", "z")]]
    },
    LayerCase("[type-D] A directory of an incremental archive is refused", .refused("type 'D'")) { _ in
      [[TarEntry("D", "z/")]]
    },
    LayerCase("[type-M] A continued volume is refused", .refused("type 'M'")) { _ in [[TarEntry("M", "z")]] },
    LayerCase("[type-unprintable] So is what is no letter", .refused("type 0x07")) { _ in
      [[.file("a"), TarEntry("\u{7}", "z")]]
    },
    LayerCase("[type-behind-pax] So is one behind a pax header", .refused("type 'Z'")) { _ in
      [[TarEntry("Z", "z").pax("path", "other").pax("comment", String(repeating: "c", count: 2000))]]
    },
    LayerCase("[nonutf8-name] Bytes of names are kept", .tree("b\\xff\\xfe = 1\nl -> \\x80")) { _ in
      [
        [
          .file("x", "1").with { $0.name = Array("b".utf8) + [0xff, 0xfe] },
          .symlink("l", "x").with { $0.link = [0x80] },
        ]
      ]
    },
    LayerCase("[nonutf8-name-pax] So they are in pax headers", .tree("b\\xff\\xfe = 1\nl -> \\x80")) { _ in
      [
        [
          .file("x", "1").with { $0.pax.append(("path", Array("b".utf8) + [0xff, 0xfe])) },
          .symlink("l", "x").with { $0.pax.append(("linkpath", [0x80])) },
        ]
      ]
    },
    LayerCase("[korean-name] Names of any language", .tree("한글/\n한글/日本 = 1".printed)) { _ in
      [[.folder("한글/"), TarEntry.file("x", "1").pax("path", "한글/日本")]]
    },
    LayerCase("[newline-name] Names with control characters", .tree("a\\x0ab\\x1b[31m = 1")) { _ in
      [[.file("a\nb\u{1b}[31m", "1")]]
    },
    LayerCase("[name-max] A name of 255 bytes is made", .line("n = 1")) { _ in
      [[.file(String(repeating: "n", count: 255), "1")]]
    },
    LayerCase("[name-too-long] One of 256 is refused", .refused("file name too long")) { _ in
      [[.file(String(repeating: "n", count: 256), "1")]]
    },
    LayerCase("[name-too-long-parent] So is a folder's", .refused("file name too long")) { _ in
      [[.file(String(repeating: "n", count: 256) + "/a", "1")]]
    },
    LayerCase("[link-too-long] A link of more than 4095 bytes is refused", .refused("file name too long")) { _ in
      [[.symlink("l", String(repeating: "t", count: 4096))]]
    },
    LayerCase("[link-long] One of 4095 is made", .line(String(repeating: "t", count: 100))) { _ in
      [[.symlink("l", String(repeating: "t", count: 4095))]]
    },
    LayerCase("[link-empty] A link to nothing is refused", .refused("without a target")) { _ in [[.symlink("l", "")]] },
    LayerCase("[empty-layer] An archive of no entries is an empty layer", .tree("a = 1")) { _ in
      [[.file("a", "1")], []]
    },
    LayerCase("[bad-checksum] A header with a wrong checksum is refused", .refused("archive is damaged")) { _ in
      var header = TarEntry.file("b").header
      header[0] = UInt8(ascii: "c")
      return [[.file("a", "1"), .raw(header)]]
    },
  ]

  /// Extended attributes.
  static let attributes: [LayerCase] = [
    LayerCase(
      "[xattr] Attributes of files, folders and links are kept, whatever bytes they have",
      .tree("d/ {user.d=3}\nf = 1 {user.a=\\x00\\xff, user.b=}\nl -> f {trusted.l=4}")
    ) { _ in
      [
        [
          TarEntry.folder("d/").xattr("user.d", "3"),
          TarEntry.file("f", "1").with { $0.pax.append(("SCHILY.xattr.user.a", [0, 0xff])) }.xattr("user.b", ""),
          TarEntry.symlink("l", "f").xattr("trusted.l", "4"),
        ]
      ]
    },
    LayerCase(
      "[xattr-overlay-trusted] [xattr-overlay-opaque-hides] Overlay's own attributes mean nothing",
      overlay: .line("a = 1"), flat: .line("a = 1")
    ) { _ in
      [[.folder("d/"), .file("d/a", "1")], [TarEntry.folder("d/").xattr("trusted.overlay.opaque", "y")]]
    },
    LayerCase(
      "[xattr-overlay-redirect] [xattr-overlay-user] They show no other folder",
      overlay: .line("secret/x = 1"), flat: .line("secret/x = 1")
    ) { _ in
      [
        [.folder("secret/"), .file("secret/x", "1"), .folder("d/")],
        [TarEntry.folder("d/").xattr("trusted.overlay.redirect", "/secret").xattr("user.overlay.redirect", "/secret")],
      ]
    },
    LayerCase(
      "[xattr-overlay-whiteout] They hide no file",
      overlay: .line("a = 1"), flat: .line("a = new {trusted.overlay.whiteout=y}")
    ) { _ in
      [
        [.folder("d/"), .file("d/a", "1"), .file("a", "1")],
        [
          TarEntry.folder("d/").xattr("trusted.overlay.opaque", "x"),
          TarEntry.file("a", "new").xattr("trusted.overlay.whiteout", "y"),
        ],
      ]
    },
    LayerCase("[xattr-unsupported-ns] Attributes of unknown kinds are left out", .tree("f = 1")) { _ in
      [[TarEntry.file("f", "1").xattr("bogus.a", "1").xattr("x", "1")]]
    },
    LayerCase("[xattr-host] Labels and access lists of the host's kinds are left out", .tree("f = 1")) { _ in
      [[TarEntry.file("f", "1").xattr("security.selinux", "a:b:c:s0").xattr("system.nfs4_acl", "x")]]
    },
    LayerCase("[xattr-user-on-symlink] What a link cannot have is left out", .tree("l -> f")) { _ in
      [[TarEntry.symlink("l", "f").xattr("user.a", "1")]]
    },
    LayerCase("[xattr-too-long] A value of more than 64 KiB is refused", .refused("extended attribute of 65537 bytes"))
    { _ in
      [[TarEntry.file("f", "1").xattr("user.a", String(repeating: "v", count: 65537))]]
    },
    LayerCase("[pax-too-long] A pax header of more than a mebibyte is refused", .refused("archive is damaged")) { _ in
      [[TarEntry.file("f", "1").pax("comment", String(repeating: "v", count: (1 << 20) + 1))]]
    },
    LayerCase("[name-64k] A name of more than 64 KiB is refused", .refused("name of more than")) { _ in
      [[.file(String(repeating: "n/", count: 33000) + "f", "1")]]
    },
    LayerCase("[headers-without-end] Headers upon headers are refused", .refused("without a name")) { _ in
      [(0..<200).map { _ in TarEntry.raw(TarEntry.records("g", [("comment", [0x61])])) } + [.file("a")]]
    },
    LayerCase(
      "[acl] POSIX access lists are those in their attribute",
      .line(
        "{system.posix_acl_access=\\x02\\x00\\x00\\x00\\x01\\x00\\x06\\x00\\xff\\xff\\xff\\xff\\x02\\x00\\x06\\x00\\x05\\x00\\x00\\x00\\x04\\x00\\x04\\x00\\xff\\xff\\xff\\xff\\x10\\x00\\x06\\x00\\xff\\xff\\xff\\xff \\x00\\x04\\x00\\xff\\xff\\xff\\xff}"
      )
    ) { _ in
      func entry(_ tag: UInt8, _ permissions: UInt8, _ id: [UInt8] = [255, 255, 255, 255]) -> [UInt8] {
        [tag, 0, permissions, 0] + id
      }
      let acl = [2, 0, 0, 0] + entry(1, 6) + entry(2, 6, [5, 0, 0, 0]) + entry(4, 4) + entry(16, 6) + entry(32, 4)
      return [
        [
          TarEntry.file("f", "1", mode: 0o664).pax("SCHILY.acl.access", "user::rw-,group::rwx,other::rwx").with {
            $0.pax.append(("SCHILY.xattr.system.posix_acl_access", acl))
          }
        ]
      ]
    },
    LayerCase(
      "[acl-default] A folder's default list is not inherited by what the archive puts in it",
      .line("d/f = 1")
    ) { _ in
      func entry(_ tag: UInt8, _ permissions: UInt8, _ id: [UInt8] = [255, 255, 255, 255]) -> [UInt8] {
        [tag, 0, permissions, 0] + id
      }
      let acl = [2, 0, 0, 0] + entry(1, 7) + entry(2, 7, [5, 0, 0, 0]) + entry(4, 7) + entry(16, 7) + entry(32, 5)
      return [
        [
          TarEntry.folder("d/").with { $0.pax.append(("SCHILY.xattr.system.posix_acl_default", acl)) },
          .file("d/f", "1"),
        ]
      ]
    },
  ]
}

extension [UInt8] {
  /// These bytes with others in their place from `offset` on.
  func placing(_ text: String, at offset: Int) -> [UInt8] {
    var bytes = self
    for (index, byte) in text.utf8.enumerated() { bytes[offset + index] = byte }
    return bytes
  }
}

extension String {
  /// As `TreeText` shows it, line by line.
  var printed: String {
    split(separator: "\n").map { TreeText.printable(Array($0.utf8)) }.joined(separator: "\n")
  }
}
