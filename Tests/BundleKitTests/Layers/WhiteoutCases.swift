// SPDX-License-Identifier: Apache-2.0

extension LayerCase {
  /// Whiteouts and opaque folders, alone and against entries of the same layer.
  static let whiteouts: [LayerCase] = [
    LayerCase("[wh-file] A whiteout removes a lower file", .tree("a = 1")) { _ in
      [[.file("a", "1"), .file("b", "2")], [.file(".wh.b")]]
    },
    LayerCase("[wh-dir] A whiteout removes a lower folder with everything in it", .tree("a/\na/keep = k")) { _ in
      [
        [.folder("a/"), .folder("a/d/"), .file("a/d/x", "1"), .file("a/keep", "k")], [.folder("a/"), .file("a/.wh.d")],
      ]
    },
    LayerCase(
      "[wh-after-deep] A whiteout at the root is one at the root, wherever the entry before was",
      .tree("d/\nd/e/\nd/e/f = 1\nd/e/g = 2")
    ) { _ in
      [
        [.folder("d/"), .folder("d/e/"), .file("d/e/f", "1"), .file("top", "t")],
        [.file("d/e/g", "2"), .file(".wh.top")],
      ]
    },
    LayerCase("[wh-three-layers] What one layer removes, the next may have again", .tree("a = 3")) { _ in
      [[.file("a", "1")], [.file(".wh.a")], [.file("a", "3")]]
    },
    LayerCase(
      "[wh-dir-then-readd] A folder removed and made again shows nothing of the lower one",
      .tree("d/\nd/new = n")
    ) { _ in
      [[.folder("d/"), .file("d/a", "1")], [.file(".wh.d"), .folder("d/"), .file("d/new", "n")]]
    },
    LayerCase("[wh-dir-readd-no-dir-entry] The same when only what is in it has an entry", .tree("d/\nd/new = n")) {
      _ in
      [[.folder("d/", mode: 0o700), .file("d/a", "1")], [.file(".wh.d"), .file("d/new", "n")]]
    },
    LayerCase("[wh-same-layer-after] A whiteout does not remove what its own layer has", .tree("f = new")) { _ in
      [[.file("f", "old")], [.file("f", "new"), .file(".wh.f")]]
    },
    LayerCase(
      "[readd-then-wh-dir] A whiteout behind the folder of its own layer hides only the lower one",
      .tree("d/\nd/new = n")
    ) { _ in
      [[.folder("d/"), .file("d/a", "1")], [.folder("d/"), .file("d/new", "n"), .file(".wh.d")]]
    },
    LayerCase("[wh-then-file] A folder that was removed may be a file", .tree("d = f")) { _ in
      [[.folder("d/"), .file("d/a", "1")], [.file(".wh.d"), .file("d", "f")]]
    },
    LayerCase("[opaque] An opaque folder shows only its own layer", .tree("d/\nd/new = n")) { _ in
      [
        [.folder("d/"), .file("d/a", "1"), .folder("d/s/")],
        [.folder("d/"), .file("d/.wh..wh..opq"), .file("d/new", "n")],
      ]
    },
    LayerCase("[opaque-last] The same when the mark comes last", .tree("d/\nd/new = n\nd/s/\nd/s/y = 2")) { _ in
      [
        [.folder("d/"), .file("d/a", "1"), .folder("d/s/"), .file("d/s/x", "1")],
        [.folder("d/"), .file("d/new", "n"), .folder("d/s/"), .file("d/s/y", "2"), .file("d/.wh..wh..opq")],
      ]
    },
    LayerCase("[opaque-root] An opaque root hides everything below", .tree("b = 2")) { _ in
      [[.file("a", "1"), .folder("d/"), .file("d/x", "1")], [.file(".wh..wh..opq"), .file("b", "2")]]
    },
    LayerCase("[opaque-root-wh] Whiteouts in a layer with an opaque root leave no names", .tree("d/\nd/b = 2")) { _ in
      [
        [.file("a", "1"), .folder("d/"), .file("d/x", "1")],
        [.file(".wh.a"), .folder("d/"), .file("d/.wh.x"), .file("d/b", "2"), .file(".wh..wh..opq")],
      ]
    },
    LayerCase(
      "[opaque-plus-wh] Whiteouts in an opaque folder hide nothing of its own and are not listed",
      .tree("d/\nd/z = 3")
    ) { _ in
      [
        [.folder("d/"), .file("d/x", "1"), .file("d/y", "2")],
        [
          .folder("d/"), .file("d/.wh.x"), .file("d/.wh..wh..opq"), .file("d/.wh.y"), .file("d/z", "3"),
          .file("d/.wh.z"),
        ],
      ]
    },
    LayerCase("[opaque-on-file] A mark beneath what is a file below leaves the file", .tree("f = 1")) { _ in
      [[.file("f", "1")], [.file("f/.wh..wh..opq")]]
    },
    LayerCase("[opaque-on-own-file] A mark beneath a file of the same layer leaves the file", .tree("f = 2")) { _ in
      [[.file("f", "1")], [.file("f", "2"), .file("f/.wh..wh..opq"), .file("f/.wh.x")]]
    },
    LayerCase("[wh-on-file] A whiteout beneath what is a file below leaves the file", .tree("f = 1")) { _ in
      [[.file("f", "1")], [.file("f/.wh.x")]]
    },
    LayerCase("[wh-missing] A whiteout of what is nowhere leaves no name", .tree("a = 1\nnew/\nnew/b = 2")) { _ in
      [[.file("a", "1")], [.file(".wh.nothing"), .folder("new/"), .file("new/.wh.ghost"), .file("new/b", "2")]]
    },
    LayerCase("[wh-missing-dir] A whiteout in a folder that is nowhere leaves no folder", .tree("a = 1")) { _ in
      [[.file("a", "1")], [.file("x/y/.wh.ghost")]]
    },
    LayerCase("[wh-lowest] Whiteouts in the lowest layer leave no names", .tree("d/\nd/a = 1")) { _ in
      [[.folder("d/"), .file("d/a", "1"), .file("d/.wh.ghost"), .file(".wh.ghost")]]
    },
    LayerCase("[wh-aufs] Files of AUFS are left out", .tree("a = 1")) { _ in
      [[.file("a", "1"), .folder(".wh..wh.plnk/"), .file(".wh..wh.aufs")]]
    },
    LayerCase("[wh-empty] A whiteout of no name is refused", .refused("invalid whiteout")) { _ in
      [[.folder("d/"), .file("d/a")], [.file("d/.wh.")]]
    },
    LayerCase("[wh-dot] A whiteout of . is refused", .refused("invalid whiteout")) { _ in
      [[.folder("d/"), .file("d/a")], [.file("d/.wh..")]]
    },
    LayerCase("[wh-dotdot] A whiteout of .. is refused", .refused("invalid whiteout")) { _ in
      [[.folder("d/"), .file("d/a")], [.file("d/.wh...")]]
    },
    LayerCase("[wh-dotdot-root] A whiteout of .. at the root removes nothing outside", .refused("invalid whiteout")) {
      _ in
      [[.file("a")], [.file(".wh...")]]
    },
    LayerCase(
      "[wh-via-symlink-parent] A whiteout beneath a lower link: overlay makes a folder, in place follows inside",
      overlay: .tree("d/\nd/q = 1\nln/"), flat: .tree("d/\nln -> d")
    ) { _ in
      [[.folder("d/"), .file("d/q", "1"), .symlink("ln", "d")], [.file("ln/.wh.q")]]
    },
    LayerCase(
      "[wh-symlink-same-layer] A whiteout beneath a link of the same layer is inside",
      .tree("d/\nd/new = 2\nln -> d")
    ) { _ in
      [
        [.folder("d/"), .file("d/q", "1")],
        [.folder("d/"), .file("d/new", "2"), .symlink("ln", "d"), .file("ln/.wh.q")],
      ]
    },
    LayerCase(
      "[wh-escape] A whiteout beneath a link to the host removes nothing there",
      overlay: .tree("ln/"), flat: .tree("ln -> HOST")
    ) { host in
      [[.symlink("ln", host)], [.file("ln/.wh.secret"), .file("ln/d/.wh..wh..opq")]]
    },
    LayerCase("[wh-symlink] A whiteout removes a link, not what it leads to", .tree("a = 1")) { host in
      [[.file("a", "1"), .symlink("l1", "a"), .symlink("l2", host + "/d")], [.file(".wh.l1"), .file(".wh.l2")]]
    },
    LayerCase("[wh-with-content] A whiteout may have content", .tree("b = 2")) { _ in
      [[.file("a", "1")], [.file(".wh.a", "some text"), .file("b", "2")]]
    },
    LayerCase("[wh-is-dir] A whiteout is one whatever its type", .tree("b = 2")) { _ in
      [[.file("a", "1"), .folder("d/"), .file("d/x")], [.symlink(".wh.a", "/"), .folder(".wh.d/"), .file("b", "2")]]
    },
  ]
}
