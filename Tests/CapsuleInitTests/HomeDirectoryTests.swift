// SPDX-License-Identifier: Apache-2.0
import CapsuleInit
import Foundation
import Kernel
import LinuxABI
import Testing
import TestSupport

@Suite("HOME from a container's /etc/passwd")
struct HomeDirectoryTests {
  private func find(_ uid: UInt32, in directory: String) throws -> String? {
    let root = RootDirectory(try Files.open(directory, OpenFlags.path | OpenFlags.directory))
    return HomeDirectory.find(uid: uid, in: root)
  }

  private static let usual = """
    root:x:0:0:root:/root:/bin/sh
    # a comment
    short:x:7
    00:x:0001:1::/leading/zero:/bin/sh
    app:x:1000:1000:App,,,:/home/app:/bin/sh
    later:x:1000:1000::/home/later:/bin/sh
    empty:x:8:8:::/bin/sh
    last:x:4294967294:1::/last:
    """

  @Test(
    "is that of the first line with the number",
    arguments: [
      (0, "/root"), (1000, "/home/app"), (4_294_967_294, "/last"), (1, nil), (7, nil), (8, nil), (4_294_967_295, nil),
    ] as [(UInt32, String?)])
  func usual(uid: UInt32, home: String?) throws {
    try Fixture.with { fixture in
      try fixture.file("etc/passwd", HomeDirectoryTests.usual)
      #expect(try find(uid, in: fixture.directory) == home)
    }
  }

  @Test("a FIFO in its place does not block", .timeLimit(.minutes(1)))
  func fifo() throws {
    try Fixture.with { fixture in
      try fixture.file("etc/other", "")
      #expect(mkfifo(fixture.path("etc/passwd"), 0o644) == 0)
      #expect(try find(0, in: fixture.directory) == nil)
    }
  }

  @Test("a link out of the root ends inside it")
  func link() throws {
    try Fixture.with { fixture in
      try fixture.file("etc/other", "")
      try FileManager.default.createSymbolicLink(atPath: fixture.path("etc/passwd"), withDestinationPath: "/etc/passwd")
      #expect(try find(0, in: fixture.directory) == nil)
    }
  }

  @Test("a line of megabytes is passed over")
  func longLine() throws {
    try Fixture.with { fixture in
      let long = String(repeating: "x", count: 3 << 20)
      try fixture.file("etc/passwd", "\(long):x:0:0:\(long):/\(long):/\n0:\(long)\nroot:x:0:0::/root:\n")
      #expect(try find(0, in: fixture.directory) == "/root")
    }
  }
}
