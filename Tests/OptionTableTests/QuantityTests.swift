// SPDX-License-Identifier: Apache-2.0
import OptionTable
import Testing

@Suite struct QuantityTests {
  private static func values(_ verb: Verb, _ words: [String]) throws -> Values { try verb.parse((words + ["c1"])[...]) }

  @Test(
    "amounts of memory have units, fractions, and -1",
    arguments: [
      ("1024", 1024), ("64M", 67_108_864), ("50m", 52_428_800), ("1.5k", 1536), ("0.1k", 102), ("1kB", 1024),
      ("2MiB", 2_097_152), ("1g", 1_073_741_824), ("1.5GiB", 1_610_612_736), ("1T", 1_099_511_627_776), ("7b", 7),
      ("-1", -1), ("0", 0), (".5k", 512),
    ])
  func bytes(text: String, expected: Int64) throws {
    #expect(try Self.values(Command.update.verb, ["--memory", text]).bytes(.memory) == expected)
  }

  @Test(
    "what is no amount of memory is refused",
    arguments: [
      "x", "1x", "1kk", "1ib", "-2", "1.2.3", ".", "k", "1 k", "99999999999999999999", "9223372036854775807k", "+1",
    ]
  )
  func noBytes(text: String) throws {
    let values = try Self.values(Command.update.verb, ["--memory", text])
    #expect(throws: UsageError.self) { try values.bytes(.memory) }
  }

  @Test("an empty value is none")
  func empty() throws {
    let values = try Self.values(Command.update.verb, ["--memory=", "--cpu-quota", "", "--cpu-share="])
    #expect(try values.bytes(.memory) == nil)
    #expect(try values.integer(.cpuQuota) == nil)
    #expect(try values.unsigned(.cpuShare) == nil)
  }

  @Test("numbers are whole, and some of them not negative")
  func numbers() throws {
    let values = try Self.values(Command.update.verb, ["--cpu-quota", "-1", "--cpu-share", "-1", "--cpu-burst", "x"])
    #expect(try values.integer(.cpuQuota) == -1)
    #expect(throws: UsageError.self) { try values.unsigned(.cpuShare) }
    #expect(throws: UsageError.self) { try values.unsigned(.cpuBurst) }
  }

  @Test(
    "times are as Go writes them",
    arguments: [("5s", 5000), ("100ms", 100), ("1m30s", 90_000), ("1.5s", 1500), ("1h", 3_600_000), ("10us", 1)])
  func times(text: String, expected: Int64) throws {
    #expect(try Self.values(Command.events.verb, ["--interval", text]).milliseconds(.interval) == expected)
  }

  @Test("what is no time is refused", arguments: ["", "5", "s", "5x", "1m30", "0s", "-1s", "99999999999h"])
  func noTimes(text: String) throws {
    let values = try Self.values(Command.events.verb, ["--interval", text])
    #expect(throws: UsageError.self) { try values.milliseconds(.interval) }
  }
}
