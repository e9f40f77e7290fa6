// SPDX-License-Identifier: Apache-2.0

extension LayerCase {
  /// Hard links within a layer and to lower ones, and what links on the way do.
  static let links: [LayerCase] = [
    LayerCase("[hl-same-layer] A hard link is the same file", .tree("a = 1\nb == a")) { _ in
      [[.file("a", "1"), .hardlink("b", "a")]]
    },
    LayerCase("[hl-to-lower] A hard link to a lower file is the same file", .tree("a = 1 [600 5:6]\nd/\nd/b == a")) {
      _ in
      [[.file("a", "1", mode: 0o600).owner(5, 6)], [.folder("d/"), .hardlink("d/b", "a")]]
    },
    LayerCase(
      "[hl-to-lower-dir] So it is in a lower folder, which keeps its attributes",
      .tree("d/ [1770 7:8]\nd/a = 1\nl == d/a")
    ) { _ in
      [[.folder("d/", mode: 0o1770).owner(7, 8), .file("d/a", "1")], [.hardlink("l", "d/a")]]
    },
    LayerCase("[hl-chain-lower] A link to a link to a lower file", .tree("a = 1\nb == a\nc == a")) { _ in
      [[.file("a", "1")], [.hardlink("b", "a"), .hardlink("c", "b")]]
    },
    LayerCase(
      "[hl-lower-then-replaced] A link is to what was there when it came",
      .tree("a = new\nb = old")
    ) { _ in
      [[.file("a", "old")], [.hardlink("b", "a"), .file("a", "new")]]
    },
    LayerCase("[hl-abs] An absolute target is inside", .tree("a = 1\nb == a\nd/\nd/c == a")) { _ in
      [[.file("a", "1")], [.hardlink("b", "/a"), .folder("d/"), .hardlink("d/c", "///a")]]
    },
    LayerCase("[hl-dotdot] A target with .. stops at the root", .tree("a = 1\nb == a")) { _ in
      [[.file("a", "1")], [.hardlink("b", "x/../../../a")]]
    },
    LayerCase("[hl-to-symlink] A hard link to a link is the link", .tree("a = 1\nb -> a\nl == b")) { _ in
      [[.file("a", "1"), .symlink("l", "a")], [.hardlink("b", "l")]]
    },
    LayerCase("[hl-to-symlink-same] So it is in the same layer", .tree("b -> HOST/secret\nl == b")) { host in
      [[.symlink("l", host + "/secret"), .hardlink("b", "l")]]
    },
    LayerCase("[hl-to-device-lower] A hard link to a lower device", .tree("n c 1:3\nz == n")) { _ in
      [[.node("3", "n", 1, 3)], [.hardlink("z", "n")]]
    },
    LayerCase("[hl-own-metadata] A hard link has no attributes of its own", .tree("a = 1 [600 1:2]\nb == a")) { _ in
      [[.file("a", "1", mode: 0o600).owner(1, 2), .hardlink("b", "a").with { ($0.mode, $0.uid) = (0o4777, 9) }]]
    },
    LayerCase("[hl-forward] A hard link to what comes later is refused", .refused("target is neither")) { _ in
      [[.hardlink("b", "a"), .file("a", "1")]]
    },
    LayerCase("[hl-missing] A hard link to nothing is refused", .refused("target is neither")) { _ in
      [[.hardlink("b", "a")]]
    },
    LayerCase("[hl-whited] A hard link to what its layer removes is refused", .refused("link b to a")) { _ in
      [[.file("a", "1")], [.file(".wh.a"), .hardlink("b", "a")]]
    },
    LayerCase("[hl-whited-dir] So it is when a folder on the way is removed", .refused("link b to d/a")) { _ in
      [[.folder("d/"), .file("d/a", "1")], [.file(".wh.d"), .hardlink("b", "d/a")]]
    },
    LayerCase("[hl-opaque] So it is when a folder on the way is opaque", .refused("link b to d/a")) { _ in
      [[.folder("d/"), .file("d/a", "1")], [.folder("d/"), .file("d/.wh..wh..opq"), .hardlink("b", "d/a")]]
    },
    LayerCase("[hl-dir] A hard link to a folder is refused", .refused("directory")) { _ in
      [[.folder("d/"), .hardlink("b", "d")]]
    },
    LayerCase("[hl-dir-lower] So it is to a lower folder", .refused("directory")) { _ in
      [[.folder("d/"), .file("d/x")], [.hardlink("b", "d")]]
    },
    LayerCase("[hl-root] A hard link to the root is refused", .refused("hard link to the root")) { _ in
      [[.hardlink("b", "/")]]
    },
    LayerCase("[hl-self] A hard link to itself changes nothing", .tree("a = 1")) { _ in
      [[.file("a", "1"), .hardlink("a", "a")]]
    },
    LayerCase("[hl-escape-host] A hard link to a file of the host is refused", .refused("link b to")) { host in
      [[.hardlink("b", host + "/secret")]]
    },
    LayerCase("[hl-escape-dotdot] A way out by .. is none", .refused("link b to")) { host in
      [[.folder("d/"), .hardlink("b", "d/../../../../../../../.." + host + "/secret")]]
    },
    LayerCase("[hl-through-symlink] A hard link through a link to the host is refused", .refused("link b to")) { host in
      [[.symlink("ln", host), .hardlink("b", "ln/secret")]]
    },
    LayerCase("[hl-through-lower-symlink] So it is through a lower link", .refused("link b to")) { host in
      [[.symlink("ln", host)], [.hardlink("b", "ln/secret")]]
    },
    LayerCase(
      "[hl-through-inside] Through a link that stays inside it is the file", .tree("b = 1\nd/\nd/a == b\nln -> /d")
    ) { _ in
      [[.folder("d/"), .file("d/a", "1"), .symlink("ln", "/d"), .hardlink("b", "ln/a")]]
    },
    LayerCase("[hl-write-through] A file over a hard link leaves the other name alone", .tree("a = 1\nb = 2")) { _ in
      [[.file("a", "1"), .hardlink("b", "a"), .file("b", "2")]]
    },
    LayerCase(
      "[hl-lower-write] A lower file is not changed through a link to it",
      .tree("a = 1\nb = 2")
    ) { _ in
      [[.file("a", "1")], [.hardlink("b", "a")], [.file("b", "2")]]
    },
    LayerCase("[hl-with-body] Content behind a hard link of plain ustar is no header", .refused("archive is damaged")) {
      _ in
      [[.file("a", "1"), .hardlink("b", "a").with { $0.content = Array("other".utf8) }, .file("c", "3")]]
    },
    LayerCase("[hl-with-body-pax] With a pax header it is passed over", .tree("a = 1\nb == a\nc = 3")) { _ in
      [
        [
          .file("a", "1").pax("comment", "1"),
          .hardlink("b", "a").with { $0.content = Array("other".utf8) }.pax("comment", "1"), .file("c", "3"),
        ]
      ]
    },
  ]

