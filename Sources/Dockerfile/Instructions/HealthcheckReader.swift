// SPDX-License-Identifier: Apache-2.0

/// Reads HEALTHCHECK.
extension HealthcheckInstruction {
  private static let flags: [String: FlagValues.Kind] = [
    "interval": .text, "timeout": .text, "start-period": .text, "start-interval": .text, "retries": .text,
  ]

  init(reading line: SyntaxLine) throws(BuildError) {
    let flags = try FlagValues(line.flags, known: HealthcheckInstruction.flags)
    guard let kind = line.arguments.first else {
      throw BuildError(.instruction, "HEALTHCHECK requires at least one argument: NONE, or CMD and a command")
    }
    let words = Array(line.arguments.dropFirst())
    switch kind.uppercased() {
    case "NONE":
      guard words.isEmpty else { throw BuildError(.instruction, "HEALTHCHECK NONE takes no arguments") }
      self.init(["NONE"])
      return
    case "CMD":
      guard !words.isEmpty else { throw BuildError(.instruction, "missing command after HEALTHCHECK CMD") }
      self.init([line.isJSON ? "CMD" : "CMD-SHELL"] + words)
    default:
      throw BuildError(.instruction, "unknown type \(BuildError.quoted(kind)) in HEALTHCHECK (try CMD)")
    }
    interval = try HealthcheckInstruction.time("interval", flags)
    timeout = try HealthcheckInstruction.time("timeout", flags)
    startPeriod = try HealthcheckInstruction.time("start-period", flags)
    startInterval = try HealthcheckInstruction.time("start-interval", flags)
    retries = try HealthcheckInstruction.count("retries", flags)
  }

  /// Nanoseconds: none, or at least a millisecond.
  private static func time(_ name: String, _ flags: FlagValues) throws(BuildError) -> Int64 {
    let text = flags.text(name)
    guard !text.utf8.isEmpty else { return 0 }
    let duration: TimeSpan
    do throws(BuildError) { duration = try TimeSpan(parsing: text) } catch {
      throw BuildError(.flag, "--\(name): \(error.message)")
    }
    guard duration.nanoseconds == 0 || duration.nanoseconds >= 1_000_000 else {
      throw BuildError(.flag, "--\(name)=\(text) cannot be less than 1ms")
    }
    return duration.nanoseconds
  }

  private static func count(_ name: String, _ flags: FlagValues) throws(BuildError) -> Int64 {
    let text = flags.text(name)
    guard !text.utf8.isEmpty else { return 0 }
    guard let count = Int32(text), count >= 0 else {
      throw BuildError(.flag, "--\(name)=\(text) is not a whole number from 0 to \(Int32.max)")
    }
    return Int64(count)
  }
}
