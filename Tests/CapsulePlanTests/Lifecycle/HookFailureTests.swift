// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Testing

@Suite("A hook's failure")
struct HookFailureTests {
  private let hook = HookStep(path: "/bin/hook", args: ["hook"], env: nil, timeout: nil, index: 1)

  @Test("names stage, index, path, cause and what the hook wrote, on one line")
  func text() {
    let failure = hook.failure(
      .createRuntime, "exit status 3", output: Array("out\n".utf8), errorOutput: Array("one\ntwo\u{1b}[31m\n".utf8))
    #expect(
      failure.message
        == "error running createRuntime hook #1: /bin/hook: exit status 3, stdout: out, stderr: one two [31m")
    #expect(failure.code == .hook)
  }

  @Test("a silent hook adds nothing")
  func silent() {
    let failure = hook.failure(.poststop, "timed out after 2 s", output: [], errorOutput: [])
    #expect(failure.message == "error running poststop hook #1: /bin/hook: timed out after 2 s")
  }
}
