// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@Suite("A process's status")
struct ProcessStatusTests {
  @Test("a name with blanks and brackets does not shift the fields")
  func strangeName() {
    let line = "42 (a) S 1 (b) Z 9 9 9 9 9 0 0 0 0 0 0 0 0 0 20 0 1 0 98765 1 2 3"
    let status = ProcessStatus.parse(Array(line.utf8))
    // Field 3 follows the last bracket.
    #expect(status?.state == UInt8(ascii: "Z"))
    #expect(status?.isDead == true)
  }

  @Test("state and start time are fields 3 and 22")
  func fields() {
    let line = "7 (sh) S 1 7 7 0 -1 4194560 100 0 0 0 1 2 3 4 20 0 1 0 4711 10000 200"
    let status = ProcessStatus.parse(Array(line.utf8))
    #expect(status?.state == UInt8(ascii: "S"))
    #expect(status?.startTime == 4711)
    #expect(status?.isDead == false)
  }

  @Test("our own process is there, and one that cannot be is not")
  func live() throws {
    let own = try #require(try ProcessStatus.of(pid: Processes.ownPID))
    #expect(own.startTime > 0)
    #expect(try ProcessStatus.of(pid: 0x3fff_ffff) == nil)
  }

  @Test("half a line is nothing", arguments: ["", "7 (sh", "7 (sh) S 1 2"])
  func truncated(_ line: String) {
    #expect(ProcessStatus.parse(Array(line.utf8)) == nil)
  }
}
