// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import ImagePlan
import TestSupport
import Testing

/// One COPY: what is there before, the words, and the root afterwards.
struct CopyCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var script: String
  var words: [String]
  var root: String
  init(_ description: String, _ script: String, _ words: String..., root: String) {
    (testDescription, self.script, self.words, self.root) = (description, script, words, root)
  }
}

@Suite("COPY", .needs(.root)) struct CopyTests {
  static let destinations = [
    CopyCase(
      "A file gets the destination's name", "echo x >context/f", "f /a/b",
      root: """
        drwxr-xr-x 0:0 a
        -rw-r--r-- 0:0 a/b =x
        """),
    CopyCase(
      "A slash at its end makes the destination a directory", "echo x >context/f", "f /a/",
      root: """
        drwxr-xr-x 0:0 a
        -rw-r--r-- 0:0 a/f =x
        """),
    CopyCase(
      "So does a directory that is there", "echo x >context/f; mkdir -m 700 root/a; chown 3:4 root/a", "f /a",
      root: """
        drwx------ 3:4 a
        -rw-r--r-- 0:0 a/f =x
        """),
    CopyCase(
      "Of a directory the content is copied; the destination is made as 0755 root, whatever the source is",
      "mkdir -m 700 context/d; echo x >context/d/f; mkdir -m 750 context/d/e", "d /a/b",
      root: """
        drwxr-xr-x 0:0 a
        drwxr-xr-x 0:0 a/b
        drwxr-x--- 0:0 a/b/e
        -rw-r--r-- 0:0 a/b/f =x
        """),
    CopyCase(
      "A destination that is there keeps owner and mode; directories in it get the source's",
      "mkdir -p context/d/e root/a/e; chmod 700 context/d context/d/e root/a; chown 3:4 root/a root/a/e; echo x >context/d/e/f",
      "d /a",
      root: """
        drwx------ 3:4 a
        drwx------ 0:0 a/e
        -rw-r--r-- 0:0 a/e/f =x
        """),
    CopyCase(
      "A link as destination is followed, also to what is not there",
      "echo x >context/f; mkdir root/real; ln -s /real root/link; ln -s /new/dir root/dangling; ln -s target root/file",
      "f /link/", "f /dangling/", "f /file",
      root: """
        l 0:0 dangling -> /new/dir
        l 0:0 file -> target
        l 0:0 link -> /real
        drwxr-xr-x 0:0 new
        drwxr-xr-x 0:0 new/dir
        -rw-r--r-- 0:0 new/dir/f =x
        drwxr-xr-x 0:0 real
        -rw-r--r-- 0:0 real/f =x
        -rw-r--r-- 0:0 target =x
        """),
    CopyCase(
      "A file in a directory replaces a link of its name, and does not write through it",
      "echo x >context/f; echo old >root/old; ln -s old root/f", "f /",
      root: """
        -rw-r--r-- 0:0 f =x
        -rw-r--r-- 0:0 old =old
        """),
    CopyCase(
      "Dots in a destination and in a source stop at the root",
      "echo x >context/f; mkdir context/sub", "/../../sub/../f /a/../../b",
      root: "-rw-r--r-- 0:0 b =x"),
    CopyCase(
      "Parents that are made belong to --chown, and have the bits of an octal --chmod",
      "echo x >context/f", "--chown=7 --chmod=4750 f /a/b/",
      root: """
        drwxr-x--- 7:7 a
        drwxr-x--- 7:7 a/b
        -rwsr-x--- 7:7 a/b/f =x
        """),
  ]

  static let sources = [
    CopyCase(
      "Wildcards match names, not slashes", "mkdir context/d; for f in a.c b.c d/c.c .c; do echo $f >context/$f; done",
      "*.c /x/", "d/*.c /y/", "[^a]*.c /z/",
      root: """
        drwxr-xr-x 0:0 x
        -rw-r--r-- 0:0 x/.c =.c
        -rw-r--r-- 0:0 x/a.c =a.c
        -rw-r--r-- 0:0 x/b.c =b.c
        drwxr-xr-x 0:0 y
        -rw-r--r-- 0:0 y/c.c =d/c.c
        drwxr-xr-x 0:0 z
        -rw-r--r-- 0:0 z/b.c =b.c
        """),
    CopyCase(
      "Of a directory that a wildcard matches the content is copied, too",
      "mkdir -p context/d1/e context/d2; echo 1 >context/d1/f; echo 2 >context/d2/g", "d* /",
      root: """
        drwxr-xr-x 0:0 e
        -rw-r--r-- 0:0 f =1
        -rw-r--r-- 0:0 g =2
        """),
    CopyCase(
      "A wildcard in the middle goes through directories, not through links",
      "mkdir -p context/a/x context/b/x; ln -s a context/l; echo 1 >context/a/x/f; echo 2 >context/b/x/g", "*/x/? /o/",
      root: """
        drwxr-xr-x 0:0 o
        -rw-r--r-- 0:0 o/f =1
        -rw-r--r-- 0:0 o/g =2
        """),
    CopyCase(
      "A wildcard that matches nothing is nothing", "echo x >context/f", "none* /n/", "f none* /o/",
      root: """
        drwxr-xr-x 0:0 o
        -rw-r--r-- 0:0 o/f =x
        """),
    CopyCase(
      "A source's own links are followed inside the context, those in a directory are copied",
      "mkdir -p context/d/e; echo x >context/d/f; ln -s d/f context/lf; ln -s /d context/ld; ln -s ../../nowhere context/d/up",
      "lf /a", "ld /b/", "ld/f /c",
      root: """
        -rw-r--r-- 0:0 a =x
        drwxr-xr-x 0:0 b
        drwxr-xr-x 0:0 b/e
        -rw-r--r-- 0:0 b/f =x
        l 0:0 b/up -> ../../nowhere
        -rw-r--r-- 0:0 c =x
        """),
    CopyCase(
      "--exclude is relative to the directory that is copied, and can be taken back",
      "mkdir -p context/d/sub; for f in a.o a.c sub/b.o sub/keep.o; do echo $f >context/d/$f; done",
      "--exclude=*.o d /a/", "--exclude=sub --exclude=!sub/keep.o d /b/",
      root: """
        drwxr-xr-x 0:0 a
        -rw-r--r-- 0:0 a/a.c =a.c
        drwxr-xr-x 0:0 a/sub
        -rw-r--r-- 0:0 a/sub/b.o =sub/b.o
        -rw-r--r-- 0:0 a/sub/keep.o =sub/keep.o
        drwxr-xr-x 0:0 b
        -rw-r--r-- 0:0 b/a.c =a.c
        -rw-r--r-- 0:0 b/a.o =a.o
        drwxr-xr-x 0:0 b/sub
        -rw-r--r-- 0:0 b/sub/keep.o =sub/keep.o
        """),
    CopyCase(
      "--parents keeps the source's directories, with their modes, from the pivot on",
      "mkdir -p context/a/b/c context/a/b2/c; chmod 700 context/a/b; echo 1 >context/a/b/c/f; echo 2 >context/a/b2/c/g",
      "--parents a/b/c/f /x/", "--parents a/./b/c /y/", "--parents a/./*/c /z/", "--parents ./a/**/g /w",
      root: """
        drwxr-xr-x 0:0 w
        drwxr-xr-x 0:0 w/a
        drwxr-xr-x 0:0 w/a/b2
        drwxr-xr-x 0:0 w/a/b2/c
        -rw-r--r-- 0:0 w/a/b2/c/g =2
        drwxr-xr-x 0:0 x
        drwxr-xr-x 0:0 x/a
        drwx------ 0:0 x/a/b
        drwxr-xr-x 0:0 x/a/b/c
        -rw-r--r-- 0:0 x/a/b/c/f =1
        drwxr-xr-x 0:0 y
        drwx------ 0:0 y/b
        drwxr-xr-x 0:0 y/b/c
        -rw-r--r-- 0:0 y/b/c/f =1
        drwxr-xr-x 0:0 z
        drwx------ 0:0 z/b
        drwxr-xr-x 0:0 z/b/c
        -rw-r--r-- 0:0 z/b/c/f =1
        drwxr-xr-x 0:0 z/b2
        drwxr-xr-x 0:0 z/b2/c
        -rw-r--r-- 0:0 z/b2/c/g =2
        """),
    CopyCase(
      "--parents with a wildcard that matches nothing makes the destination only", "mkdir context/a",
      "--parents a/none* /x/", root: "drwxr-xr-x 0:0 x"),
  ]

  static let metadata = [
    CopyCase(
      "From a context all is root's; set-user-ID and sticky bits stay",
      "mkdir -m 1777 context/t; echo x >context/s; chown -R 5:6 context; chmod 6755 context/s", ". /",
      root: """
        -rwsr-sr-x 0:0 s =x
        drwxrwxrwt 0:0 t
        """),
    CopyCase(
      "--chown takes a number for the group as well, and names from the root's files",
      """
      echo x >context/f; mkdir root/etc
      printf 'www:x:33:44::/:/bin/sh\\n' >root/etc/passwd; printf 'adm:x:9:\\n' >root/etc/group; chmod 600 root/etc/*
      """,
      "--chown=1000 f /a", "--chown=1000:0 f /b", "--chown=www f /c", "--chown=www:adm f /d", "--chown=33:adm f /e",
      root: """
        -rw-r--r-- 1000:1000 a =x
        -rw-r--r-- 1000:0 b =x
        -rw-r--r-- 33:44 c =x
        -rw-r--r-- 33:9 d =x
        -rw-r--r-- 33:9 e =x
        drwxr-xr-x 0:0 etc
        -rw------- 0:0 etc/group =adm:x:9:
        -rw------- 0:0 etc/passwd =www:x:33:44::/:/bin/sh
        """),
    CopyCase(
      "Whom no file knows by that name is root, as is what is no number of an owner", "echo x >context/f",
      "--chown=nobody f /a", "--chown=4294967295 f /b", "--chown=5:nobody f /c",
      root: """
        -rw-r--r-- 0:0 a =x
        -rw-r--r-- 0:0 b =x
        -rw-r--r-- 5:5 c =x
        """),
    CopyCase(
      "--chmod is for files and directories, symbolic too",
      "mkdir -p context/d/e; echo x >context/d/f; chmod 640 context/d/f; chmod 700 context/d/e; ln -s f context/d/l",
      "--chmod=u=rwX,go=rX d /a/", "--chmod=0501 d/e d/f /b/", "--chmod=+x d/f /c",
      root: """
        drwxr-xr-x 0:0 a
        drwxr-xr-x 0:0 a/e
        -rw-r--r-- 0:0 a/f =x
        l 0:0 a/l -> f
        dr-x-----x 0:0 b
        -r-x-----x 0:0 b/f =x
        -rwxr-x--x 0:0 c =x
        """),
  ]

  @Test("Destinations, sources and metadata are as BuildKit has them", arguments: destinations + sources + metadata)
  func table(_ example: CopyCase) throws {
    try CopyFixture.with(example.script) { copy in
      for words in example.words { try copy.copy(.words(words)) }
      #expect(try copy.listing("root") == example.root)
    }
  }

  @Test(
    "What cannot be copied says so, and why",
    arguments: [
      ("", "none /", "\"/none\": not found"),
      ("mkdir context/d", "--parents d/none /a/", "\"/d/none\": not found"),
      ("ln -s /host/secret context/l", "l /", "\"/l\": not found"),
      ("echo x >context/f; mkdir root/f", "f /", "cannot replace to directory /f with file"),
      ("mkdir context/d; echo x >root/f", "d /f", "/f: a part of the destination is there and is no directory"),
      ("mkdir -p context/d/e; echo x >root/e", "d /", "cannot copy to non-directory: /e is there"),
      ("echo x >context/f; echo x >root/a", "f /a/b", "/a/b: a part of the destination is there and is no directory"),
      ("echo x >context/f; ln -s l root/l", "f /l/", "too many levels of symbolic links"),
      ("echo x >context/f", "--chmod=0888 f /", "invalid chmod parameter"),
      ("echo x >context/f", "[ /", "syntax error in pattern"),
    ])
  func refusals(_ script: String, _ words: String, _ message: String) throws {
    try CopyFixture.with(script) { copy in
      let found = failure { try copy.copy(.words(words)) }
      #expect(found?.message.contains(message) == true, "\(found?.message ?? "it succeeded")")
    }
  }
}
