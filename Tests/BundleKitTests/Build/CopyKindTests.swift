// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import ImagePlan
import Kernel
import LinuxABI
import TestSupport
import Testing

@Suite("What COPY keeps of files", .needs(.root)) struct CopyKindTests {
  @Test("Names of one file stay names of one file, from one source of an instruction")
  func hardLinks() throws {
    let script = """
      mkdir -p context/a/sub context/b; echo x >context/a/f; ln context/a/f context/a/sub/g; ln context/a/f context/b/h
      echo x >context/a/other
      """
    try CopyFixture.with(script) { copy in
      try copy.copy(.words("a b /out/"))
      let names = try copy.shell("cd root/out; find . -samefile f | sort; stat -c %h other")
      #expect(names == "./f\n./sub/g\n1\n")
    }
  }

  @Test("Of a stage devices, FIFOs and owners are copied, no sockets; those of a context become empty files")
  func nodes() throws {
    let script = """
      cd stage; mkdir d; mknod d/null c 1 3; mknod d/zero c 0 0; mkfifo -m 620 d/p; chown 5:6 d d/p; ln -s p d/l; chown -h 7:8 d/l
      perl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un("d/s"))'
      cp -a d ../context/d
      """
    try CopyFixture.with(script) { copy in
      let warnings = try copy.copy(.words("--kept d /out/e"), from: try copy.stage())
      #expect(
        try copy.listing("root") == """
          drwxr-xr-x 0:0 out
          drwxr-xr-x 0:0 out/e
          l 7:8 out/e/l -> p
          crw-r--r-- 0:0 out/e/null
          prw--w---- 5:6 out/e/p
          """)
      #expect(warnings.count == 1 && warnings[0].contains("0:0"))
      #expect(try copy.shell("stat -c %t:%T root/out/e/null") == "1:3\n")
      try copy.copy(.words("--kept --parents d /out/"), from: try copy.stage())
      #expect(try copy.shell("stat -c %u:%g root/out/d") == "5:6\n")
      try copy.copy(.words("d /ctx"))
      #expect(try copy.listing("root/ctx") == "l 0:0 l -> p\ncrw-r--r-- 0:0 null\nprw--w---- 0:0 p\n-rwxr-xr-x 0:0 s =")
      #expect(try copy.copy(.words("d/s /")).isEmpty)
      #expect(try copy.shell("stat -c '%F %A' root/s") == "regular empty file -rwxr-xr-x\n")
    }
  }

  @Test("Of extended attributes capabilities are kept, as in BuildKit's images")
  func attributes() throws {
    try CopyFixture.with("mkdir context/d; echo x >context/d/f; echo x >context/plain") { copy in
      for name in ["user.note", "user.overlay.opaque", "trusted.overlay.redirect"] {
        for path in ["context/d/f", "context/d"] {
          let file = try Files.open(copy.fixture.path(path), OpenFlags.readOnly)
          try ExtendedAttributes.set(file.raw, name, "y")
        }
      }
      let capability: [UInt8] = [1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
      let file = try Files.open(copy.fixture.path("context/d/f"), OpenFlags.readOnly)
      let result = capability.withUnsafeBytes {
        ExtendedAttributes.set(file.raw, Array("security.capability".utf8) + [0], $0)
      }
      #expect(result == 0)
      try copy.copy(.words("--chown=5 --parents d /"))
      func names(_ path: String) throws -> [String] {
        let file = try Files.open(copy.fixture.path(path), OpenFlags.readOnly)
        return try ExtendedAttributes.all(of: file.raw).map { String(decoding: $0.name, as: UTF8.self) }
          .filter { $0 != "security.selinux" }
      }
      #expect(try names("root/d/f") == ["security.capability"])
      #expect(try names("root/d").isEmpty)
    }
  }

  @Test("Files and directories keep their times; what is made or written into on the way gets the epoch")
  func times() throws {
    let script = """
      mkdir -p context/d/e root/there; echo x >context/d/f; ln -s f context/d/l
      touch -d @1000 context/d/f context/d/e root/there root; touch -h -d @2000 context/d/l; touch -d @3000 context/d
      """
    try CopyFixture.with(script) { copy in
      var request = CopyRequest.words("d /there/a/b/")
      request.sources.append(.inline(name: "EOF", content: Array("hello".utf8)))
      request.epoch = 500
      try copy.copy(request)
      let times = try copy.shell("cd root; stat -c '%n %Y' . there there/a there/a/b there/a/b/*")
      #expect(
        times == """
          . 1000
          there 500
          there/a 500
          there/a/b 500
          there/a/b/EOF 500
          there/a/b/e 1000
          there/a/b/f 1000
          there/a/b/l 2000

          """)
    }
  }

  @Test("Holes stay holes, and content after them is right")
  func sparse() throws {
    let script =
      "cd context; truncate -s 64M f; printf middle | dd of=f bs=1 seek=33554432 conv=notrunc 2>/dev/null; printf end >>f; truncate -s 70M g"
    try CopyFixture.with(script) { copy in
      try copy.copy(.words("f g /"))
      #expect(try copy.shell("cmp context/f root/f; cmp context/g root/g; du -k root/f root/g | awk '$1 > 1024'") == "")
    }
  }

  @Test("A here-document is a file of root's, mode 0644, or as the options say")
  func inline() throws {
    try CopyFixture.with("mkdir root/d") { copy in
      var request = CopyRequest(
        [.inline(name: "a", content: Array("1".utf8)), .inline(name: "b", content: [])], to: "/d/")
      try copy.copy(request)
      request.sources.removeLast()
      (request.owner, request.mode, request.destination) = ("5", "+x", "/d/c")
      try copy.copy(request)
      #expect(
        try copy.listing("root") == """
          drwxr-xr-x 0:0 d
          -rw-r--r-- 0:0 d/a =1
          -rw-r--r-- 0:0 d/b =
          -rwxr-xr-x 5:5 d/c =1
          """)
    }
  }

  @Test("Names need not be UTF-8")
  func bytes() throws {
    try CopyFixture.with("mkdir context/d; cd context/d; n=$(printf '\\377\\376'); echo x >\"$n\"; ln -s \"$n\" l") {
      copy in
      try copy.copy(.words("d /"))
      try copy.copy(.words("d/l /e"))
      #expect(try copy.shell("cmp root/$(printf '\\377\\376') root/e; readlink root/l | od -An -tx1") == " ff fe 0a\n")
    }
  }
}

