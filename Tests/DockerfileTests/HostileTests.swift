// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import Foundation
import OCI
import Testing

/// Swift ends the process where an index or a sum is out of range, so nothing that a file says may lead there.
@Suite("Hostile files")
struct HostileTests {
  /// The same numbers in every run.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var mixed = state
      mixed ^= mixed >> 33
      mixed &*= 0xff51_afd7_ed55_8ccd
      return mixed ^ (mixed >> 29)
    }
  }

  private static let seeds: [String] = [
    "# escape=`\n# check=skip=all;error=true\nFROM --platform=$A a:1 AS b\nRUN x `\n y `\n",
    "ARG v=\"1 2\" w\nFROM a:${v:-x}\nENV a=b c='d e' f=\"g\\\"h\"\nLABEL x y z\nEXPOSE 80-90/tcp 1:2\n",
    "FROM a\nCOPY --chown=1:2 --from=b <<-E1 3<<'E2' /d\n\tx $y\n\tE1\nz\nE2\nADD [\"a b\", \"\\u00e9\\ud83d\\ude00\"]\n",
    "FROM a\nRUN --mount=type=cache,target=/x,\"id=a,b\" --network=none cat <<E | tr a b\nq\nE\nONBUILD RUN <<E\nE\n",
    "FROM a\nHEALTHCHECK --interval=1m3.5s --retries=3 CMD [\"x\", \"y\"]\nSHELL [\"a\"]\nVOLUME [\"/a\"]\nCMD [[1, {\"a\": null}]]\n",
    "FROM a\nUSER ${a:+${b#*x}}${c//p/r$1}${d%%*.}\nWORKDIR \\\\$a\"$b\"'$c'\\\nSTOPSIGNAL ${q?m}\n",
  ]
  private static let pieces: [[UInt8]] =
    [
      "\\", "`", "\n", "\r\n", "\"", "'", "[", "]", "{", "}", "<<", "<<-E\n", "$", "${", "--", "=", "#", ",", "*", "**",
      "/",
      ":", "%", "ONBUILD ", "FROM ", "RUN ", "\t", " ", "\u{feff}", "\u{a0}", "\u{85}", "한", "e\u{301}",
      "9999999999999999999",
    ].map { Array($0.utf8) } + [[0], [0xff], [0xc2], [0xe2, 0x80]]

  /// Cuts, doubles and inserts.
  private static func mutated(_ text: [UInt8], _ numbers: inout Numbers) -> [UInt8] {
    var text = text
    for _ in 0...Int.random(in: 0...4, using: &numbers) {
      let at = Int.random(in: 0...text.count, using: &numbers)
      let end = min(text.count, at + Int.random(in: 0...12, using: &numbers))
      switch Int.random(in: 0...3, using: &numbers) {
      case 0: text.removeSubrange(at..<end)
      case 1: text.insert(contentsOf: Array(text[at..<end]), at: Int.random(in: 0...text.count, using: &numbers))
      case 2: text.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &numbers)], at: at)
      default: if at < text.count { text[at] = UInt8.random(in: 0...255, using: &numbers) }
      }
    }
    return text
  }

  /// Runs a file through everything; what it is refused with does not matter, that there is an end of it does.
  private static func use(_ bytes: [UInt8]) {
    var facts = Linter.Facts(platform: Platform(os: "linux", architecture: "amd64"))
    facts.variables = { _ in ["a"] }
    if let file = try? Dockerfile(parsing: bytes) {
      _ = try? Linter.check(file, facts: facts)
      for instruction in file.instructions {
        if case .run(let run) = instruction.command {
          for option in run.mountOptions { _ = try? RunMount(parsing: option) }
        }
        if case .onBuild(let trigger) = instruction.command { _ = try? Instruction(parsingTrigger: trigger) }
      }
    }
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let text = String(decoding: line, as: UTF8.self)
      _ = try? Substitution(escape: "`").process(text) { $0 == "a" ? "x y" : nil }
      _ = try? Substitution.heredocBody.process(text) { _ in "*" }
      if let file = try? IgnoreFile(patterns: [text, "!" + text]) { _ = file.ignores("a/b/한") }
      _ = (try? Glob(text))?.matches(text)
      _ = (try? SymbolicMode(parsing: text))?.applied(to: 0o644, isDirectory: true)
      _ = try? Ports(parsing: text)
      _ = try? TimeSpan(parsing: text)
      _ = try? ByteSize(parsing: text)
      _ = try? GitReference.parse(text)
      _ = try? PlatformSpecifier(parsing: text, host: Platform(os: "linux", architecture: "amd64"))
    }
  }

  @Test("Thousands of damaged files end in an error or a value, never in a trap")
  func damaged() {
    var numbers = Numbers(state: 20_261_126)
    let rounds = ProcessInfo.processInfo.environment["CAPSULE_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 800
    for round in 0..<rounds {
      HostileTests.use(HostileTests.mutated(Array(HostileTests.seeds[round % HostileTests.seeds.count].utf8), &numbers))
    }
  }

  @Test(
    "The Dockerfiles of the vectors may be damaged, too",
    .enabled(if: Vectors.folder != nil, "needs shared/corpus/vectors beside the checkout, or CAPSULE_VECTORS"))
  func damagedVectors() throws {
    let path = try #require(Vectors.folder) + "/parse.jsonl"
    let lines = try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: UInt8(ascii: "\n"))
    var numbers = Numbers(state: 1)
    for line in lines {
      guard let vector = try? JSONValue(parsing: Array(line)) else { continue }
      let text = Array(vector.text("dockerfile").utf8)
      // Long files say little that shorter ones do not.
      guard text.count < 1000 else { continue }
      HostileTests.use(HostileTests.mutated(text, &numbers))
    }
  }

  @Test("Numbers written as words may have any size")
  func numbers() {
    for text in ["99999999999999999999", "-99999999999999999999", "9223372036854775808", "18446744073709551616"] {
      for suffix in ["", "h", "ns", "p", "-1", "/tcp", ".9s", "e99999"] {
        _ = try? TimeSpan(parsing: text + suffix)
        _ = try? ByteSize(parsing: text + suffix)
        _ = try? Ports(parsing: text + suffix)
        _ = try? SymbolicMode(parsing: text + suffix)
        HostileTests.use(Array("FROM a\nRUN \(text)<<E\(suffix)\nE\(suffix)\n".utf8))
        HostileTests.use(Array("FROM a\nCMD [\(text + suffix)]\nHEALTHCHECK --retries=\(text) CMD x\n".utf8))
      }
    }
  }
}