  /// Ways out: names, links on the way, links in place of the root.
  static let escapes: [LayerCase] = [
    LayerCase("[abs-path] An absolute name is inside", .tree("etc/\netc/f = 1")) { _ in [[.file("/etc/f", "1")]] },
    LayerCase("[dotdot-name] .. goes up inside", .tree("f = 1")) { _ in [[.file("a/../f", "1")]] },
    LayerCase("[dotdot-root] .. stops at the root", .tree("sibling = 1")) { _ in [[.file("../../sibling", "1")]] },
    LayerCase("[dotdot-deep] So it does from anywhere", .tree("bundles/\nbundles/sibling = 1\nd/")) { _ in
      [[.folder("d/"), .file("d/../../bundles/sibling", "1")]]
    },
    LayerCase("[dot-slash] ./ and // are nothing", .tree("a/\na/b = 1")) { _ in
      [[.folder("./a/"), .file("./a//./b", "1")]]
    },
    LayerCase(
      "[sym-escape-abs] A folder that is a link to the host is inside",
      overlay: .tree("ln -> HOST/d"), flat: .tree("ln -> HOST/d")
    ) { host in [[.symlink("ln", host + "/d")]] },
    LayerCase(
      "[sym-escape-write] A file through a link to the host of the same layer is inside",
      .line("host/evil = 1")
    ) { host in [[.symlink("ln", host), .file("ln/evil", "1")]] },
    LayerCase(
      "[sym-escape-write-lower] So it is in place through a lower link; overlay makes a folder",
      overlay: .tree("ln/\nln/evil = 1"), flat: .line("host/evil = 1")
    ) { host in [[.symlink("ln", host)], [.file("ln/evil", "1")]] },
    LayerCase("[sym-escape-root] A file through a link to / is at the root", .tree("evil = 1\nln -> /")) { _ in
      [[.symlink("ln", "/"), .file("ln/evil", "1")]]
    },
    LayerCase(
      "[sym-escape-dotdot] A file through a link with many .. is inside",
      .tree("d/\nd/ln -> ../../../../../..\nevil = 1")
    ) { _ in [[.folder("d/"), .symlink("d/ln", "../../../../../.."), .file("d/ln/evil", "1")]] },
    LayerCase("[sym-escape-chain] A chain of links is inside", .tree("a -> b\nb -> /c\nc -> .\nevil = 1")) { _ in
      [[.symlink("c", "."), .symlink("b", "/c"), .symlink("a", "b"), .file("a/evil", "1")]]
    },
    LayerCase(
      "[sym-escape-lower] A file through a lower link to the host: overlay makes a folder",
      overlay: .tree("ln/\nln/evil = 1"), flat: .tree("evil = 1\nln -> /")
    ) { _ in [[.symlink("ln", "/")], [.file("ln/evil", "1")]] },
    LayerCase("[sym-escape-overwrite] A file over a link replaces the link", .tree("secret = mine")) { host in
      [[.symlink("secret", host + "/secret")], [.file("secret", "mine")]]
    },
    LayerCase("[sym-escape-overwrite-same] So it does in the same layer", .tree("secret = mine")) { host in
      [[.symlink("secret", host + "/secret"), .file("secret", "mine")]]
    },
    LayerCase("[dir-over-symlink] A folder over a link replaces the link", .tree("d/\nd/x = 2")) { host in
      [[.symlink("d", host + "/d")], [.folder("d/"), .file("d/x", "2")]]
    },
    LayerCase("[sym-chmod] Attributes of a link are not those of its target", .tree("l -> HOST/secret [777 3:4]")) {
      host in
      [[.symlink("l", host + "/secret").with { ($0.mode, $0.uid, $0.gid) = (0o4777, 3, 4) }]]
    },
    LayerCase(
      "[write-through-lower-symlink] A file through a lower link: overlay makes a folder, in place follows",
      overlay: .tree("d/\nln/\nln/q = 1"), flat: .tree("d/\nd/q = 1\nln -> d")
    ) { _ in [[.folder("d/"), .symlink("ln", "d")], [.file("ln/q", "1")]] },
    LayerCase(
      "[dangling-parent] A file through a link to nothing: what it names is made, inside",
      overlay: .tree("ln/\nln/q = 1"), flat: .tree("ln -> nowhere\nnowhere/\nnowhere/q = 1")
    ) { _ in [[.symlink("ln", "nowhere")], [.file("ln/q", "1")]] },
    LayerCase(
      "[sym-to-file-parent] A file below what is a file replaces it by a folder",
      .tree("f/\nf/q = 1")
    ) { _ in [[.file("f", "x")], [.file("f/q", "1")]] },
    LayerCase("[sym-loop] A loop of links ends", .refused("too many levels of symbolic links")) { _ in
      [[.symlink("a", "b"), .symlink("b", "a"), .file("a/x")]]
    },
    LayerCase("[root-symlink] A root that is a link is refused", .refused("entry for the root is no directory")) {
      host in
      [[.symlink("./", host)]]
    },
    LayerCase("[root-file] A root that is a file is refused", .refused("entry for the root is no directory")) { _ in
      [[.file(".", "x")]]
    },
    LayerCase("[root-hardlink] A root that is a hard link is refused", .refused("root")) { _ in
      [[.file("a"), .hardlink(".", "a")]]
    },
    LayerCase("[root-attributes] The root's entry says its attributes", .tree("/ [1700 3:4]\na = 1")) { _ in
      [[.folder("./", mode: 0o1700).owner(3, 4), .file("a", "1")]]
    },
    LayerCase(
      "[root-attributes-lower] They stay when a layer has no entry for the root",
      .tree("/ [1700 3:4]\na = 1\nb = 2")
    ) { _ in [[.folder("./", mode: 0o1700).owner(3, 4), .file("a", "1")], [.file("b", "2")]] },
    LayerCase("[empty-name] An entry without a name is the root's", .refused("no directory")) { _ in [[.file("")]] },
  ]
}