@Suite(".dockerignore", .needs(.root)) struct IgnoreTests {
  @Test(
    "What is ignored is not there, whether it is named, matched or in a directory",
    arguments: [
      ("*.o", ". /", "a.c keep.c sub sub/b.c sub/b.o .dockerignore"),
      ("**/*.o", ". /", "a.c keep.c sub sub/b.c .dockerignore"),
      ("sub", ". /", "a.c a.o keep.c .dockerignore"),
      ("sub\n!sub/b.c", ". /", "a.c a.o keep.c sub sub/b.c .dockerignore"),
      ("*\n!sub", ". /", "sub sub/b.c sub/b.o"),
      ("*\n!*.c", "*.c /", "a.c keep.c"),
      ("*\n!sub/b.c", "s* /", "b.c"),
      ("sub/b.o", "sub/b.* /", "b.c"),
      ("sub\n!sub/b.c", "sub /", "b.c"),
      ("*.o", "--parents **/*.o /", "sub sub/b.o"),
      (".dockerignore", "* /", "a.c a.o keep.c b.c b.o"),
    ])
  func listings(_ patterns: String, _ words: String, _ expected: String) throws {
    let script = "cd context; mkdir sub; touch a.c a.o keep.c sub/b.c sub/b.o"
    try CopyFixture.with(script) { copy in
      try Files.create(copy.fixture.path("context/.dockerignore"), mode: 0o644, with: Array(patterns.utf8))
      try copy.copy(.words(words))
      let found = try copy.shell("cd root; find . -mindepth 1 -printf '%P\\n'").split(separator: "\n")
      #expect(found.sorted() == expected.split(separator: " ").sorted())
    }
  }

  @Test(
    "What is ignored cannot be named, nor reached by a link, nor passed through as one",
    arguments: [
      ("a.o", "a.o /"), ("sub", "sub /"), ("sub", "sub/b.c /"), ("a.c", "link /"), ("link", "link /"),
      ("dir", "dir/b.c /"), ("sub\n!sub/none", "sub /"), ("*.o", "a.? *.o /none"),
      ("a.c", "--parents a.c /"),
    ])
  func refusals(_ patterns: String, _ words: String) throws {
    let script = "cd context; mkdir sub; touch a.c a.o sub/b.c; ln -s a.c link; ln -s sub dir"
    try CopyFixture.with(script) { copy in
      try Files.create(copy.fixture.path("context/.dockerignore"), mode: 0o644, with: Array(patterns.utf8))
      let found = failure { try copy.copy(.words(words)) }
      if words == "a.? *.o /none" {
        #expect(try copy.listing("root") == "-rw-r--r-- 0:0 none =")
      } else {
        #expect(found?.message.hasSuffix("not found") == true)
        #expect(found?.hint == ".dockerignore may leave it out")
        #expect(try copy.listing("root") == "")
      }
    }
  }

  @Test("The Dockerfile's own .dockerignore goes before the context's, and does not hide the Dockerfile from the build")
  func own() throws {
    let script =
      "cd context; touch a b; echo a >.dockerignore; echo b >Other.dockerignore; echo '*' >>Other.dockerignore; echo FROM >Other"
    try CopyFixture.with(script) { copy in
      let path = copy.fixture.path("context")
      let context = try BuildContext.directory(path, dockerfile: path + "/Other")
      #expect(failure { try copy.copy(.words("a /"), from: context.source) } != nil)
      #expect(try context.read("Other", limit: 100) == Array("FROM\n".utf8))
      let usual = try BuildContext.directory(path, dockerfile: path + "/Dockerfile")
      try copy.copy(.words("b /"), from: usual.source)
      #expect(failure { try copy.copy(.words("a /"), from: usual.source) } != nil)
    }
  }
}
