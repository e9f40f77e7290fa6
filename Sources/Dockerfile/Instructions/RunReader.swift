// SPDX-License-Identifier: Apache-2.0

/// Reads RUN.
extension RunInstruction {
  private static let flags: [String: FlagValues.Kind] = [
    "mount": .list, "device": .list, "network": .text, "security": .text,
  ]

  init(reading line: SyntaxLine) throws(BuildError) {
    let flags = try FlagValues(line.flags, known: RunInstruction.flags)
    self.init(CommandLine(line.arguments, isShell: !line.isJSON))
    heredocs = line.heredocs.map(\.heredoc)
    mountOptions = flags.list("mount")
    for option in mountOptions { try RunMount.check(option) }
    for option in flags.list("device") { devices.append(try RunDevice(parsing: option)) }
    if let written = flags.list("network").last {
      guard let network = RunNetwork(rawValue: written) else {
        throw BuildError(
          .flag, "invalid network mode \(BuildError.quoted(written)): default, none or host is expected")
      }
      self.network = network
    }
    if let written = flags.list("security").last {
      guard let security = RunSecurity(rawValue: written) else {
        throw BuildError(.flag, "security \(BuildError.quoted(written)) is not valid: sandbox or insecure is expected")
      }
      self.security = security
    }
    self.flags = flags.names
  }
}
