// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import Testing

@Suite("Instructions")
struct InstructionTests {
  @Test("Two instructions of the same words on other lines differ")
  func linesCount() {
    #expect(
      Instruction(.user("a"), text: "USER a", lines: 1...1) != Instruction(.user("a"), text: "USER a", lines: 2...2))
  }
}
