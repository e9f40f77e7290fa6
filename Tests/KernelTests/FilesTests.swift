// SPDX-License-Identifier: Apache-2.0
import Kernel
import LinuxABI
import TestSupport
import Testing

@Suite("Files")
struct FilesTests {
  @Test("a file is replaced whole, and the temporary name is gone")
  func replace() throws {
    try Fixture.with { fixture in
      let folder = try Files.open(fixture.directory, OpenFlags.readOnly | OpenFlags.directory)
      try Files.replace("a", at: folder.raw, temporary: "a.tmp", mode: 0o600, with: [1])
      try Files.replace("a", at: folder.raw, temporary: "a.tmp", mode: 0o600, with: [2, 3])
      #expect(try Files.read("a", at: folder.raw, limit: 10) == [2, 3])
      #expect(try folder.entries() == ["a"])
      let status = try Files.status("a", at: folder.raw)
      #expect(status.isRegular && status.mode & 0o777 == 0o600)
    }
  }

  @Test("a failure names call and path in lower case")
  func failureText() {
    let error = #expect(throws: KernelError.self) { _ = try Files.read("/no/such/file", limit: 10) }
    #expect(error?.text == "open /no/such/file: no such file or directory")
  }

  @Test("reading stops at its limit")
  func limit() throws {
    let error = #expect(throws: KernelError.self) { _ = try Files.read("/dev/zero", limit: 100_000) }
    #expect(error?.errno == .EFBIG)
  }

  @Test("a lock is held until its file is closed")
  func lock() throws {
    try Fixture.with { fixture in
      let first = try Files.open(fixture.directory, OpenFlags.readOnly | OpenFlags.directory)
      let second = try Files.open(fixture.directory, OpenFlags.readOnly | OpenFlags.directory)
      try first.lockExclusively()
      let error = #expect(throws: KernelError.self) { try second.lockExclusively() }
      #expect(error?.errno == .EAGAIN)
      first.unlock()
      try second.lockExclusively()
    }
  }

  @Test("many entries are all listed")
  func entries() throws {
    try Fixture.with { fixture in
      let names = (0..<700).map { "entry-number-\($0)" }
      for name in names { try fixture.file(name, "") }
      let folder = try Files.open(fixture.directory, OpenFlags.readOnly | OpenFlags.directory)
      #expect(try folder.entries().sorted() == names.sorted())
    }
  }

  @Test("devices, FIFOs and links are told apart")
  func status() throws {
    try Fixture.with { fixture in
      let null = try Files.status("/dev/null")
      #expect(null.specialDevice == (1, 3))
      try Files.makeFIFO(fixture.path("fifo"), mode: 0o600)
      #expect(try Files.status(fixture.path("fifo")).isFIFO)
      #expect(try Files.status(fixture.directory).isDirectory)
      #expect(Files.exists("/proc/self/exe"))
      #expect(!Files.exists(fixture.path("none")))
    }
  }

  @Test("what is sealed cannot be written any more")
  func sealed() throws {
    let file = try Memfd.sealed("test", [1, 2])
    let error = #expect(throws: KernelError.self) { try file.write([3]) }
    #expect(error?.errno == .EPERM)
    try file.rewind()
    #expect(try file.readAll(limit: 10) == [1, 2])
  }
}
