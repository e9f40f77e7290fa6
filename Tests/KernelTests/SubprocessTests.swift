// SPDX-License-Identifier: Apache-2.0
import Kernel
import LinuxABI
import Testing

@Suite("Helper programs")
struct SubprocessTests {
  private func shell(_ script: String) -> Subprocess {
    Subprocess(path: "/bin/sh", arguments: ["sh", "-c", script], environment: ["GREETING=hello"])
  }

  @Test("arguments, environment, input and both outputs arrive")
  func everything() throws {
    var program = shell("read line; echo $0 $GREETING; echo $line >&2; exit 3")
    program.input = Array("first\nsecond\n".utf8)
    let result = try program.run()
    #expect(result.outcome == .ended(.exited(3)))
    #expect(result.output == Array("sh hello\n".utf8))
    #expect(result.errorOutput == Array("first\n".utf8))
  }

  @Test("a program that is not there is told from one that fails")
  func missing() throws {
    let program = Subprocess(path: "/no/such", arguments: ["x"], environment: [])
    #expect(try program.run().outcome == .notExecuted(.ENOENT))
  }

  @Test("a signal that ends it is named")
  func killed() throws {
    let result = try shell("kill -SYS $$").run()
    #expect(result.outcome == .ended(.killed(signal: 31)))
    #expect(Ending.killed(signal: 31).text == "signal: bad system call")
    #expect(Ending.killed(signal: 31).status == 159)
  }

  @Test("its whole process group is killed when the time is up")
  func timeout() throws {
    var program = shell("sleep 600 & echo started; wait")
    program.timeout = 300
    let start = Clock.monotonic().milliseconds
    let result = try program.run()
    #expect(result.outcome == .timedOut)
    #expect(result.output == Array("started\n".utf8))
    #expect(Clock.monotonic().milliseconds - start < 20_000)
  }

  @Test("what it leaves running does not hold us up")
  func background() throws {
    let start = Clock.monotonic().milliseconds
    let result = try shell("sleep 5 & echo done").run()
    #expect(result.output == Array("done\n".utf8))
    #expect(Clock.monotonic().milliseconds - start < 4_000)
  }

  @Test("of much output the end is kept, and much input blocks nobody")
  func large() throws {
    var program = shell("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done")
    program.input = [UInt8](repeating: 0x61, count: 1 << 20)
    let result = try program.run()
    #expect(result.outcome == .ended(.exited(0)))
    #expect(result.output.count == 4096)
    #expect(result.output.suffix(11) == Array("line 19999\n".utf8)[...])
  }
}
