// SPDX-License-Identifier: Apache-2.0
import CapsuleInit
import CapsulePlan
import Foundation
import LinuxABI
import Testing
import TestSupport

@Suite("Why a program does not start")
struct ProgramDiagnosisTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var content: [UInt8]
    var errno: Errno
    var code: FailureCode
    /// A part of the hint; nil for none at all.
    var hint: String?
  }

  private static func elf(type: UInt8 = 2, machine: UInt8, loader: String? = nil) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 512)
    bytes.replaceSubrange(0..<6, with: [0x7f, 0x45, 0x4c, 0x46, 2, 1])
    bytes[16] = type
    bytes[18] = machine
    guard let loader else { return bytes }
    bytes[32] = 64  // e_phoff
    bytes[54] = 56  // e_phentsize
    bytes[56] = 1  // e_phnum
    bytes[64] = 3  // PT_INTERP
    bytes[72] = 200  // p_offset
    bytes[96] = UInt8(loader.utf8.count + 1)  // p_filesz
    bytes.replaceSubrange(200..<200 + loader.utf8.count, with: loader.utf8)
    return bytes
  }

  #if arch(arm64)
    private static let (own, other, otherName): (UInt8, UInt8, String) = (183, 62, "x86_64")
  #else
    private static let (own, other, otherName): (UInt8, UInt8, String) = (62, 183, "aarch64")
  #endif

  static let cases: [Case] = [
    Case(
      testDescription: "missing interpreter", content: Array("#! /no/such -x\n".utf8), errno: .ENOENT,
      code: .programMissing, hint: "interpreter /no/such does not exist"),
    Case(
      testDescription: "CR LF", content: Array("#!/bin/sh\r\necho\r\n".utf8), errno: .ENOENT, code: .programMissing,
      hint: "CR LF"),
    Case(
      testDescription: "no interpreter", content: Array("#!\n".utf8), errno: .ENOEXEC, code: .programFormat,
      hint: "names no interpreter"),
    Case(
      testDescription: "interpreter that may not run", content: Array("#!/etc/passwd\n".utf8), errno: .EACCES,
      code: .programNotExecutable, hint: "interpreter /etc/passwd is not executable"),
    Case(
      testDescription: "no first line", content: Array("echo\n".utf8), errno: .ENOEXEC, code: .programFormat,
      hint: "#!/bin/sh"),
    Case(testDescription: "empty", content: [], errno: .ENOEXEC, code: .programFormat, hint: "is empty"),
    Case(
      testDescription: "another machine", content: elf(machine: other), errno: .ENOEXEC, code: .programFormat,
      hint: "is for \(otherName)"),
    Case(
      testDescription: "missing loader", content: elf(machine: own, loader: "/lib/ld-none.so"), errno: .ENOENT,
      code: .programMissing, hint: "loader /lib/ld-none.so does not exist"),
    Case(
      testDescription: "object file", content: elf(type: 1, machine: own), errno: .ENOEXEC, code: .programFormat,
      hint: "object file"),
    Case(
      testDescription: "cut off after the magic number", content: [0x7f, 0x45, 0x4c, 0x46], errno: .ENOEXEC,
      code: .programFormat, hint: nil),
    Case(
      testDescription: "forbidden", content: elf(machine: own), errno: .EACCES, code: .programNotExecutable, hint: nil),
  ]

  @Test("is told by the file itself", arguments: cases)
  func reason(sample: Case) throws {
    try Fixture.with { fixture in
      let path = fixture.path("program")
      try Data(sample.content).write(to: URL(fileURLWithPath: path))
      let failure = ProgramDiagnosis.failure(path, sample.errno)
      #expect(failure.code == sample.code)
      #expect(failure.message == "exec \(path): \(sample.errno.text)")
      if let hint = sample.hint {
        #expect(failure.hint?.contains(hint) == true, "\(failure.hint ?? "no hint")")
      } else {
        #expect(failure.hint == nil)
      }
    }
  }

  @Test("headers of random bytes never trap")
  func randomHeaders() throws {
    try Fixture.with { fixture in
      var generator = SystemRandomNumberGenerator()
      let path = fixture.path("program")
      for _ in 0..<300 {
        var bytes: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, UInt8.random(in: 1...2), UInt8.random(in: 1...2)]
        for _ in 0..<Int.random(in: 0..<300) { bytes.append(UInt8.random(in: 0...255, using: &generator)) }
        if bytes.count > 64 { for index in 48..<64 { bytes[index] = UInt8.random(in: 0...3) } }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        _ = ProgramDiagnosis.failure(path, .ENOEXEC)
      }
    }
  }
}
