// SPDX-License-Identifier: Apache-2.0
import ImagePlan
import OCI
import Testing

@Suite("Programs of other processors") struct BinaryFormatTests {
  private static let arm64 = Platform(os: "linux", architecture: "arm64")
  /// As Debian registers it.
  private static let handler = """
    enabled
    interpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P
    flags: POCF
    offset 0
    magic 7f454c460201010000000000000000000200b700
    mask ffffffffffffff00fffffffffffffffffeffffff
    """

  @Test("A handler is known by the headers it takes") func handles() throws {
    let format = try #require(BinaryFormat(parsing: Self.handler))
    #expect(format.isFixed && format.interpreter.hasSuffix("aarch64-binfmt-P"))
    #expect(format.handles(Self.arm64))
    for architecture in ["amd64", "arm", "riscv64", "386", "s390x", "nothing"] {
      #expect(!format.handles(Platform(os: "linux", architecture: architecture)), "\(architecture)")
    }
    #expect(!format.handles(Platform(os: "windows", architecture: "arm64")))
  }

  @Test("Byte order is the processor's") func bigEndian() throws {
    let text =
      "enabled\nflags: \nmagic 7f454c4602020100000000000000000000020016\nmask \(String(repeating: "f", count: 40))"
    let format = try #require(BinaryFormat(parsing: text))
    #expect(format.handles(Platform(os: "linux", architecture: "s390x")) && !format.isFixed)
  }

  @Test("What is switched off, or goes by names, handles nothing") func others() throws {
    let off = try #require(BinaryFormat(parsing: Self.handler.replacing("enabled", with: "disabled")))
    #expect(!off.handles(Self.arm64))
    #expect(BinaryFormat(parsing: "enabled\ninterpreter /x\nflags: \nextension .exe") == nil)
    #expect(BinaryFormat(parsing: "enabled\nmagic zz") == nil)
    #expect(BinaryFormat(parsing: "") == nil)
  }

  @Test(
    "A machine runs its own programs, and those of its elder",
    arguments: [
      ("amd64", "amd64", true), ("amd64", "386", true), ("386", "amd64", false), ("arm64", "arm", true),
      ("amd64", "arm64", false), ("x86_64", "amd64", true),
      ("amd64", "", true),
    ])
  func native(host: String, wanted: String, isNative: Bool) {
    let (host, wanted) = (Platform(os: "linux", architecture: host), Platform(os: "linux", architecture: wanted))
    #expect(BinaryFormat.isNative(wanted, on: host) == isNative)
    #expect(!BinaryFormat.isNative(Platform(os: "windows", architecture: "amd64"), on: host))
  }
}
