// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import ImagePlan
import Kernel
import LinuxABI
import OCI
import TestSupport
import Testing

@Suite("The digest of what COPY selects", .needs(.root)) struct ContentDigestTests {
  static let script = """
    mkdir -p context/d/e; echo x >context/d/f; echo y >context/d/e/g; ln -s f context/d/l; echo z >context/a.txt
    touch -d @1000 context/d/f
    """

  @Test(
    "What changes what would be stored changes it",
    arguments: [
      "echo X >context/d/f", "echo n >context/d/new", "mkdir context/d/new", "rm context/d/e/g",
      "mv context/d/f context/d/h",
      "chmod 600 context/d/f", "chmod 700 context/d/e", "ln -sf e context/d/l",
      "rm context/d/l; cp context/d/f context/d/l",
      "mkfifo context/d/p", "mknod context/d/n c 1 3",
    ])
  func changes(_ change: String) throws {
    try CopyFixture.with(ContentDigestTests.script) { copy in
      let before = try copy.digest(.words("d /"))
      try copy.shell(change)
      #expect(try copy.digest(.words("d /")) != before)
    }
  }

  @Test(
    "What is not stored does not",
    arguments: [
      ("touch context/d/f context/d context/d/e", "d /"), ("chown -R 5:6 context", "d /"), ("echo b >context/b", "d /"),
      ("chmod 700 context/d", "d /"), ("echo new >context/d/e/new.o", "--exclude=*/*.o d /"),
      ("chmod 600 context/d/f", "--chmod=644 d /"), ("chmod 664 context/d/f", "--chmod=g-w d /"),
      ("cp context/d/f n; mv n context/d/f", "d /"), ("rm context/d/e/g; ln context/d/f context/d/e/g", "d/f /"),
    ])
  func others(_ change: String, _ words: String) throws {
    try CopyFixture.with(ContentDigestTests.script) { copy in
      let before = try copy.digest(.words(words))
      try copy.shell(change)
      #expect(try copy.digest(.words(words)) == before)
    }
  }

  @Test("Names that a wildcard matches are in it, and what .dockerignore leaves out is not")
  func names() throws {
    try CopyFixture.with(ContentDigestTests.script) { copy in
      let before = try copy.digest(.words("*.txt /"))
      try copy.shell("mv context/a.txt context/b.txt")
      let renamed = try copy.digest(.words("*.txt /"))
      #expect(renamed != before)
      try copy.shell("echo c >context/c.txt; echo c.txt >context/.dockerignore")
      #expect(try copy.digest(.words("*.txt /")) == renamed)
    }
  }

  @Test("Owners count where they are kept, unless --chown says others")
  func owners() throws {
    try CopyFixture.with("mkdir stage/d; echo x >stage/d/f") { copy in
      let (kept, given) = (CopyRequest.words("--kept d /"), CopyRequest.words("--kept --chown=1 d /"))
      let before = (try copy.digest(kept, from: try copy.stage()), try copy.digest(given, from: try copy.stage()))
      try copy.shell("chown 5 stage/d/f")
      #expect(try copy.digest(kept, from: try copy.stage()) != before.0)
      #expect(try copy.digest(given, from: try copy.stage()) == before.1)
    }
  }

  @Test("Here-documents are in it with their names")
  func inline() throws {
    try CopyFixture.with("true") { copy in
      func digest(_ name: String, _ text: String) throws -> String {
        try copy.digest(CopyRequest([.inline(name: name, content: Array(text.utf8))], to: "/")).text
      }
      let digests = [try digest("a", "x"), try digest("a", "y"), try digest("b", "x")]
      #expect(Set(digests).count == 3)
      #expect(try digest("a", "x") == digests[0])
    }
  }

  @Test("A source that is not there is an error here, too")
  func missing() throws {
    try CopyFixture.with("true") { copy in
      #expect(failure { _ = try copy.digest(.words("none /")) }?.message == "\"/none\": not found")
    }
  }

  @Test("A file is read once as long as it stays the same, unless it is too young to tell")
  func remembered() throws {
    let script = "head -c 100000 /dev/urandom >context/f; mkdir context/young"
    try CopyFixture.with(script) { copy in
      let path = copy.fixture.path("store/build/file-digests")
      let young = try copy.digest(.words("f /"))
      #expect(!Files.exists(path))
      // Two seconds are the time within which a change might not show.
      try copy.shell("sleep 3.2")
      let first = try copy.digest(.words("f /"))
      #expect(first == young)
      #expect(try Files.status(path).size == 112)
      // A record that says something else is believed: the file is not read.
      var bytes = try Files.read(path, limit: 1000)
      bytes[100] = bytes[100] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
      try Files.create(path, mode: 0o600, with: bytes)
      #expect(try copy.digest(.words("f /")) != first)
      // And not any more when anything about the file has changed, though size and time are as before.
      try copy.shell("touch -r context/f t; printf n | dd of=context/f conv=notrunc 2>/dev/null; touch -r t context/f")
      let changed = try copy.digest(.words("f /"))
      #expect(changed != first)
      try copy.shell("rm store/build/file-digests")
      #expect(try copy.digest(.words("f /")) == changed)
    }
  }
}
